import type { Delivery } from '../../api/types.ts';
import { Time } from '../../components/Time.tsx';
import { duration } from './duration.ts';
import { failureWords } from './failures.ts';
import styles from './Attempts.module.css';

/** Every attempt of a delivery, the first one first. */
export function Attempts({ attempts }: Pick<Delivery, 'attempts'>) {
  return (
    // Focusable, so that its scrolling on a phone does not need a mouse.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className={styles.frame} tabIndex={0} role="group" aria-label="Attempts">
      <table className={styles.table} aria-label="Attempts">
        <thead>
          <tr>
            <th scope="col">#</th>
            <th scope="col">Time</th>
            <th scope="col">Answer</th>
            <th scope="col">Result</th>
            <th scope="col" className={styles.number}>
              Took
            </th>
          </tr>
        </thead>
        <tbody>
          {attempts.map(({ at, statusCode, error, durationMs }, index) => (
            <tr key={at}>
              <td>{index + 1}</td>
              <td>
                <Time at={at} style="exact" />
              </td>
              <td>{statusCode ?? '—'}</td>
              <td className={error === null ? styles.good : styles.bad}>
                {error === null ? 'Taken' : failureWords(error).label}
              </td>
              <td className={styles.number}>{duration(durationMs)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
