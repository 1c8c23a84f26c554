import type { Method } from './document.ts';
import styles from './MethodBadge.module.css';

/** An HTTP method; told apart by its word, and by colour besides. */
export function MethodBadge({ method }: { readonly method: Method }) {
  return <span className={`${styles.badge} ${styles[method]}`}>{method.toUpperCase()}</span>;
}
