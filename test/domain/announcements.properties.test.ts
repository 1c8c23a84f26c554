/** What holds of the announcements in any key's stream, whatever was commanded and by whatever clocks. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nextAnnouncementAt } from '../../src/domain/announcements.ts';
import { evolve, initialState } from '../../src/domain/keyState.ts';
import type { KeyState } from '../../src/domain/keyState.ts';
import type { KeyEvent } from '../../src/domain/keyEvents.ts';
import { day } from './given.ts';
import { byDays, decideOrRefuse, endIntents, forwards, play, stepsOf } from './sequences.ts';

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
