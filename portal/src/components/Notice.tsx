import type { ReactNode } from 'react';
import { CircleAlert, CircleCheck, Info, TriangleAlert } from 'lucide-react';
import { classes } from './classes.ts';
import styles from './Notice.module.css';

const icons = { info: Info, warning: TriangleAlert, danger: CircleAlert, success: CircleCheck } as const;

export interface NoticeProps {
  readonly tone?: keyof typeof icons;
  readonly title?: ReactNode;
  readonly children?: ReactNode;
  readonly action?: ReactNode;
  /** `alert` is read aloud at once; for what appears in answer to an action. */
  readonly role?: 'alert' | 'status' | 'note';
}

/** Something to know, in the flow of a page. */
export function Notice({ tone = 'info', title, children, action, role = 'note' }: NoticeProps) {
  const Icon = icons[tone];
  return (
    <div className={classes(styles.notice, styles[tone])} role={role}>
      <Icon aria-hidden="true" className={styles.icon} />
      <div className={styles.texts}>
        {title !== undefined && <p className={styles.title}>{title}</p>}
        {children !== undefined && <div>{children}</div>}
      </div>
      {action !== undefined && <div className={styles.action}>{action}</div>}
    </div>
  );
}
