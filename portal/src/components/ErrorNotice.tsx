import { ApiError } from '../api/errors.ts';
import { Button } from './Button.tsx';
import { Notice } from './Notice.tsx';
import styles from './ErrorNotice.module.css';

export interface ErrorNoticeProps {
  readonly error: unknown;
  /** What could not be done: "The keys cannot be shown". */
  readonly title?: string;
  readonly onRetry?: () => void;
}

/** What went wrong, in the service's own words, and how to go on. */
export function ErrorNotice({ error, title, onRetry }: ErrorNoticeProps) {
  const details = error instanceof ApiError ? error.details : [];
  return (
    <Notice
      tone="danger"
      role="alert"
      title={title ?? headline(error)}
      action={
        onRetry !== undefined && (
          <Button size="small" onPress={onRetry}>
            Try again
          </Button>
        )
      }
    >
      <p>{messageOf(error)}</p>
      {details.length > 0 && (
        <ul className={styles.details}>
          {details.map(({ field, message }) => (
            <li key={`${field} ${message}`}>
              <code>{field}</code>: {message}
            </li>
          ))}
        </ul>
      )}
    </Notice>
  );
}

function headline(error: unknown): string {
  if (!(error instanceof ApiError)) return 'Something went wrong';
  if (error.status === 0) return 'The service cannot be reached';
  if (error.status === 403) return 'This is not allowed';
  if (error.status === 404) return 'This is not here';
  if (error.status === 409 || error.status === 412) return 'This has changed meanwhile';
  return error.status >= 500 ? 'The service cannot do this now' : 'This cannot be done';
}

function messageOf(error: unknown): string {
  if (error instanceof ApiError && error.status === 401) return 'Sign in again to go on.';
  return error instanceof ApiError ? error.message : 'Reload the page, or try again in a moment.';
}
