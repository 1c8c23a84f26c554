import type { WebhookEndpoint } from '../../api/types.ts';
import { CopyButton } from '../../components/CopyButton.tsx';
import { Tag } from '../../components/Tag.tsx';
import { Time } from '../../components/Time.tsx';
import { eventTypes } from './eventTypes.ts';
import styles from './EndpointFacts.module.css';

/** What the endpoint is told of, since when, and its id. */
export function EndpointFacts({
  endpoint: { id, events, createdAt, createdBy },
}: {
  readonly endpoint: WebhookEndpoint;
}) {
  const known: ReadonlyMap<string, string> = new Map(eventTypes.map((type) => [type.id, type.meaning]));
  return (
    <dl className={styles.facts}>
      <div className={styles.wide}>
        <dt>Events</dt>
        <dd className={styles.events}>
          {events.map((event) => (
            <Tag key={event} isCode title={known.get(event) ?? event}>
              {event}
            </Tag>
          ))}
        </dd>
      </div>
      <div>
        <dt>Created</dt>
        <dd>
          <Time at={createdAt} /> by {createdBy}
        </dd>
      </div>
      <div>
        <dt>Id</dt>
        <dd className={styles.id}>
          <code>{id}</code>
          <CopyButton value={id} label="Copy id" />
        </dd>
      </div>
    </dl>
  );
}
