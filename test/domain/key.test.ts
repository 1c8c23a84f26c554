import { describe, expect, it } from 'vitest';
import type { DomainErrorCode } from '../../src/domain/errors.ts';
import { decide, maxGracePeriodSeconds } from '../../src/domain/key.ts';
import { evolve, statusAt } from '../../src/domain/keyState.ts';
import type { KeyCommand } from '../../src/domain/key.ts';
import type { KeyEvent, KeyEventType } from '../../src/domain/keyEvents.ts';
import {
  actor,
  after,
  announced,
  created,
  creation,
  day,
  event,
  firstSecret,
  given,
  refusalOf,
  secondSecret,
  start,
  stateOf,
  thirdSecret,
} from './given.ts';

const createKey = { type: 'CreateKey', ...creation } as const;
const rename = (name: string): KeyCommand => ({ type: 'RenameKey', name });
const setScopes = (...scopes: string[]): KeyCommand => ({ type: 'SetScopes', scopes });
const setIpRules = (...ipRules: string[]): KeyCommand => ({ type: 'SetIpRules', ipRules });
const setExpiry = (expiresAt: string): KeyCommand => ({ type: 'SetExpiry', expiresAt });
const revoke: KeyCommand = { type: 'RevokeKey', reason: 'leaked' };
const regenerate = (
  changes: Partial<Extract<KeyCommand, { type: 'RegenerateKey' }>> = {},
): Extract<KeyCommand, { type: 'RegenerateKey' }> => ({
  type: 'RegenerateKey',
  secret: secondSecret,
  gracePeriodSeconds: 0,
  expiresAt: undefined,
  ...changes,
});

const revoked = event('ApiKeyRevoked', { reason: null }, 10);
const regenerated = (
  secret: { prefix: string; hash: string },
  seconds: number,
  previousSecretEndsAt: string,
  expiresAt: string | null = creation.expiresAt,
): KeyEvent => event('ApiKeyRegenerated', { secret, expiresAt, previousSecretEndsAt }, seconds);

/** What a command comes to that never complains of what a key has become. */
const announcing = (ofAnExpiredKey: KeyEventType | 'nothing') =>
  ({
    none: 'KEY_NOT_FOUND',
    active: 'nothing',
    inGrace: 'nothing',
    expired: ofAnExpiredKey,
    revoked: 'nothing',
    revokedThenExpired: 'nothing',
  }) as const;

/** What a command that needs a living key comes to, by the state it meets. */
const living = (type: KeyEventType) =>
  ({
    none: 'KEY_NOT_FOUND',
    active: type,
    inGrace: type,
    expired: 'KEY_EXPIRED',
    revoked: 'KEY_REVOKED',
    revokedThenExpired: 'KEY_REVOKED',
  }) as const;

describe('every command in every state', () => {
  const histories = {
    none: [],
    active: [created()],
    inGrace: [created(), regenerated(thirdSecret, 10, after(3600))],
    expired: [created({ expiresAt: after(60) })],
    revoked: [created(), revoked],
    revokedThenExpired: [created({ expiresAt: after(60) }), revoked],
  } satisfies Record<string, readonly KeyEvent[]>;
  type StateName = keyof typeof histories;

  const commands: { [T in KeyCommand['type']]: KeyCommand } = {
    CreateKey: createKey,
    RenameKey: rename('Another name'),
    SetScopes: setScopes('invoice:read'),
    SetIpRules: setIpRules('198.51.100.7'),
    SetExpiry: setExpiry(after(20 * day)),
    RevokeKey: revoke,
    RegenerateKey: regenerate(),
    AnnounceExpiring: { type: 'AnnounceExpiring' },
    AnnounceExpired: { type: 'AnnounceExpired' },
  };
  const outcomes: Record<
    KeyCommand['type'],
    Record<StateName, KeyEventType | DomainErrorCode | 'nothing'>
  > = {
    CreateKey: {
      none: 'ApiKeyCreated',
      active: 'CONFLICT',
      inGrace: 'CONFLICT',
      expired: 'CONFLICT',
      revoked: 'CONFLICT',
      revokedThenExpired: 'CONFLICT',
    },
    RenameKey: living('ApiKeyRenamed'),
    SetScopes: living('ApiKeyScopesSet'),
    SetIpRules: living('ApiKeyIpRulesSet'),
    SetExpiry: living('ApiKeyExpirySet'),
    RevokeKey: {
      ...living('ApiKeyRevoked'),
      expired: 'ApiKeyRevoked',
      revoked: 'nothing',
      revokedThenExpired: 'nothing',
    },
    RegenerateKey: living('ApiKeyRegenerated'),
    AnnounceExpiring: announcing('nothing'),
    AnnounceExpired: announcing('ApiKeyExpired'),
  };

  const cases = Object.entries(outcomes).flatMap(([type, byState]) =>
    Object.entries(byState).map(([state, outcome]) => ({ type, state, outcome })),
  );

  it.each(cases)('$type on $state: $outcome', ({ type, state, outcome }) => {
    const attempt = () =>
      decide(commands[type as KeyCommand['type']], stateOf(...histories[state as StateName]), {
        now: new Date(start + 60_000),
        actor,
      });

    if (outcome === 'nothing') expect(attempt()).toEqual([]);
    else if (outcome.startsWith('ApiKey')) expect(attempt().map((one) => one.type)).toEqual([outcome]);
    else expect(refusalOf(attempt).code).toBe(outcome);
  });

  it('says what to do in every refusal', () => {
    for (const { type, state, outcome } of cases) {
      if (outcome === 'nothing' || outcome.startsWith('ApiKey')) continue;
      const error = refusalOf(() =>
        decide(commands[type as KeyCommand['type']], stateOf(...histories[state as StateName]), {
          now: new Date(start + 60_000),
          actor,
        }),
      );
      expect(error.message).toMatch(/^[A-Z].{10,}/);
    }
  });
});

describe('creating', () => {
  it('records all that was asked for, who asked and when', () => {
    given()
      .when(createKey, 5)
      .leadsTo(event('ApiKeyCreated', creation, 5));
  });

  it('gives a living key', () => {
    expect(stateOf(created())).toEqual({
      status: 'active',
      ...creation,
      previous: null,
      createdAt: after(0),
      createdBy: actor,
      announced: { expiring: [], expired: false },
    });
  });

  it('may set no end at all', () => {
    given()
      .when({ ...createKey, expiresAt: null })
      .leadsTo(event('ApiKeyCreated', { ...creation, expiresAt: null }, 60));
  });

  it.each([after(60), after(59)])('refuses the end %s at or before now', (expiresAt) => {
    given()
      .when({ ...createKey, expiresAt }, 60)
      .isRefused('INVALID_INPUT', 'expiresAt');
  });
});

describe('renaming', () => {
  it('sets the name', () => {
    given(created())
      .when(rename('Website Checkout'))
      .leadsTo(event('ApiKeyRenamed', { name: 'Website Checkout' }, 60));
  });

  it('to the same name changes nothing', () => {
    given(created()).when(rename(creation.name)).changesNothing();
  });

  it('back to an earlier name is a change', () => {
    given(created(), event('ApiKeyRenamed', { name: 'B' }, 10))
      .when(rename(creation.name))
      .leadsTo(event('ApiKeyRenamed', { name: creation.name }, 60));
  });
});

describe('setting scopes', () => {
  it('narrows to a subset', () => {
    given(created())
      .when(setScopes('invoice:read'))
      .leadsTo(event('ApiKeyScopesSet', { scopes: ['invoice:read'] }, 60));
  });

  it.each([
    ['the same', ['customer:read', 'invoice:read', 'invoice:write']],
    ['the same in another order', ['invoice:write', 'customer:read', 'invoice:read']],
    ['the same with repeats', ['customer:read', 'customer:read', 'invoice:read', 'invoice:write']],
  ])('to %s changes nothing', (_, scopes) => {
    given(created())
      .when(setScopes(...scopes))
      .changesNothing();
  });

  it.each([
    ['one more', ['customer:read', 'invoice:read', 'invoice:write', 'sales:read']],
    ['another one', ['sales:read']],
    ['one less and one more', ['customer:read', 'sales:read']],
    ['the write scope of a read scope', ['customer:read', 'customer:write']],
  ])('to %s is an escalation', (_, scopes) => {
    given(created())
      .when(setScopes(...scopes))
      .isRefused('SCOPE_ESCALATION');
  });

  it('names the scopes that the key lacks', () => {
    const error = refusalOf(() =>
      decide(setScopes('sales:read', 'invoice:read', 'invoice:remind'), stateOf(created()), {
        now: new Date(start),
        actor,
      }),
    );
    expect(error.message).toContain('sales:read, invoice:remind.');
  });

  it('does not give back what was taken away', () => {
    given(created(), event('ApiKeyScopesSet', { scopes: ['invoice:read'] }, 10))
      .when(setScopes('invoice:read', 'invoice:write'))
      .isRefused('SCOPE_ESCALATION');
  });
});

describe('setting IP rules', () => {
  it('replaces them, also by none', () => {
    given(created())
      .when(setIpRules('198.51.100.7', '2001:db8::/32'))
      .leadsTo(event('ApiKeyIpRulesSet', { ipRules: ['198.51.100.7', '2001:db8::/32'] }, 60));
    given(created())
      .when(setIpRules())
      .leadsTo(event('ApiKeyIpRulesSet', { ipRules: [] }, 60));
  });

  it('to the same ones changes nothing', () => {
    given(created()).when(setIpRules('203.0.113.0/24')).changesNothing();
  });
});

describe('setting the end', () => {
  it('moves it nearer', () => {
    given(created())
      .when(setExpiry(after(20 * day)))
      .leadsTo(event('ApiKeyExpirySet', { expiresAt: after(20 * day) }, 60));
  });

  it('gives an end to a key that has none', () => {
    given(created({ expiresAt: null }))
      .when(setExpiry(after(1000 * day)))
      .leadsTo(event('ApiKeyExpirySet', { expiresAt: after(1000 * day) }, 60));
  });

  it('to the present one changes nothing', () => {
    given(created())
      .when(setExpiry(after(30 * day)))
      .changesNothing();
  });

  it('to a millisecond later is refused', () => {
    const later = new Date(start + 30 * day * 1000 + 1).toISOString();
    given(created()).when(setExpiry(later)).isRefused('EXPIRY_EXTENSION');
  });

  it('does not move it back to an earlier state of affairs', () => {
    given(created(), event('ApiKeyExpirySet', { expiresAt: after(day) }, 10))
      .when(setExpiry(after(2 * day)))
      .isRefused('EXPIRY_EXTENSION');
  });

  it.each([after(60), after(59)])('refuses the end %s at or before now', (end) => {
    given(created()).when(setExpiry(end), 60).isRefused('INVALID_INPUT', 'expiresAt');
  });
});

describe('the end of a key', () => {
  const aMillisecondBefore = 60 - 0.001;

  it('comes exactly at its instant', () => {
    const short = created({ expiresAt: after(60) });
    given(short)
      .when(rename('B'), aMillisecondBefore)
      .leadsTo(event('ApiKeyRenamed', { name: 'B' }, aMillisecondBefore));
    given(short).when(rename('B'), 60).isRefused('KEY_EXPIRED');
  });

  it('leaves revoking as the only command', () => {
    given(created({ expiresAt: after(60) }))
      .when(revoke, 3600)
      .leadsTo(event('ApiKeyRevoked', { reason: 'leaked' }, 3600));
  });

  it.each([
    ['active', null, 'active'],
    ['active', after(61), 'active'],
    ['active', after(60), 'expired'],
    ['active', after(59), 'expired'],
    ['revoked', null, 'revoked'],
    ['revoked', after(61), 'revoked'],
    ['revoked', after(59), 'revoked'],
  ] as const)('%s with the end %s is %s after 60 seconds', (status, expiresAt, effective) => {
    expect(statusAt({ status, expiresAt }, new Date(start + 60_000))).toBe(effective);
  });
});

describe('revoking', () => {
  it('records the reason, or that none was given', () => {
    given(created())
      .when(revoke)
      .leadsTo(event('ApiKeyRevoked', { reason: 'leaked' }, 60));
    given(created())
      .when({ type: 'RevokeKey', reason: null })
      .leadsTo(event('ApiKeyRevoked', { reason: null }, 60));
  });

  it('keeps everything else, with the time', () => {
    expect(stateOf(created(), revoked)).toEqual({
      ...stateOf(created()),
      status: 'revoked',
      revokedAt: after(10),
    });
  });

  it('a second time changes nothing, whatever the reason', () => {
    given(created(), revoked).when({ type: 'RevokeKey', reason: 'again' }).changesNothing();
  });

  it('is not undone by anything that comes later in the stream', () => {
    const later: readonly KeyEvent[] = [
      event('ApiKeyRenamed', { name: 'B' }, 20),
      event('ApiKeyScopesSet', { scopes: [] }, 20),
      event('ApiKeyIpRulesSet', { ipRules: [] }, 20),
      event('ApiKeyExpirySet', { expiresAt: after(3600) }, 20),
      regenerated(secondSecret, 20, after(20), null),
      event('ApiKeyRevoked', { reason: null }, 20),
    ];
    for (const one of later) expect(evolve(stateOf(created(), revoked), one).status).toBe('revoked');
  });
});

describe('regenerating', () => {
  it('is one event: the new secret in, the old one out at once', () => {
    given(created())
      .when(regenerate())
      .leadsTo(regenerated(secondSecret, 60, after(60)));
  });

  it('without a grace period forgets the old secret, so that no clock can bring it back', () => {
    expect(stateOf(created(), regenerated(secondSecret, 60, after(60)))).toMatchObject({
      secret: secondSecret,
      previous: null,
    });
  });

  it.each([1, 3600, maxGracePeriodSeconds])('gives the old secret %i seconds when asked', (seconds) => {
    given(created())
      .when(regenerate({ gracePeriodSeconds: seconds }))
      .leadsTo(regenerated(secondSecret, 60, after(60 + seconds)));
  });

  it('knows a grace period of at most seven days', () => {
    expect(maxGracePeriodSeconds).toBe(604_800);
  });

  it.each([maxGracePeriodSeconds + 1, -1, 0.5, Number.NaN, Number.POSITIVE_INFINITY])(
    'refuses a grace period of %d seconds',
    (gracePeriodSeconds) => {
      given(created())
        .when(regenerate({ gracePeriodSeconds }))
        .isRefused('INVALID_INPUT', 'gracePeriodSeconds');
    },
  );

  it('keeps id, name, scopes, IP rules and history', () => {
    const before = stateOf(created());
    const afterwards = stateOf(created(), regenerated(secondSecret, 60, after(120)));
    expect(afterwards).toEqual({
      ...before,
      secret: secondSecret,
      previous: { secret: firstSecret, endsAt: after(120) },
    });
  });

  it('keeps the present end unless another is asked for', () => {
    given(created({ expiresAt: null }))
      .when(regenerate())
      .leadsTo(regenerated(secondSecret, 60, after(60), null));
  });

  it.each([
    ['later', after(90 * day)],
    ['nearer', after(20 * day)],
    ['none', null],
  ])('may give the new secret another end: %s', (_, expiresAt) => {
    given(created())
      .when(regenerate({ expiresAt }))
      .leadsTo(regenerated(secondSecret, 60, after(60), expiresAt));
  });

  it('refuses a new end that is not in the future', () => {
    given(created())
      .when(regenerate({ expiresAt: after(60) }), 60)
      .isRefused('INVALID_INPUT', 'expiresAt');
  });

  it('never lets the old secret outlive a nearer end that the new one gets', () => {
    given(created())
      .when(regenerate({ gracePeriodSeconds: 3600, expiresAt: after(100) }))
      .leadsTo(
        regenerated(secondSecret, 60, after(100), after(100)),
        announced('ApiKeyExpiring', after(100), 60),
      );
  });

  it('never lets the old secret outlive its own end, however far away the new one is', () => {
    given(created({ expiresAt: after(100) }))
      .when(regenerate({ gracePeriodSeconds: 3600, expiresAt: null }))
      .leadsTo(regenerated(secondSecret, 60, after(100), null));
  });

  it('a second time within the grace period keeps two secrets, never three', () => {
    const history = [created(), regenerated(secondSecret, 10, after(3600))];
    const again = regenerated(thirdSecret, 60, after(120));
    given(...history)
      .when(regenerate({ secret: thirdSecret, gracePeriodSeconds: 60 }))
      .leadsTo(again);
    expect(stateOf(...history, again)).toMatchObject({
      secret: thirdSecret,
      previous: { secret: secondSecret, endsAt: after(120) },
    });
  });

  it('with the secret that the key already has changes nothing', () => {
    given(created(), regenerated(secondSecret, 60, after(3600)))
      .when(regenerate({ gracePeriodSeconds: 3600 }))
      .changesNothing();
  });

  it('a nearer end that is set later also ends the grace period', () => {
    const state = stateOf(
      created(),
      regenerated(secondSecret, 10, after(3600)),
      event('ApiKeyExpirySet', { expiresAt: after(600) }, 20),
    );
    expect(state).toMatchObject({
      expiresAt: after(600),
      previous: { secret: firstSecret, endsAt: after(600) },
    });
  });

  it('a nearer end that is still after the grace period leaves the grace period as it is', () => {
    const state = stateOf(
      created(),
      regenerated(secondSecret, 10, after(3600)),
      event('ApiKeyExpirySet', { expiresAt: after(7200) }, 20),
    );
    expect(state).toMatchObject({ previous: { secret: firstSecret, endsAt: after(3600) } });
  });
});

describe('a stream that does not begin with a creation', () => {
  it('is no key', () => {
    expect(stateOf(revoked)).toEqual({ status: 'none' });
  });
});
