import { CircleAlert, CircleCheck, X } from 'lucide-react';
import { Button } from './Button.tsx';
import { classes } from './classes.ts';
import { dismiss, useNotifications } from './notifications.ts';
import styles from './Notifications.module.css';

/** Where `notify` shows its messages. Once, in the layout. */
export function Notifications() {
  const notifications = useNotifications();
  return (
    <div className={styles.region} role="status" aria-live="polite">
      {notifications.map(({ id, text, tone }) => (
        <div key={id} className={classes(styles.notification, styles[tone])}>
          {tone === 'danger' ? <CircleAlert aria-hidden="true" /> : <CircleCheck aria-hidden="true" />}
          <span className={styles.text}>{text}</span>
          <Button
            variant="quiet"
            size="small"
            aria-label="Dismiss"
            icon={<X />}
            onPress={() => dismiss(id)}
          />
        </div>
      ))}
    </div>
  );
}
