import { useEffect, useReducer, useState } from 'react';
import { followEvents } from '../../api/events.ts';
import type { AuditEntry } from '../../api/types.ts';
import { useIsVisible } from '../../components/useIsVisible.ts';
import { liveAddress } from './auditQueries.ts';
import type { AuditFilter } from './auditFilter.ts';
import { evolve, noTail, type LiveTail } from './liveTail.ts';

export type Connection = 'off' | 'connecting' | 'open';

export interface Live {
  readonly tail: LiveTail;
  readonly connection: Connection;
  /** When the stream began, or began anew, last: what was made before that has to be read besides. */
  readonly openedAt: Date | undefined;
}

/** Entries of one moment are shown together: a thousand a second are two pictures, not a thousand. */
const gatherMs = 500;

/** What the service says of those that it leaves out. */
interface Skipped {
  readonly count: number;
}

/**
 * The newest entries as they are made, while `isOn` and the page is in sight: a browser has few connections for all tabs
 * of a site, and streams that nobody sees would keep them from the others. It connects again by itself, and the browser
 * names the last entry that it has seen. While `isPaused` the rows stay as they are.
 */
export function useLiveTail(filter: AuditFilter, isOn: boolean, isPaused: boolean): Live {
  const [tail, act] = useReducer(evolve, noTail);
  const [isOpen, setOpen] = useState(false);
  const [openedAt, setOpenedAt] = useState<Date>();
  const from = liveAddress(filter);
  const isFollowed = useIsVisible() && isOn;

  useEffect(() => {
    act({ type: isPaused ? 'paused' : 'resumed' });
  }, [isPaused]);

  useEffect(() => {
    if (!isFollowed) return undefined;
    let gathered: AuditEntry[] = [];
    let gathering: ReturnType<typeof setTimeout> | undefined;

    function show() {
      gathering = undefined;
      act({ type: 'came', entries: gathered });
      gathered = [];
    }

    const end = followEvents(from, {
      onOpen: () => {
        setOpen(true);
        setOpenedAt(new Date());
      },
      events: {
        entry: (data) => {
          gathered.push(JSON.parse(data) as AuditEntry);
          gathering ??= setTimeout(show, gatherMs);
        },
        skipped: (data) => act({ type: 'missed', count: (JSON.parse(data) as Skipped).count }),
        reset: () => setOpenedAt(new Date()),
      },
      onBreak: () => setOpen(false),
    });
    return () => {
      end();
      clearTimeout(gathering);
      setOpen(false);
      act({ type: 'cleared' });
    };
  }, [from, isFollowed]);

  const connection = isOpen ? 'open' : 'connecting';
  return { tail, connection: isFollowed ? connection : 'off', openedAt };
}
