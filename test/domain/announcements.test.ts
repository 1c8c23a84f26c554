import { describe, expect, it } from 'vitest';
import { nextAnnouncementAt } from '../../src/domain/announcements.ts';
import type { KeyCommand } from '../../src/domain/key.ts';
import type { KeyEvent } from '../../src/domain/keyEvents.ts';
import {
  after,
  announced,
  created,
  creation,
  day,
  event,
  given,
  secondSecret,
  stateOf,
  thirdSecret,
} from './given.ts';

const announceExpiring: KeyCommand = { type: 'AnnounceExpiring' };
const announceExpired: KeyCommand = { type: 'AnnounceExpired' };
const end = after(30 * day);
const notice = 23 * day;
const aMillisecond = 0.001;

const expiring = (seconds = notice, of = end) => announced('ApiKeyExpiring', of, seconds);
const expired = (seconds = 30 * day, of = end) => announced('ApiKeyExpired', of, seconds);
const revoked = event('ApiKeyRevoked', { reason: null }, 10);
const regenerated = (expiresAt: string | null, seconds: number): KeyEvent =>
  event(
    'ApiKeyRegenerated',
    { secret: secondSecret, expiresAt, previousSecretEndsAt: after(seconds) },
    seconds,
  );
const regenerate = (expiresAt?: string | null): KeyCommand => ({
  type: 'RegenerateKey',
  secret: thirdSecret,
  gracePeriodSeconds: 0,
  expiresAt,
});

describe('that the end comes', () => {
  it('is announced from 7 days before it on, to the millisecond', () => {
    given(created())
      .when(announceExpiring, notice - aMillisecond)
      .changesNothing();
    given(created()).when(announceExpiring, notice).leadsTo(expiring());
    given(created())
      .when(announceExpiring, 30 * day - aMillisecond)
      .leadsTo(expiring(30 * day - aMillisecond));
  });

  it('is not announced once it has come', () => {
    given(created())
      .when(announceExpiring, 30 * day)
      .changesNothing();
  });

  it('is announced once', () => {
    given(created(), expiring())
      .when(announceExpiring, notice + 1)
      .changesNothing();
  });

  it('is announced by the service, whoever asks', () => {
    expect(expiring().actor).toBe('keyledger');
    given(created()).when(announceExpiring, notice).leadsTo(expiring());
  });
});

describe('that the end has come', () => {
  it('is announced from its instant on', () => {
    given(created(), expiring())
      .when(announceExpired, 30 * day - aMillisecond)
      .changesNothing();
    given(created(), expiring())
      .when(announceExpired, 30 * day)
      .leadsTo(expired());
  });

  it('is announced once', () => {
    given(created(), expiring(), expired())
      .when(announceExpired, 31 * day)
      .changesNothing();
  });

  it('is announced also when nobody was there to announce that it comes, which is then left out', () => {
    given(created())
      .when(announceExpired, 40 * day)
      .leadsTo(expired(40 * day));
    given(created(), expired(40 * day))
      .when(announceExpiring, notice)
      .changesNothing();
  });
});

describe('nothing is announced', () => {
  it.each<[string, readonly KeyEvent[]]>([
    ['of a key without an end', [created({ expiresAt: null })]],
    ['of a key whose end was taken away', [created(), regenerated(null, 10)]],
    ['of a revoked key', [created(), revoked]],
    [
      'of a key that was revoked after its end',
      [created(), event('ApiKeyRevoked', { reason: null }, 31 * day)],
    ],
  ])('%s', (_, history) => {
    for (const seconds of [0, notice, 30 * day, 60 * day]) {
      given(...history)
        .when(announceExpiring, seconds)
        .changesNothing();
      given(...history)
        .when(announceExpired, seconds)
        .changesNothing();
    }
    expect(next(...history)).toBeNull();
  });
});

describe('an end that is nearer than 7 days when it is set', () => {
  const near = after(3 * day);

  it('at creation is announced with it', () => {
    given()
      .when({ type: 'CreateKey', ...creation, expiresAt: near }, 60)
      .leadsTo(event('ApiKeyCreated', { ...creation, expiresAt: near }, 60), expiring(60, near));
  });

  it.each([
    ['7 days to the millisecond', 7 * day, true],
    ['a millisecond more', 7 * day + aMillisecond, false],
  ])('counts as near when %s are left', (_, seconds, isNear) => {
    const expiresAt = after(seconds);
    given()
      .when({ type: 'CreateKey', ...creation, expiresAt }, 0)
      .leadsTo(
        event('ApiKeyCreated', { ...creation, expiresAt }),
        ...(isNear ? [expiring(0, expiresAt)] : []),
      );
  });

  it('by setting the end is announced with it', () => {
    given(created())
      .when({ type: 'SetExpiry', expiresAt: near }, 60)
      .leadsTo(event('ApiKeyExpirySet', { expiresAt: near }, 60), expiring(60, near));
  });

  it('by regenerating is announced with it', () => {
    given(created())
      .when(regenerate(near), 60)
      .leadsTo(
        event(
          'ApiKeyRegenerated',
          { secret: thirdSecret, expiresAt: near, previousSecretEndsAt: after(60) },
          60,
        ),
        expiring(60, near),
      );
  });
});

describe('every end of a key is announced for itself', () => {
  const nearer = after(25 * day);

  it('a nearer one after the one before it was announced', () => {
    given(created(), expiring(), event('ApiKeyExpirySet', { expiresAt: nearer }, 24 * day))
      .when(announceExpiring, 24 * day)
      .leadsTo(expiring(24 * day, nearer));
  });

  it('a later one of a new secret, when its time comes', () => {
    const later = after(90 * day);
    const history = [created(), expiring(), regenerated(later, 24 * day)];
    given(...history)
      .when(announceExpired, 30 * day)
      .changesNothing();
    given(...history)
      .when(announceExpiring, 83 * day)
      .leadsTo(expiring(83 * day, later));
  });

  it('but not again when a new secret gets the same one', () => {
    const same = event(
      'ApiKeyRegenerated',
      { secret: thirdSecret, expiresAt: end, previousSecretEndsAt: after(24 * day) },
      24 * day,
    );
    given(created(), expiring())
      .when(regenerate(), 24 * day)
      .leadsTo(same);
    given(
      created(),
      expiring(),
      event('ApiKeyExpirySet', { expiresAt: nearer }, 24 * day),
      expiring(24 * day, nearer),
    )
      .when(regenerate(end), 24 * day)
      .leadsTo(same);
  });
});

describe('once it was announced that a key has ended', () => {
  const over = [created(), expiring(), expired()] as const;

  it('a clock that went back does not change it any more', () => {
    for (const command of [
      { type: 'RenameKey', name: 'Undead' },
      { type: 'SetExpiry', expiresAt: after(29 * day) },
      regenerate(after(90 * day)),
    ] as const) {
      given(...over)
        .when(command, 28 * day)
        .isRefused('KEY_EXPIRED');
    }
  });

  it('it can be revoked', () => {
    given(...over)
      .when({ type: 'RevokeKey', reason: null }, 28 * day)
      .leadsTo(event('ApiKeyRevoked', { reason: null }, 28 * day));
  });
});

describe('the next announcement', () => {
  it('is due 7 days before the end, then at the end, then never', () => {
    expect(next(created())).toBe(after(notice));
    expect(next(created(), expiring())).toBe(end);
    expect(next(created(), expiring(), expired())).toBeNull();
  });

  it('is that of the end which the key has now', () => {
    const [nearer, later] = [after(25 * day), after(90 * day)];
    const set = event('ApiKeyExpirySet', { expiresAt: nearer }, 24 * day);
    expect(next(created(), expiring(), set)).toBe(after(18 * day));
    expect(next(created(), expiring(), set, expiring(24 * day, nearer))).toBe(nearer);
    expect(next(created(), expiring(), regenerated(later, 24 * day))).toBe(after(83 * day));
  });
});

function next(...history: readonly KeyEvent[]): string | null {
  const state = stateOf(...history);
  return state.status === 'none' ? null : nextAnnouncementAt(state);
}
