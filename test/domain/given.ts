/** Given these events, when this command comes at that time, then …: how the tests of the decider read. */
import { expect } from 'vitest';
import { DomainError } from '../../src/domain/errors.ts';
import type { DomainErrorCode } from '../../src/domain/errors.ts';
import { decide } from '../../src/domain/key.ts';
import { evolve, initialState } from '../../src/domain/keyState.ts';
import type { KeyCommand } from '../../src/domain/key.ts';
import type { KeyState } from '../../src/domain/keyState.ts';
import type { KeyEvent, KeyEventType } from '../../src/domain/keyEvents.ts';

export const start = Date.parse('2026-11-01T00:00:00.000Z');
export const actor = 'user_1';
export const day = 24 * 60 * 60;

/** The instant so many seconds after the start, as ISO 8601 UTC. */
export function after(seconds: number): string {
  return new Date(start + seconds * 1000).toISOString();
}

type DataOf<T extends KeyEventType> = Extract<KeyEvent, { type: T }>['data'];

/** An event by the usual actor, so many seconds after the start. */
export function event<T extends KeyEventType>(type: T, data: DataOf<T>, seconds = 0): KeyEvent {
  return { type, at: after(seconds), actor, data } as unknown as KeyEvent;
}

/** What the service itself says of an end, so many seconds after the start. */
export function announced(
  type: 'ApiKeyExpiring' | 'ApiKeyExpired',
  expiresAt: string,
  seconds: number,
): KeyEvent {
  return { type, at: after(seconds), actor: 'keyledger', data: { expiresAt } };
}

export const firstSecret = { prefix: 'sntr_AAAAAAAAAAA', hash: 'v1$salt$first' };
export const secondSecret = { prefix: 'sntr_BBBBBBBBBBB', hash: 'v1$salt$second' };
export const thirdSecret = { prefix: 'sntr_CCCCCCCCCCC', hash: 'v1$salt$third' };

export const creation: DataOf<'ApiKeyCreated'> = {
  keyId: 'k_1',
  merchantId: 'm_1',
  name: 'OpenClaw Invoice Bot',
  profile: 'sentry',
  environment: 'live',
  scopes: ['customer:read', 'invoice:read', 'invoice:write'],
  ipRules: ['203.0.113.0/24'],
  expiresAt: after(30 * day),
  secret: firstSecret,
  requestFingerprint: null,
};

export function created(changes: Partial<DataOf<'ApiKeyCreated'>> = {}): KeyEvent {
  return event('ApiKeyCreated', { ...creation, ...changes });
}

export function stateOf(...events: readonly KeyEvent[]): KeyState {
  return events.reduce(evolve, initialState);
}

interface Outcome {
  /** The command leads to exactly these events. */
  leadsTo(...events: readonly KeyEvent[]): void;
  changesNothing(): void;
  /** The command is refused with this code, about this field where it is one. */
  isRefused(code: DomainErrorCode, field?: string): void;
}

/** The history of one key; `when` names a command and the seconds after the start at which it comes. */
export function given(...history: readonly KeyEvent[]): {
  when(command: KeyCommand, seconds?: number): Outcome;
} {
  const state = stateOf(...history);
  return {
    when(command, seconds = 60) {
      const attempt = () => decide(command, state, { now: new Date(start + seconds * 1000), actor });
      return {
        leadsTo: (...events) => expect(attempt()).toEqual(events),
        changesNothing: () => expect(attempt()).toEqual([]),
        isRefused(code, field) {
          const error = refusalOf(attempt);
          expect(error.code).toBe(code);
          if (field !== undefined) expect(error.details.map((problem) => problem.field)).toEqual([field]);
        },
      };
    },
  };
}

/** The DomainError that `attempt` throws; fails the test when it throws none. */
export function refusalOf(attempt: () => unknown): DomainError {
  let answer: unknown;
  try {
    answer = attempt();
  } catch (error) {
    if (error instanceof DomainError) return error;
    throw error;
  }
  return expect.unreachable(`not refused, but answered ${JSON.stringify(answer)}`);
}
