import { useId, type ReactNode } from 'react';
import styles from './FormSection.module.css';

export interface FormSectionProps {
  readonly title: string;
  readonly hint?: string;
  readonly description?: ReactNode;
  readonly children: ReactNode;
}

/** Fields that belong together. */
export function FormSection({ title, hint, description, children }: FormSectionProps) {
  const id = useId();
  return (
    <section className={styles.section} aria-labelledby={id}>
      <header>
        <h2 id={id} className={styles.title}>
          {title}
          {hint !== undefined && <span className={styles.hint}>{hint}</span>}
        </h2>
        {description !== undefined && <p className={styles.description}>{description}</p>}
      </header>
      {children}
    </section>
  );
}
