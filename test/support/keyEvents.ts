/** Lifecycle events as the log would hold them, for tests of what reads them. */
import { randomUUID } from 'node:crypto';
import { encodeKeyEvent, keyStream, type KeyEvent } from '../../src/domain/keyEvents.ts';
import type { RecordedEvent } from '../../src/stores/eventStore.ts';

type Created = Extract<KeyEvent, { type: 'ApiKeyCreated' }>;

/** A creation like any other, but for what the test says. */
export function created(
  data: Partial<Created['data']> & { keyId: string },
  at = '2026-01-01T00:00:00.000Z',
): Created {
  return {
    type: 'ApiKeyCreated',
    at,
    actor: 'alice',
    data: {
      merchantId: 'm_1',
      name: 'Website Checkout',
      profile: 'sentry',
      environment: 'live',
      scopes: ['customer:read', 'sales:read'],
      ipRules: [],
      expiresAt: null,
      secret: { prefix: 'sntr_aaaaaaaaaaa', hash: `v1$salt$${data.keyId}` },
      requestFingerprint: null,
      ...data,
    },
  };
}

/** Of the newest recorded event: one log has them all. */
let position = 0n;

/** The events of one key as recorded ones, in the stream's order. */
export function recorded(keyId: string, events: readonly KeyEvent[]): readonly RecordedEvent[] {
  return events.map((event, index) => {
    position += 1n;
    return {
      id: randomUUID(),
      stream: keyStream(keyId),
      revision: BigInt(index),
      position: { commit: position, prepare: position },
      created: new Date(event.at),
      ...encodeKeyEvent(event),
    };
  });
}
