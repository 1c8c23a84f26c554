/**
 * What holds after any sequence of commands at any times: power never grows. The clock of the first group may jump
 * either way, since several machines may command one key.
 */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nextAnnouncementAt } from '../../src/domain/announcements.ts';
import { DomainError } from '../../src/domain/errors.ts';
import { decide, evolve, initialState, maxGracePeriodSeconds, statusAt } from '../../src/domain/key.ts';
import type { KeyCommand, KeyState } from '../../src/domain/key.ts';
import { decodeKeyEvent, encodeKeyEvent } from '../../src/domain/keyEvents.ts';
import type { KeyEvent } from '../../src/domain/keyEvents.ts';
import { actor, creation, day, start } from './given.ts';

const scopes = ['customer:read', 'customer:write', 'invoice:read', 'invoice:write', 'sales:read'];
const never = Number.POSITIVE_INFINITY;
const dead = Number.NEGATIVE_INFINITY;

/** A command without its moment: ends are seconds from then, secrets are made fresh for each step. */
type Intent = (moment: { now: number; step: number }) => KeyCommand;
/** One command, and by how many milliseconds the clock moves before it. */
interface Step {
  readonly elapsed: number;
  readonly intent: Intent;
}
interface Transition {
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
const endIntents: fc.Arbitrary<Intent> = fc.oneof(
  fewEnds.map(setExpiry),
  fewEnds.map((end) => regenerate(end)),
  announcements,
);

const stepsOf = (elapsed: fc.Arbitrary<number>, from = intents): fc.Arbitrary<readonly Step[]> =>
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

const forwards = fc.oneof(
  fc.constant(0),
  fc.integer({ min: 1, max: 90_000 }),
  fc.integer({ min: 1, max: 1e9 }),
);
const eitherWay = fc.oneof(forwards, fc.integer({ min: -90_000, max: -1 }));
/** Days, and now and then as long as nobody announced anything. */
const byDays = fc
  .oneof({ weight: 5, arbitrary: fc.integer({ min: -day, max: 2 * day }) }, fc.constant(10 * day))
  .map((seconds) => seconds * 1000);

/** All that the commands led to, refused ones included (as no events). */
function play(steps: readonly Step[]): readonly Transition[] {
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

function decideOrRefuse(command: KeyCommand, state: KeyState, now: number): readonly KeyEvent[] {
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

/** Until when each secret of a key opens something, by its hash; a secret that is not there is dead. */
function endsOf(state: KeyState): ReadonlyMap<string, number> {
  if (state.status !== 'active') return new Map();
  const grantEnd = state.expiresAt === null ? never : Date.parse(state.expiresAt);
  const ends = new Map([[state.secret.hash, grantEnd]]);
  if (state.previous !== null) {
    ends.set(state.previous.secret.hash, Math.min(grantEnd, Date.parse(state.previous.endsAt)));
  }
  return ends;
}

function liveSecrets(state: KeyState, now: number): readonly string[] {
  return [...endsOf(state)].filter(([, end]) => now < end).map(([hash]) => hash);
}

const identity = (state: KeyState) =>
  state.status === 'none'
    ? undefined
    : [state.keyId, state.merchantId, state.profile, state.environment, state.createdAt, state.createdBy];

const heldBy = (state: KeyState) => (state.status === 'none' ? scopes : state.scopes);

/** Holds `property` for every step of every sequence. */
function always(elapsed: fc.Arbitrary<number>, property: (transition: Transition) => void): void {
  fc.assert(
    fc.property(stepsOf(elapsed), (steps) => {
      for (const transition of play(steps)) property(transition);
    }),
    { numRuns: 1000 },
  );
}

describe('no sequence of commands, whatever the clocks do,', () => {
  it('widens the scopes', () => {
    always(eitherWay, ({ before, after }) => {
      expect(heldBy(before)).toEqual(expect.arrayContaining([...heldBy(after)]));
    });
  });

  it('revives a revoked key, or changes one', () => {
    always(eitherWay, ({ before, after }) => {
      if (before.status === 'revoked') expect(after).toBe(before);
    });
  });

  it('moves the end of a secret away', () => {
    always(eitherWay, ({ command, before, after }) => {
      const ends = endsOf(before);
      const isNew = (hash: string) => 'secret' in command && command.secret.hash === hash;
      for (const [hash, end] of endsOf(after)) {
        if (!isNew(hash)) expect(end).toBeLessThanOrEqual(ends.get(hash) ?? dead);
      }
    });
  });

  it('leaves three live secrets, or two without a grace period that was asked for', () => {
    always(eitherWay, ({ command, now, before, after }) => {
      const live = liveSecrets(after, now);
      expect(live.length).toBeLessThanOrEqual(2);
      if (live.length < 2 || after === before || command.type !== 'RegenerateKey') return;
      expect(command.gracePeriodSeconds).toBeGreaterThan(0);
      const outgoing = endsOf(after).get(live[1] ?? '') ?? dead;
      expect(outgoing).toBeLessThanOrEqual(now + command.gracePeriodSeconds * 1000);
      expect(outgoing).toBeLessThanOrEqual(now + maxGracePeriodSeconds * 1000);
    });
  });

  it('changes whose key it is, or for what product', () => {
    always(eitherWay, ({ before, after }) => {
      if (before.status !== 'none') expect(identity(after)).toEqual(identity(before));
    });
  });
});

describe('whatever the clocks do, regenerating without a grace period', () => {
  it('leaves one secret that can ever be live', () => {
    always(eitherWay, ({ command, events, after }) => {
      if (command.type !== 'RegenerateKey' || command.gracePeriodSeconds > 0 || events.length === 0) return;
      expect([...endsOf(after).keys()]).toEqual([command.secret.hash]);
    });
  });
});

describe('while the clock goes forwards, no sequence of commands', () => {
  it('revives an expired key', () => {
    always(forwards, ({ before, after, now }) => {
      if (before.status === 'none' || after.status === 'none') return;
      if (statusAt(before, new Date(now)) !== 'active') {
        expect(statusAt(after, new Date(now))).not.toBe('active');
        expect(liveSecrets(after, now)).toEqual([]);
      }
    });
  });

  it('revives a secret that was regenerated away', () => {
    fc.assert(
      fc.property(stepsOf(forwards), (steps) => {
        const gone = new Set<string>();
        for (const { before, after, now } of play(steps)) {
          for (const hash of endsOf(before).keys()) {
            if (!liveSecrets(before, now).includes(hash)) gone.add(hash);
          }
          for (const hash of liveSecrets(after, now)) expect(gone.has(hash)).toBe(false);
        }
      }),
      { numRuns: 1000 },
    );
  });
});

describe('whatever the clocks do, in the stream of a key', () => {
  const types = ['ApiKeyExpiring', 'ApiKeyExpired'] as const;
  type Announced = Extract<KeyEvent, { type: (typeof types)[number] }>;
  const isAnnounced = (event: KeyEvent): event is Announced =>
    (types as readonly string[]).includes(event.type);
  const endings = stepsOf(byDays, endIntents);

  /** Holds `property` for the stream of every sequence. */
  function inEveryStream(property: (stream: readonly KeyEvent[], announced: readonly Announced[]) => void) {
    fc.assert(
      fc.property(endings, (steps) => {
        const stream = play(steps).flatMap(({ events }) => events);
        property(stream, stream.filter(isAnnounced));
      }),
      { numRuns: 1000 },
    );
  }

  it('an end is announced at most once as coming and once as come, in this order', () => {
    inEveryStream((_, announced) => {
      for (const end of new Set(announced.map(({ data }) => data.expiresAt))) {
        const said = announced.filter(({ data }) => data.expiresAt === end).map(({ type }) => type);
        expect([types, types.slice(0, 1), types.slice(1)]).toContainEqual(said);
      }
    });
  });

  it('an end is announced as coming in its last 7 days, as come when it has, and by the service', () => {
    inEveryStream((_, announced) => {
      for (const { type, at, actor: by, data } of announced) {
        const secondsLeft = (Date.parse(data.expiresAt) - Date.parse(at)) / 1000;
        expect(by).toBe('keyledger');
        if (type === 'ApiKeyExpired') expect(secondsLeft).toBeLessThanOrEqual(0);
        else expect(secondsLeft > 0 && secondsLeft <= 7 * day).toBe(true);
      }
    });
  });

  it('what is announced is the end that the key has, and of a revoked key nothing is', () => {
    inEveryStream((stream) => {
      let state = initialState;
      for (const event of stream) {
        if (isAnnounced(event)) {
          expect(state).toMatchObject({ status: 'active', expiresAt: event.data.expiresAt });
        }
        state = evolve(state, event);
      }
    });
  });

  it('only a revocation follows the announcement that the key has ended', () => {
    inEveryStream((stream) => {
      const over = stream.findIndex(({ type }) => type === 'ApiKeyExpired');
      if (over === -1) return;
      expect([[], ['ApiKeyRevoked']]).toContainEqual(stream.slice(over + 1).map(({ type }) => type));
    });
  });

  it('nothing is due any more once both announcements were asked for, at any later instant', () => {
    fc.assert(
      fc.property(endings, forwards, (steps, later) => {
        const last = play(steps).at(-1);
        if (last === undefined || last.after.status === 'none') return;
        const now = last.now + later;
        const ask = (state: KeyState, type: 'AnnounceExpiring' | 'AnnounceExpired') =>
          decideOrRefuse({ type }, state, now).reduce(evolve, state);
        const asked = ask(ask(last.after, 'AnnounceExpiring'), 'AnnounceExpired');
        const due = asked.status === 'none' ? null : nextAnnouncementAt(asked);
        expect(due === null || now < Date.parse(due)).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('decide', () => {
  it('gives the same events for the same command, state, time and actor, and leaves all of them as they were', () => {
    // `play` freezes command and state: a decider that wrote to them would throw.
    always(eitherWay, ({ command, before, now, events }) => {
      expect(decideOrRefuse(command, before, now)).toEqual(events);
    });
  });

  it('finds nothing left to do, or refuses, when its command comes again', () => {
    always(eitherWay, ({ command, now, after }) => {
      expect(decideOrRefuse(command, after, now)).toEqual([]);
    });
  });

  it('leads to at most one event and the notice that it makes due, which survive the store', () => {
    always(eitherWay, ({ events, before, after }) => {
      expect(events.slice(1).map(({ type }) => type)).toEqual(events.length < 2 ? [] : ['ApiKeyExpiring']);
      const stored = events.map((one) => JSON.parse(JSON.stringify(encodeKeyEvent(one))) as unknown);
      const read = stored.map((one) => decodeKeyEvent(one as ReturnType<typeof encodeKeyEvent>));
      expect(read).toEqual(events);
      expect(read.reduce(evolve, before)).toEqual(after);
    });
  });

  it('accepts and refuses each kind of command in these sequences, so that they show something', () => {
    const seen = new Set<string>();
    for (const steps of fc.sample(stepsOf(eitherWay), { numRuns: 1000, seed: 1 })) {
      for (const { command, events } of play(steps)) {
        seen.add(`${command.type} ${events.length === 0 ? 'changes nothing' : 'is carried out'}`);
      }
    }
    const kinds: readonly KeyCommand['type'][] = [
      'CreateKey',
      'RenameKey',
      'SetScopes',
      'SetIpRules',
      'SetExpiry',
      'RevokeKey',
      'RegenerateKey',
      'AnnounceExpiring',
      'AnnounceExpired',
    ];
    expect([...seen].toSorted()).toEqual(
      kinds.flatMap((kind) => [`${kind} changes nothing`, `${kind} is carried out`]).toSorted(),
    );
  });
});
