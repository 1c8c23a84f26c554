import type { Delivery } from '../../api/types.ts';
import { Time } from '../../components/Time.tsx';
import { duration } from './DeliveryRow.tsx';
import { failureWords } from './failures.ts';
import styles from './Attempts.module.css';

/** Every attempt of a delivery, the first one first. */
export function Attempts({ attempts }: Pick<Delivery, 'attempts'>) {
  return (
    <div className={styles.frame}>
      <table className={styles.table}>
        <caption className="visuallyHidden">Attempts</caption>
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
