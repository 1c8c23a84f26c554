import { exactDate, exactTime, relativeTime } from './times.ts';
import { useNow } from './useNow.ts';

export interface TimeProps {
  /** ISO 8601. */
  readonly at: string | Date;
  /** `relative`: "in 6 days". `exact`: to the second, in UTC. `date`: the day, in UTC. */
  readonly style?: 'relative' | 'exact' | 'date';
}

/** An instant. However short it is shown, the exact instant in UTC is its title, and what is read aloud. */
export function Time({ at, style = 'relative' }: TimeProps) {
  const exact = exactTime(at);
  const instant = new Date(at).toISOString();
  if (style === 'exact') {
    return (
      <time dateTime={instant} title={instant}>
        {exact}
      </time>
    );
  }
  return (
    <time dateTime={instant} title={exact}>
      {style === 'relative' ? <Relative at={at} /> : exactDate(at)}
      <span className="visuallyHidden"> ({exact})</span>
    </time>
  );
}

function Relative({ at }: Pick<TimeProps, 'at'>) {
  return relativeTime(at, useNow());
}
