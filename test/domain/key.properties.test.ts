/**
 * What holds after any sequence of commands at any times: power never grows. The clock of the first group may jump
 * either way, since several machines may command one key.
 */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maxGracePeriodSeconds } from '../../src/domain/key.ts';
import { evolve, statusAt } from '../../src/domain/keyState.ts';
import type { KeyCommand } from '../../src/domain/key.ts';
import type { KeyState } from '../../src/domain/keyState.ts';
import { decodeKeyEvent, encodeKeyEvent } from '../../src/domain/keyEvents.ts';
import { decideOrRefuse, eitherWay, forwards, play, scopes, stepsOf } from './sequences.ts';
import type { Transition } from './sequences.ts';

const never = Number.POSITIVE_INFINITY;
const dead = Number.NEGATIVE_INFINITY;

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
