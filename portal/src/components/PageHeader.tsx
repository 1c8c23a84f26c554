import { useEffect, type ReactNode } from 'react';
import { Link } from 'react-router';
import { ArrowLeft } from 'lucide-react';
import styles from './PageHeader.module.css';

export interface PageHeaderProps {
  readonly title: ReactNode;
  /** The title as plain text, for the browser's tab; needed where the title is not a text. */
  readonly documentTitle?: string;
  readonly description?: ReactNode;
  readonly actions?: ReactNode;
  /** The page above this one. */
  readonly backTo?: { readonly to: string; readonly label: string };
}

/** The head of a page: its one `h1`, and the title of the tab. */
export function PageHeader({ title, documentTitle, description, actions, backTo }: PageHeaderProps) {
  const name = documentTitle ?? (typeof title === 'string' ? title : undefined);
  useEffect(() => {
    if (name !== undefined) document.title = `${name} · Keyledger`;
  }, [name]);
  return (
    <header className={styles.header}>
      {backTo !== undefined && (
        <Link to={backTo.to} className={styles.back}>
          <ArrowLeft aria-hidden="true" />
          {backTo.label}
        </Link>
      )}
      <div className={styles.row}>
        <div className={styles.texts}>
          <h1 className={styles.title}>{title}</h1>
          {description !== undefined && <div className={styles.description}>{description}</div>}
        </div>
        {actions !== undefined && <div className={styles.actions}>{actions}</div>}
      </div>
    </header>
  );
}
