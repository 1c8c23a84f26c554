import { Button } from '../../components/Button.tsx';
import { mostRows } from './liveTail.ts';
import type { Live } from './useLiveTail.ts';
import styles from './LiveStatus.module.css';

/** How the live tail stands: following, waiting for the reader, or looking for the service. */
export function LiveStatus({
  live: { tail, connection },
  isPaused,
  onResume,
}: {
  readonly live: Live;
  readonly isPaused: boolean;
  readonly onResume: () => void;
}) {
  const state = connection === 'open' ? (isPaused ? 'paused' : 'following') : 'connecting';
  const { waiting, skipped, missed } = tail;
  return (
    <div className={styles.status} data-state={state}>
      <span className={styles.dot} aria-hidden="true" />
      <output>{words[state]}</output>
      {waiting.length > 0 && (
        <span className={styles.waiting}>
          {waiting.length + skipped} new
          {skipped > 0 && `, of which the newest ${waiting.length} are kept`}
        </span>
      )}
      {missed > 0 && <span className={styles.waiting}>{missed} more came too fast to be shown</span>}
      {state === 'paused' && (
        <Button size="small" variant="quiet" onPress={onResume}>
          Resume
        </Button>
      )}
    </div>
  );
}

const words = {
  following: `Live. The newest ${mostRows} entries, as they come`,
  paused: 'Paused while you look',
  connecting: 'Connecting…',
};
