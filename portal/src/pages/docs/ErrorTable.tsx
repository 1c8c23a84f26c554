/** How an operation can fail: status, code, when, and the message as it really comes. */
import type { Json } from './document.ts';
import { Words } from './Prose.tsx';
import type { Response } from './reference.ts';
import styles from './ErrorTable.module.css';

interface Row {
  readonly status: string;
  readonly code: string | undefined;
  readonly meaning: string;
  /** As it really comes. */
  readonly message: string | undefined;
}

export function ErrorTable({
  responses,
  operation,
}: {
  readonly responses: readonly Response[];
  readonly operation: string;
}) {
  return (
    <table className={styles.table}>
      <caption className="visuallyHidden">How {operation} can fail</caption>
      <thead>
        <tr>
          <th scope="col" className={styles.answer}>
            Status and <code>error</code>
          </th>
          <th scope="col">When</th>
        </tr>
      </thead>
      <tbody>
        {responses.flatMap(rowsOf).map(({ status, code, meaning, message }) => (
          <tr key={`${status} ${code} ${meaning}`}>
            <td className={styles.answer}>
              <code className={styles.status}>{status}</code>{' '}
              {code !== undefined && <code className={styles.code}>{code}</code>}
            </td>
            <td>
              <Words text={meaning} />
              {message !== undefined && message !== meaning && (
                <span className={styles.message}>“{message}”</span>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function rowsOf({ status, description, content }: Response): readonly Row[] {
  const rows = (content?.samples ?? []).map(({ name, value }) => ({
    status,
    code: textOf(value, 'error'),
    meaning: name,
    message: textOf(value, 'message'),
  }));
  return rows.length > 0 ? rows : [{ status, code: undefined, meaning: description, message: undefined }];
}

function textOf(value: Json, name: string): string | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const text = (value as Readonly<Record<string, Json>>)[name];
  return typeof text === 'string' ? text : undefined;
}
