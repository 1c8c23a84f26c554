import { useEffect, useReducer, useState } from 'react';
import type { AuditEntry } from '../../api/types.ts';
import { liveAddress } from './auditQueries.ts';
import type { AuditFilter } from './auditFilter.ts';
import { evolve, noTail, type LiveTail } from './liveTail.ts';
import { useIsVisible } from './useIsVisible.ts';

export type Connection = 'off' | 'connecting' | 'open';

export interface Live {
  readonly tail: LiveTail;
  readonly connection: Connection;
  /** When the stream began, last: what was made before that has to be read besides. */
  readonly openedAt: Date | undefined;
}

/** Entries of one moment are shown together: a thousand a second are two pictures, not a thousand. */
const gatherMs = 500;
const retryMs = { first: 1_000, most: 30_000 };

/**
 * The newest entries as they are made, while `isOn` and the page is in sight: a browser has few connections for all tabs
 * of a site, and streams that nobody sees would keep them from the others. It connects again by itself, and the browser
 * names the last entry that it has seen. While `isPaused` the rows stay as they are.
 */
export function useLiveTail(filter: AuditFilter, isOn: boolean, isPaused: boolean): Live {
  const [tail, act] = useReducer(evolve, noTail);
  const [connection, setConnection] = useState<Connection>('off');
  const [openedAt, setOpenedAt] = useState<Date>();
  const from = liveAddress(filter);
  const isVisible = useIsVisible();

  useEffect(() => {
    act({ type: isPaused ? 'paused' : 'resumed' });
  }, [isPaused]);

  useEffect(() => {
    if (!isOn || !isVisible) return undefined;
    let gathered: AuditEntry[] = [];
    let gathering: ReturnType<typeof setTimeout> | undefined;
    let retrying: ReturnType<typeof setTimeout> | undefined;
    let source: EventSource | undefined;
    let delay = retryMs.first;

    function show() {
      gathering = undefined;
      act({ type: 'came', entries: gathered });
      gathered = [];
    }

    function connect() {
      setConnection('connecting');
      source = new EventSource(from);
      source.addEventListener('open', () => {
        delay = retryMs.first;
        setConnection('open');
        setOpenedAt(new Date());
      });
      source.addEventListener('entry', ({ data }: MessageEvent<string>) => {
        gathered.push(JSON.parse(data) as AuditEntry);
        gathering ??= setTimeout(show, gatherMs);
      });
      // The browser reconnects by itself, unless the answer was an error: then we do, less and less often.
      source.addEventListener('error', () => {
        setConnection('connecting');
        if (source?.readyState !== EventSource.CLOSED) return;
        retrying = setTimeout(connect, delay);
        delay = Math.min(delay * 2, retryMs.most);
      });
    }

    connect();
    return () => {
      source?.close();
      clearTimeout(gathering);
      clearTimeout(retrying);
      setConnection('off');
      act({ type: 'cleared' });
    };
  }, [from, isOn, isVisible]);

  return { tail, connection, openedAt };
}
