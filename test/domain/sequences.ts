/** Random sequences of commands on one key, at random times, and what they lead to. */
import * as fc from 'fast-check';
import { DomainError } from '../../src/domain/errors.ts';
import { decide, maxGracePeriodSeconds } from '../../src/domain/key.ts';
import { evolve, initialState } from '../../src/domain/keyState.ts';
import type { KeyCommand } from '../../src/domain/key.ts';
import type { KeyState } from '../../src/domain/keyState.ts';
import type { KeyEvent } from '../../src/domain/keyEvents.ts';
import { actor, creation, day, start } from './given.ts';

export const scopes = ['customer:read', 'customer:write', 'invoice:read', 'invoice:write', 'sales:read'];

/** A command without its moment: ends are seconds from then, secrets are made fresh for each step. */
export type Intent = (moment: { now: number; step: number }) => KeyCommand;
/** One command, and by how many milliseconds the clock moves before it. */
export interface Step {
  readonly elapsed: number;
  readonly intent: Intent;
}
export interface Transition {
  readonly command: KeyCommand;
  readonly now: number;
  readonly before: KeyState;
  readonly events: readonly KeyEvent[];
  readonly after: KeyState;
}

const instant = (now: number, seconds: number) => new Date(now + seconds * 1000).toISOString();
const secret = (step: number) => ({ prefix: `sntr_${step}`, hash: `v1$salt$${step}` });

const someScopes = fc.subarray(scopes);
// Near enough that ends, grace periods and clock steps meet each other.
const secondsAhead = fc.oneof(fc.integer({ min: -5, max: 60 }), fc.integer({ min: 1, max: 900_000 }));
/** Seconds from then, or midnight of a day, so that a key may get an end back that it had. */
type End = number | { readonly midnight: number };
const fewEnds: fc.Arbitrary<End> = fc.integer({ min: 8, max: 11 }).map((midnight) => ({ midnight }));
const someEnd: fc.Arbitrary<End> = fc.oneof(secondsAhead, fewEnds);
const endAhead = fc.option(someEnd, { nil: null });
const gracePeriod = fc.oneof(
  fc.constant(0),
  fc.integer({ min: 1, max: 60 }),
  fc.constantFrom(maxGracePeriodSeconds, maxGracePeriodSeconds + 1),
);
const setEnd = (now: number, end: End) =>
  typeof end === 'number' ? instant(now, end) : instant(start, end.midnight * day);
const endOf = (now: number, end: End | null) => (end === null ? null : setEnd(now, end));

const setExpiry =
  (end: End): Intent =>
  ({ now }) => ({ type: 'SetExpiry', expiresAt: setEnd(now, end) });
const regenerate =
  (end: End | null | undefined, gracePeriodSeconds = 0): Intent =>
  ({ now, step }) => ({
    type: 'RegenerateKey',
    secret: secret(step),
    gracePeriodSeconds,
    expiresAt: end === undefined ? undefined : endOf(now, end),
  });
const announcements = fc.constantFrom<Intent>(
  () => ({ type: 'AnnounceExpiring' }),
  () => ({ type: 'AnnounceExpired' }),
);

const intents: fc.Arbitrary<Intent> = fc.oneof(
  fc.record({ held: someScopes, end: endAhead }).map(({ held, end }): Intent => ({ now, step }) => ({
    type: 'CreateKey',
    ...creation,
    scopes: held,
    secret: secret(step),
    expiresAt: endOf(now, end),
  })),
  fc.constantFrom('A', 'B').map((name): Intent => () => ({ type: 'RenameKey', name })),
  someScopes.map((wanted): Intent => () => ({ type: 'SetScopes', scopes: wanted })),
  fc.subarray(['10.0.0.1', '::1']).map((ipRules): Intent => () => ({ type: 'SetIpRules', ipRules })),
  someEnd.map(setExpiry),
  announcements,
  fc
    .record({ grace: gracePeriod, end: fc.option(endAhead, { nil: undefined }) })
    .map(({ grace, end }) => regenerate(end, grace)),
);
const revoke: Intent = () => ({ type: 'RevokeKey', reason: null });

/** Those that have to do with the end: a few ends, so that a key gets one back that it had. */
export const endIntents: fc.Arbitrary<Intent> = fc.oneof(
  fewEnds.map(setExpiry),
  fc.option(fewEnds, { nil: null }).map((end) => regenerate(end)),
  announcements,
);

export const stepsOf = (elapsed: fc.Arbitrary<number>, from = intents): fc.Arbitrary<readonly Step[]> =>
  fc
    .tuple(
      // Most sequences begin with a key that has all scopes, so that what follows has something to lose.
      fc.record({ elapsed, intent: fc.constant<Intent>(() => ({ type: 'CreateKey', ...creation, scopes })) }),
      fc.array(
        fc.record({
          elapsed,
          intent: fc.oneof({ weight: 20, arbitrary: from }, { weight: 1, arbitrary: fc.constant(revoke) }),
        }),
        { maxLength: 25 },
      ),
    )
    .map(([first, rest]) => [first, ...rest]);

export const forwards = fc.oneof(
  fc.constant(0),
  fc.integer({ min: 1, max: 90_000 }),
  fc.integer({ min: 1, max: 1e9 }),
);
export const eitherWay = fc.oneof(forwards, fc.integer({ min: -90_000, max: -1 }));
/** Days, and now and then as long as nobody announced anything. */
export const byDays = fc
  .oneof({ weight: 5, arbitrary: fc.integer({ min: -day, max: 2 * day }) }, fc.constant(10 * day))
  .map((seconds) => seconds * 1000);

/** All that the commands led to, refused ones included (as no events). */
export function play(steps: readonly Step[]): readonly Transition[] {
  let now = start;
  let state = initialState;
  return steps.map(({ elapsed, intent }, step) => {
    now += elapsed;
    const command = deepFreeze(intent({ now, step }));
    const before = deepFreeze(state);
    const events = decideOrRefuse(command, before, now);
    state = events.reduce(evolve, before);
    return { command, now, before, events, after: state };
  });
}

export function decideOrRefuse(command: KeyCommand, state: KeyState, now: number): readonly KeyEvent[] {
  try {
    return decide(command, state, { now: new Date(now), actor });
  } catch (error) {
    if (error instanceof DomainError) return [];
    throw error;
  }
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) {
    for (const inner of Object.values(value)) deepFreeze(inner);
    Object.freeze(value);
  }
  return value;
}
