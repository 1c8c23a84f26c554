import styles from './Brand.module.css';

/** The product's mark and name. */
export function Brand() {
  return (
    <span className={styles.brand}>
      <svg viewBox="0 0 32 32" className={styles.mark} aria-hidden="true">
        <rect width="32" height="32" rx="8" className={styles.ground} />
        <g fill="none" stroke="#fff" strokeWidth="2.5" strokeLinecap="round">
          <circle cx="12" cy="16" r="4.25" />
          <path d="M16.25 16H25M21.5 16v4" />
        </g>
      </svg>
      Keyledger
    </span>
  );
}
