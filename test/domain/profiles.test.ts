import { describe, expect, it } from 'vitest';
import { builtInProfiles } from '../../src/domain/builtInProfiles.ts';
import { loadProfiles } from '../../src/domain/profiles.ts';

/** The least that a profile may say. */
const acme = {
  name: 'acme',
  prefixes: { live: 'acme_live_' },
  randomLength: 28,
  scopes: { 'rocket:read': 'View rockets', 'rocket:write': 'Launch rockets' },
  errorStyle: 'codes',
};
const route = {
  environment: 'live',
  basePath: '/acme/v1',
  endpoints: [{ method: 'GET', path: 'rockets', scope: 'rocket:read' }],
};

describe("an operator's profile", () => {
  it('joins the built-in ones, with what it leaves open filled in', () => {
    const profiles = loadProfiles(builtInProfiles, [acme]);
    expect([...profiles.keys()]).toEqual(['sentry', 'enterprise', 'sentrial', 'acme']);
    expect(profiles.get('acme')).toEqual({
      ...acme,
      defaultScopes: [],
      presets: [],
      requestsPerMinute: 60,
      routes: [],
    });
  });

  it('may have everything that a built-in one has', () => {
    const full = {
      ...acme,
      prefixes: { live: 'acme_live_', test: 'acme_test_' },
      defaultScopes: ['rocket:read'],
      presets: [{ name: 'Watching', useCase: 'Telescopes', scopes: ['rocket:read'] }],
      requestsPerMinute: 600,
      routes: [route, { ...route, environment: 'test', basePath: '/acme-sandbox/v1' }],
    };
    expect(loadProfiles(builtInProfiles, [full]).get('acme')).toEqual(full);
  });

  it('keeps the order of its scopes', () => {
    const scopes = { 'z:read': 'Z', 'a:read': 'A', 'm:read': 'M' };
    const profile = loadProfiles([], [{ ...acme, scopes }]).get('acme');
    expect(Object.keys(profile?.scopes ?? {})).toEqual(['z:read', 'a:read', 'm:read']);
  });
});

describe('profiles that cannot be', () => {
  const cases: readonly [string, unknown, RegExp][] = [
    ['no list', { acme }, /expected array/],
    ['no profiles', 'acme', /expected array/],
    ['nothing', null, /expected array/],
    ['a list of something else', [7], /expected object[\s\S]*at \[0\]/],
    ['no name', [{ ...acme, name: undefined }], /at \[0\]\.name/],
    ['a name with a space', [{ ...acme, name: 'ac me' }], /at \[0\]\.name/],
    ['an unknown field', [{ ...acme, colour: 'red' }], /colour/],
    ['a taken name', [{ ...acme, name: 'sentry' }], /the name "sentry" is taken/],
    ['no prefix', [{ ...acme, prefixes: {} }], /at least one environment needs a prefix/],
    ['a prefix without its end', [{ ...acme, prefixes: { live: 'acme' } }], /looks like "acme_live_"/],
    ['a prefix with a hyphen', [{ ...acme, prefixes: { live: 'ac-me_' } }], /looks like "acme_live_"/],
    ['an unknown environment', [{ ...acme, prefixes: { staging: 'acme_' } }], /staging|prefixes/],
    ['too short a secret', [{ ...acme, randomLength: 27 }], /at \[0\]\.randomLength/],
    ['half a character', [{ ...acme, randomLength: 28.5 }], /at \[0\]\.randomLength/],
    ['no scopes', [{ ...acme, scopes: {} }], /at least one scope/],
    ['a scope in capitals', [{ ...acme, scopes: { 'Rocket:read': 'View' } }], /scopes/],
    [
      'the same endpoint twice',
      [
        {
          ...acme,
          routes: [
            {
              environment: 'live',
              basePath: '/acme',
              endpoints: Object.keys(acme.scopes).flatMap((scope) => [
                { method: 'GET', path: 'a', scope },
                { method: 'GET', path: 'a', scope },
              ]),
            },
          ],
        },
      ],
      /"GET a" is there twice/,
    ],
    ['an unknown default scope', [{ ...acme, defaultScopes: ['moon:read'] }], /"moon:read" is not in/],
    [
      'an unknown scope in a preset',
      [{ ...acme, presets: [{ name: 'Moon', scopes: ['moon:read'] }] }],
      /"moon:read" is not in/,
    ],
    [
      'an unknown scope on a route',
      [{ ...acme, routes: [{ ...route, endpoints: [{ ...route.endpoints[0], scope: 'moon:read' }] }] }],
      /"moon:read" is not in/,
    ],
    [
      'a route of an environment that it lacks',
      [{ ...acme, routes: [{ ...route, environment: 'test' }] }],
      /"test" has no prefix/,
    ],
    ['a route without endpoints', [{ ...acme, routes: [{ ...route, endpoints: [] }] }], /endpoints/],
    ['a base path with its end', [{ ...acme, routes: [{ ...route, basePath: '/v2/' }] }], /basePath/],
    ['no requests at all', [{ ...acme, requestsPerMinute: 0 }], /requestsPerMinute/],
    ['an unknown error style', [{ ...acme, errorStyle: 'haiku' }], /errorStyle/],
  ];

  it.each(cases)('%s', (_, added, message) => {
    expect(() => loadProfiles(builtInProfiles, added)).toThrow(/^Invalid profiles:/);
    expect(() => loadProfiles(builtInProfiles, added)).toThrow(message);
  });

  it('name every problem at once', () => {
    const broken = [acme, { ...acme, name: '', randomLength: 1 }];
    expect(() => loadProfiles(builtInProfiles, broken)).toThrow(/\[1\]\.name[\s\S]*\[1\]\.randomLength/);
  });

  it.each([
    ['the same', 'sntr_'],
    ['a longer one', 'sntr_eu_'],
    ['a shorter one', 'sk_'],
  ])('overlap in their prefixes: %s', (_, live) => {
    expect(() => loadProfiles(builtInProfiles, [{ ...acme, prefixes: { live } }])).toThrow(
      /prefix ".+" overlaps with ".+"/,
    );
  });

  it('overlap in the prefixes of their own two environments', () => {
    const prefixes = { live: 'acme_', test: 'acme_test_' };
    expect(() => loadProfiles([], [{ ...acme, prefixes }])).toThrow('"acme_test_" overlaps with "acme_"');
  });

  it('do not overlap where only the beginning of a word is the same', () => {
    const apart = { ...acme, prefixes: { live: 'sk2_' } };
    expect(loadProfiles(builtInProfiles, [apart]).has('acme')).toBe(true);
  });
});
