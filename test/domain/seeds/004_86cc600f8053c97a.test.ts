/** What the vendor document states about the domain; what it states about HTTP is in `test/http/seeds`. */
import { describe, expect, it } from 'vitest';
import { keyReader } from '../../../src/domain/keyFormat.ts';
import { scopesAtCreation } from '../../../src/domain/scopes.ts';
import { judgeCaller, judgeRequest } from '../../../src/domain/verdict.ts';
import { apply, attempt, create, holderOf, issue, macKey, profileOf, profiles } from './vendorKeys.ts';

describe('seeds/004_86cc600f8053c97a.txt', () => {
  const sentrial = profileOf('sentrial');

  it('API Key Format: sentrial_, live_ and a random string as long as in the example', () => {
    const { secret } = issue('sentrial');
    expect(secret).toMatch(/^sentrial_live_[A-Za-z0-9_-]+$/);
    expect(secret).toHaveLength('sentrial_live_xxxxxxxxxxxxxxxxxxxxxxxxxxxx'.length);
  });

  it.each(['sentrial_live_xxxxxxxxxxxxx', 'sentrial_live_xxxxxxxxxxxxxxxxxxxxxxxxxxxx'])(
    'Using API Keys: the example %s was not issued here, so it is refused',
    (example) => {
      expect(keyReader(profiles, macKey)(example)).toBeUndefined();
    },
  );

  it('Getting Your API Key: a name is enough, scopes are given', () => {
    expect(scopesAtCreation(sentrial, {})).toEqual(['full_access']);
    expect(Object.keys(sentrial.prefixes)).toEqual(['live']);
  });

  it('Using API Keys: sessions are created with it', () => {
    const holder = holderOf(create('sentrial'));
    const endpoint = sentrial.routes[0]?.endpoints.find(({ method }) => method === 'POST');
    expect(endpoint).toMatchObject({ path: 'sessions', scope: 'full_access' });
    expect(sentrial.routes[0]?.basePath).toBe('/api/sdk');
    expect(judgeRequest(holder, true, ['full_access'])).toEqual({ allowed: true });
  });

  it('Error Responses: written as titles', () => {
    expect(sentrial.errorStyle).toBe('titles');
  });

  it('Revoke compromised keys immediately: to delete is to revoke', () => {
    const state = apply(create('sentrial'), { type: 'RevokeKey', reason: 'exposed' });
    expect(judgeCaller(holderOf(state), attempt)).toMatchObject({ code: 'KEY_REVOKED' });
  });
});
