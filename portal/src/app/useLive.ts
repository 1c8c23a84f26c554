/** What changes elsewhere shows here, within a second: the service's events say what to read again. */
import { useEffect, useRef, useState } from 'react';
import { useQueryClient, type QueryClient } from '@tanstack/react-query';
import { followEvents, type Listeners } from '../api/events.ts';
import { queryKeys } from '../api/queries.ts';
import { useIsVisible } from '../components/useIsVisible.ts';
import { refreshKeys } from './refreshKeys.ts';

/** A bulk of changes is one reading, not hundreds. */
const gatherMs = 150;
/** Whoever only looks something up in another tab loses no connection. */
const lingerMs = 10_000;

/**
 * Follows `/api/v1/events` while the component is there and its tab is in sight, or was a moment ago: a browser has few
 * connections for all tabs of a site, and streams that nobody sees would keep them from the others.
 */
export function useLive(): void {
  const client = useQueryClient();
  const isWatched = useIsWatched();
  const wasFollowed = useRef(false);
  useEffect(() => {
    if (!isWatched) return undefined;
    const end = follow(client, wasFollowed.current);
    return () => {
      wasFollowed.current = true;
      end();
    };
  }, [client, isWatched]);
}

function useIsWatched(): boolean {
  const isVisible = useIsVisible();
  const [isLeft, setLeft] = useState(false);
  useEffect(() => {
    if (isVisible) return undefined;
    const timer = setTimeout(() => setLeft(true), lingerMs);
    return () => {
      clearTimeout(timer);
      setLeft(false);
    };
  }, [isVisible]);
  return isVisible || !isLeft;
}

/** @param isAnew whether it was followed before: then everything is looked at again, for nothing tells what has come since */
function follow(client: QueryClient, isAnew: boolean): () => void {
  const changed = new Set<string>();
  let gathering: ReturnType<typeof setTimeout> | undefined;
  const listeners: Listeners = {
    onOpen: (mayMiss) => {
      if (mayMiss) refreshAll(client);
    },
    onBreak: (isRefused) => {
      if (isRefused) void client.invalidateQueries({ queryKey: queryKeys.session });
    },
    events: {
      key: (data) => {
        const keyId = fieldOf(data, 'keyId');
        if (keyId === undefined) return;
        changed.add(keyId);
        gathering ??= setTimeout(() => {
          gathering = undefined;
          refreshKeys(client, [...changed]);
          changed.clear();
        }, gatherMs);
      },
      webhook_endpoint: () => void client.invalidateQueries({ queryKey: queryKeys.webhooks }),
      reset: () => refreshAll(client),
    },
  };
  const end = followEvents('/api/v1/events', listeners, isAnew);
  return () => {
    end();
    clearTimeout(gathering);
  };
}

/** Products change only with the installation, as does the reference; and audit entries never do. */
const lasting = new Set<unknown>([...queryKeys.profiles, ...queryKeys.openApi, ...queryKeys.audit]);

function refreshAll(client: QueryClient) {
  void client.invalidateQueries({ predicate: ({ queryKey }) => !lasting.has(queryKey[0]) });
}

function fieldOf(data: string, name: string): string | undefined {
  try {
    const value: unknown = JSON.parse(data);
    if (typeof value !== 'object' || value === null) return undefined;
    const field: unknown = (value as Readonly<Record<string, unknown>>)[name];
    return typeof field === 'string' ? field : undefined;
  } catch {
    return undefined;
  }
}
