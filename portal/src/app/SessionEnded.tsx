import { useLocation } from 'react-router';
import { LinkButton } from '../components/LinkButton.tsx';
import { Notice } from '../components/Notice.tsx';
import styles from './SessionEnded.module.css';

/** Over a page whose session has ended: what is on it stays until the person goes. */
export function SessionEnded() {
  const { pathname, search } = useLocation();
  const returnTo = encodeURIComponent(`/portal${pathname}${search}`);
  return (
    <div className={styles.notice}>
      <Notice
        tone="warning"
        role="alert"
        title="Your session has ended"
        action={
          <LinkButton to={`/sign-in?returnTo=${returnTo}`} size="small">
            Sign in again
          </LinkButton>
        }
      >
        What you see may be old, and nothing can be changed until you sign in again.
      </Notice>
    </div>
  );
}
