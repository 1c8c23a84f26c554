/** One delivery in a line, and all of its attempts when it is opened. */
import { ChevronRight, RotateCw } from 'lucide-react';
import { useId, useState } from 'react';
import { useMayChange } from '../../api/session.ts';
import type { Delivery, WebhookEndpoint } from '../../api/types.ts';
import { Button } from '../../components/Button.tsx';
import { CopyButton } from '../../components/CopyButton.tsx';
import { StatusBadge, type Tone } from '../../components/StatusBadge.tsx';
import { Time } from '../../components/Time.tsx';
import { notify } from '../../components/notifications.ts';
import { Attempts } from './Attempts.tsx';
import { duration } from './duration.ts';
import { failureWords } from './failures.ts';
import { useAction } from './useAction.ts';
import { useWebhookChanges } from './webhookChanges.ts';
import styles from './DeliveryRow.module.css';

interface Props {
  readonly endpoint: WebhookEndpoint;
  readonly delivery: Delivery;
}

export function DeliveryRow({ endpoint, delivery }: Props) {
  const [isOpen, setOpen] = useState(false);
  const detailsId = useId();
  const { type, createdAt, attempts, nextAttemptAt } = delivery;
  const last = attempts.at(-1);
  return (
    <li className={styles.item}>
      <button
        type="button"
        className={styles.line}
        aria-expanded={isOpen}
        aria-controls={detailsId}
        onClick={() => setOpen(!isOpen)}
      >
        <ChevronRight size={16} aria-hidden className={styles.chevron} />
        <span className={styles.status}>
          <DeliveryBadge delivery={delivery} />
        </span>
        <code className={styles.type}>{type}</code>
        <span className={styles.answer}>
          {last !== undefined && (
            <>
              {last.error === null ? last.statusCode : answerWords(last)} · {duration(last.durationMs)}
            </>
          )}
          {nextAttemptAt !== null && attempts.length > 0 && (
            <span className={styles.next}>
              next try <Time at={nextAttemptAt} />
            </span>
          )}
        </span>
        <span className={styles.time}>
          <Time at={createdAt} />
        </span>
      </button>
      <div id={detailsId} hidden={!isOpen} className={styles.details}>
        {isOpen && <Details endpoint={endpoint} delivery={delivery} />}
      </div>
    </li>
  );
}

function Details({ endpoint, delivery }: Props) {
  const mayChange = useMayChange();
  const { retry } = useWebhookChanges();
  const again = useAction(async () => {
    await retry(endpoint, delivery.id);
    notify('It is sent again.', 'success');
  });
  const { attempts, messageId, status, finishedAt, nextAttemptAt } = delivery;
  const last = attempts.at(-1);
  const failure = status === 'delivered' ? null : (last?.error ?? null);
  const mayRetry =
    mayChange && endpoint.status === 'enabled' && (status !== 'pending' || attempts.length > 0);
  return (
    <>
      <dl className={styles.facts}>
        <div>
          <dt>webhook-id</dt>
          <dd>
            <code>{messageId}</code> <CopyButton value={messageId} label="Copy webhook-id" />
          </dd>
        </div>
        {nextAttemptAt !== null && (
          <div>
            <dt>Next try</dt>
            <dd>
              <Time at={nextAttemptAt} style="exact" />
            </dd>
          </div>
        )}
        {finishedAt !== null && (
          <div>
            <dt>{endings[status] ?? 'Ended'}</dt>
            <dd>
              <Time at={finishedAt} style="exact" />
            </dd>
          </div>
        )}
      </dl>
      {attempts.length === 0 ? (
        <p className={styles.advice}>No attempt yet.</p>
      ) : (
        <Attempts attempts={attempts} />
      )}
      {failure !== null && <p className={styles.advice}>{failureWords(failure).advice}</p>}
      {mayRetry && (
        <div>
          <Button
            size="small"
            icon={<RotateCw aria-hidden />}
            isPending={again.isPending}
            onPress={() => again.run()}
          >
            {status === 'pending' ? 'Try now' : 'Send again'}
          </Button>
        </div>
      )}
    </>
  );
}

const endings: Readonly<Record<string, string>> = {
  delivered: 'Delivered',
  dead: 'Given up',
  cancelled: 'Cancelled',
};

/** `pending` is two things to who waits for it: not tried yet, and failed so far. */
function DeliveryBadge({ delivery: { status, attempts } }: Pick<Props, 'delivery'>) {
  const [label, tone] = status === 'pending' && attempts.length > 0 ? looks.retrying : looks[status];
  return <StatusBadge status={status} label={label} tone={tone} />;
}

const looks: Readonly<Record<Delivery['status'] | 'retrying', readonly [label: string, tone: Tone]>> = {
  pending: ['Under way', 'info'],
  retrying: ['Retrying', 'warning'],
  delivered: ['Delivered', 'success'],
  dead: ['Given up', 'danger'],
  cancelled: ['Cancelled', 'neutral'],
};

function answerWords({ error, statusCode }: Delivery['attempts'][number]): string {
  if (error === 'http_status' || error === 'gone' || error === 'redirect') return String(statusCode);
  return failureWords(error ?? '').label;
}
