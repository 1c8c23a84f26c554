/** What an operation answers when all is well. */
import { useState } from 'react';
import { ChevronRight } from 'lucide-react';
import type { OpenApiDocument } from './document.ts';
import { Words } from './Prose.tsx';
import type { Response } from './reference.ts';
import { SchemaFields } from './SchemaFields.tsx';
import { typeText } from './schemaText.ts';
import styles from './ResponseView.module.css';

export function ResponseView({
  document,
  response: { status, description, headers, content },
}: {
  readonly document: OpenApiDocument;
  readonly response: Response;
}) {
  return (
    <div className={styles.response}>
      <p className={styles.line}>
        <code className={styles.status}>{status}</code>
        <span>
          <Words text={description} />
        </span>
      </p>
      {headers.length > 0 && (
        <ul className={styles.headers} aria-label={`Headers of ${status}`}>
          {headers.map(({ name, description: meaning }) => (
            <li key={name}>
              <code>{name}</code>
              {meaning !== undefined && (
                <span>
                  <Words text={meaning} />
                </span>
              )}
            </li>
          ))}
        </ul>
      )}
      {content?.schema !== undefined && (
        <Fields label={`${typeText(document, content.schema)}, ${content.contentType}`}>
          <SchemaFields document={document} schema={content.schema} isAnswer />
        </Fields>
      )}
    </div>
  );
}

/** Closed at first: most answers are one of a few shapes that the reader knows after the first. */
function Fields({ label, children }: { readonly label: string; readonly children: React.ReactNode }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <details className={styles.fields} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <ChevronRight size={14} aria-hidden />
        <span>{label}</span>
      </summary>
      {isOpen && children}
    </details>
  );
}
