import { describe, expect, it } from 'vitest';
import { builtInProfiles } from '../../src/domain/builtInProfiles.ts';
import { loadProfiles } from '../../src/domain/profiles.ts';
import type { Profile } from '../../src/domain/profiles.ts';
import { inCatalogueOrder, scopesAtCreation, scopesMissing } from '../../src/domain/scopes.ts';
import type { ScopeRequest } from '../../src/domain/scopes.ts';
import { refusalOf } from './given.ts';

const profiles = loadProfiles(builtInProfiles);

function profileOf(name: string): Profile {
  const profile = profiles.get(name);
  if (profile === undefined) throw new Error(`no profile "${name}"`);
  return profile;
}

const sentry = profileOf('sentry');
const sentrial = profileOf('sentrial');

describe('the scopes of a new key', () => {
  const cases: readonly [string, Profile, ScopeRequest, readonly string[]][] = [
    ['are those named', sentry, { scopes: ['sales:read'] }, ['sales:read']],
    [
      'stand in catalogue order',
      sentry,
      { scopes: ['sales:read', 'customer:read'] },
      ['customer:read', 'sales:read'],
    ],
    ['stand once', sentry, { scopes: ['sales:read', 'sales:read'] }, ['sales:read']],
    ['do not grow by themselves: write alone', sentry, { scopes: ['invoice:write'] }, ['invoice:write']],
    ['are all of them at full access', sentry, { fullAccess: true }, Object.keys(sentry.scopes)],
    ['are the default where none is named', sentrial, {}, ['full_access']],
    ['are the default at fullAccess: false', sentrial, { fullAccess: false }, ['full_access']],
    ['may name the default', sentrial, { scopes: ['full_access'] }, ['full_access']],
    [
      'are all of them at full access, also where there is one',
      sentrial,
      { fullAccess: true },
      ['full_access'],
    ],
    [
      'may be named beside fullAccess: false',
      sentry,
      { scopes: ['sales:read'], fullAccess: false },
      ['sales:read'],
    ],
  ];

  it.each(cases)('%s', (_, profile, request, scopes) => {
    expect(scopesAtCreation(profile, request)).toEqual(scopes);
  });

  it("expanded from full access are a copy: the catalogue's growth of tomorrow is not theirs", () => {
    const today = scopesAtCreation(sentry, { fullAccess: true });
    const tomorrow = { ...sentry, scopes: { ...sentry.scopes, 'refund:write': 'Refund' } };
    expect(scopesMissing(today, scopesAtCreation(tomorrow, { fullAccess: true }))).toEqual(['refund:write']);
  });
});

describe('a request for scopes that is refused', () => {
  const cases: readonly [string, Profile, ScopeRequest, readonly string[]][] = [
    ['none where there is no default', sentry, {}, ['scopes']],
    ['an empty list', sentry, { scopes: [] }, ['scopes']],
    ['an empty list, also where there is a default', sentrial, { scopes: [] }, ['scopes']],
    ['both ways at once', sentry, { scopes: ['sales:read'], fullAccess: true }, ['fullAccess']],
    ['an empty list and full access', sentry, { scopes: [], fullAccess: true }, ['fullAccess']],
    ['an unknown one', sentry, { scopes: ['refund:write'] }, ['scopes.0']],
    ['one of another profile', sentry, { scopes: ['sales:read', 'invoices:read'] }, ['scopes.1']],
    ['two unknown ones', sentry, { scopes: ['a:b', 'sales:read', 'c:d'] }, ['scopes.0', 'scopes.2']],
    ['other letters', sentry, { scopes: ['Sales:read'] }, ['scopes.0']],
    ['a wildcard', sentry, { scopes: ['sales:*'] }, ['scopes.0']],
    ['what every object has', sentry, { scopes: ['constructor', '__proto__'] }, ['scopes.0', 'scopes.1']],
  ];

  it.each(cases)('%s', (_, profile, request, fields) => {
    const error = refusalOf(() => scopesAtCreation(profile, request));
    expect(error.code).toBe('INVALID_INPUT');
    expect(error.details.map(({ field }) => field)).toEqual(fields);
  });

  it('says which scopes there are', () => {
    const error = refusalOf(() => inCatalogueOrder(sentry, ['refund:write']));
    for (const scope of Object.keys(sentry.scopes)) expect(error.message).toContain(scope);
    expect(error.details[0]?.message).toContain('"refund:write"');
  });
});

describe('what is missing', () => {
  it.each([
    [['a', 'b'], ['a'], []],
    [['a'], ['a', 'b'], ['b']],
    [[], ['a'], ['a']],
    [['a'], [], []],
    [['invoice:write'], ['invoice:read'], ['invoice:read']],
    [['invoice:read'], ['invoice:write'], ['invoice:write']],
    [['invoice'], ['invoice:read'], ['invoice:read']],
  ])('of %j in %j: %j', (held, wanted, missing) => {
    expect(scopesMissing(held, wanted)).toEqual(missing);
  });
});
