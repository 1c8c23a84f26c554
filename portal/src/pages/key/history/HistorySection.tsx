import { useState } from 'react';
import type { Key } from '../../../api/types.ts';
import { Button } from '../../../components/Button.tsx';
import { ErrorNotice } from '../../../components/ErrorNotice.tsx';
import { Skeleton } from '../../../components/Skeleton.tsx';
import { Tag } from '../../../components/Tag.tsx';
import { Time } from '../../../components/Time.tsx';
import { classes } from '../../../components/classes.ts';
import { useHistory } from '../keyData.ts';
import { Section } from '../../../components/Section.tsx';
import { describeHistory, type Described, type Line } from './describeEvent.ts';
import styles from './HistorySection.module.css';

const pageSize = 8;

/** What happened to the key, newest first: who did it, when, and what it changed. */
export function HistorySection({ apiKey }: { readonly apiKey: Key }) {
  const { data: entries, error, refetch } = useHistory(apiKey.id);
  const [shown, setShown] = useState(pageSize);
  const described = entries && describeHistory(entries).toReversed();
  const earlier = (described?.length ?? 0) - shown;
  return (
    <Section title="History" description="What happened to this key, and who did it">
      {error !== null && described === undefined && (
        <ErrorNotice error={error} title="The history cannot be shown" onRetry={() => void refetch()} />
      )}
      {error === null && described === undefined && (
        <div aria-busy="true" aria-label="The history is being loaded">
          <Skeleton lines={5} height="1.6em" />
        </div>
      )}
      {described !== undefined && (
        <ol className={styles.events}>
          {described.slice(0, shown).map((event) => (
            <HistoryEvent key={event.entry.revision} event={event} />
          ))}
        </ol>
      )}
      {earlier > 0 && (
        <Button size="small" onPress={() => setShown(shown + 3 * pageSize)}>
          Show earlier ({earlier.toLocaleString('en')})
        </Button>
      )}
    </Section>
  );
}

/** The service acts by this name when nobody asked it to. */
const serviceActor = 'keyledger';

function HistoryEvent({ event: { entry, title, tone, lines } }: { readonly event: Described }) {
  return (
    <li className={classes(styles.event, styles[tone])}>
      <div className={styles.head}>
        <h3 className={styles.title}>{title}</h3>
        <span className={styles.ago}>
          <Time at={entry.at} />
        </span>
      </div>
      <p className={styles.by}>
        {entry.actor === serviceActor ? 'by the service' : `by ${entry.actor}`},{' '}
        <Time at={entry.at} style="exact" />
      </p>
      {lines.map((line, index) => (
        // The lines of an event never change.
        // oxlint-disable-next-line react/no-array-index-key
        <EventLine key={index} line={line} />
      ))}
    </li>
  );
}

const changes = {
  lost: { tone: 'danger', sign: '−', word: 'Lost' },
  gained: { tone: 'success', sign: '+', word: 'Gained' },
  given: { tone: 'neutral', sign: '', word: '' },
} as const;

function EventLine({ line }: { readonly line: Line }) {
  if (line.kind === 'text') return <p className={styles.line}>{line.text}</p>;
  if (line.kind === 'instant') {
    return (
      <p className={styles.line}>
        {line.text} <Time at={line.at} style="exact" />
      </p>
    );
  }
  const { tone, sign, word } = changes[line.change];
  return (
    <ul className={styles.items} aria-label={word === '' ? undefined : word}>
      {line.items.map((item) => (
        <li key={item}>
          <Tag isCode tone={tone} title={item}>
            {sign !== '' && <span aria-hidden="true">{sign} </span>}
            {item}
          </Tag>
        </li>
      ))}
    </ul>
  );
}
