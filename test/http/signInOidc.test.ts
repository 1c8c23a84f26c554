/** Sign-in at a real identity provider, in its order and out of it. */
import type { JWTPayload } from 'jose';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startApp, type TestApp } from '../support/app.ts';
import { startOidcProvider, type OidcProvider } from '../support/oidcProvider.ts';
import { freePort } from '../support/service.ts';
import { sessionClient } from '../support/session.ts';
import { startTestStores, type TestStores } from '../support/stores.ts';
import { visitor, type Page, type Visitor } from '../support/visitor.ts';

/** As in production: browsers come by https, to a proxy that ends it. */
const origin = 'https://keys.example';
const host = 'keys.example';
const sessionCookie = '__Host-keyledger';
const pendingCookie = '__Host-keyledger-sign-in';

const users = {
  alice: { merchant: 'm_1', role: 'admin' },
  victor: { merchant: 'm_1', role: 'viewer' },
  bob: { merchant: 'm_2', role: 'admin' },
  nora: { role: 'admin' },
  rick: { merchant: 'm_1', role: 'root' },
  mary: { merchant: ['m_1'], role: 'admin' },
};

let stores: TestStores;
let provider: OidcProvider;
let app: TestApp;
beforeAll(async () => {
  stores = await startTestStores();
  provider = await startOidcProvider({ origin, users });
  app = await startWith(provider, origin);
});
afterAll(async () => {
  await app.stop();
  await provider[Symbol.asyncDispose]();
  await stores.stop();
});

const settingsOf = ({ issuer, clientId, clientSecret }: OidcProvider) => ({
  issuer,
  clientId,
  clientSecret,
  scopes: 'openid',
});

function startWith(
  { issuer, clientId, clientSecret }: Pick<OidcProvider, 'issuer' | 'clientId' | 'clientSecret'>,
  publicUrl: string,
  port = 0,
): Promise<TestApp> {
  const identityProvider = { issuer, clientId, clientSecret, scopes: 'openid' };
  return startApp({ stores, config: { identityProvider, publicUrl, port, trustProxy: ['127.0.0.1'] } });
}

const newVisitor = (): Visitor => visitor({ [origin]: app.url });

/** As far as the provider's page. */
async function atProvider(person: Visitor, returnTo?: string): Promise<Page> {
  const query = returnTo === undefined ? '' : `?returnTo=${encodeURIComponent(returnTo)}`;
  const page = await person.open(`${origin}/auth/login${query}`);
  expect(page.url).toMatch(new RegExp(`^${provider.issuer}/interaction/`));
  return page;
}

/** By a name on the provider's page, and back; without one it is cancelled. */
async function signIn(person: Visitor, name: string, returnTo?: string): Promise<Page> {
  const page = await atProvider(person, returnTo);
  return person.open(page.url, { page: page.url, form: { name } });
}

const errorOf = (page: Page): string | null => {
  const { pathname, searchParams } = new URL(page.url);
  expect(pathname).toBe('/portal/sign-in');
  return searchParams.get('error');
};
/** Why the last sign-in was refused, as the operator is told. */
const reason = (): string => app.logged.findLast((line) => line.includes('a sign-in was refused')) ?? '';
const session = async (person: Visitor) => (await person.fetch(`${origin}/api/v1/session`)).status;

describe('signing in', () => {
  test('given a user with merchant and role, then a session of both, and the page that was asked for', async () => {
    const person = newVisitor();
    const page = await signIn(person, 'alice', '/portal/keys?status=active');
    expect(page.url).toBe(`${origin}/portal/keys?status=active`);
    const answer = await person.fetch(`${origin}/api/v1/session`);
    expect(await answer.json()).toMatchObject({ actor: 'alice', merchantId: 'm_1', role: 'admin' });
    expect([...person.cookies(host).keys()]).toEqual([sessionCookie]);
  });

  test('then its cookies are for this host alone, by https alone, and out of reach of scripts', async () => {
    const login = await fetch(`${app.url}/auth/login`, { redirect: 'manual' });
    expect(login.headers.getSetCookie()).toEqual([
      expect.stringMatching(
        /^__Host-keyledger-sign-in=\S+; Max-Age=600; Path=\/; HttpOnly; SameSite=Lax; Secure$/,
      ),
    ]);
    const person = newVisitor();
    const page = await signIn(person, 'alice');
    const cookie = `${sessionCookie}=${person.cookies(host).get(sessionCookie)}`;
    expect(page.url).toBe(`${origin}/portal/`);
    app.advance(61);
    const renewed = await fetch(`${app.url}/api/v1/session`, { headers: { cookie } });
    expect(renewed.headers.getSetCookie()).toEqual([
      expect.stringMatching(
        /^__Host-keyledger=\S+; Max-Age=1800; Path=\/; HttpOnly; SameSite=Strict; Secure$/,
      ),
    ]);
  });

  test('then the provider was asked with PKCE, a state and a nonce, new ones each time', async () => {
    const asked = await Promise.all(
      [1, 2].map(async () => {
        const login = await fetch(`${app.url}/auth/login`, { redirect: 'manual' });
        return new URL(login.headers.get('location') ?? '').searchParams;
      }),
    );
    for (const query of asked) {
      expect(Object.fromEntries(query)).toMatchObject({
        client_id: provider.clientId,
        redirect_uri: `${origin}/auth/callback`,
        response_type: 'code',
        scope: 'openid',
        code_challenge_method: 'S256',
      });
    }
    for (const name of ['state', 'nonce', 'code_challenge'])
      expect(new Set(asked.map((query) => query.get(name))).size).toBe(2);
  });

  test('by plain http on this machine alone, with cookies that say so, and said loudly', async () => {
    const port = await freePort();
    const here = `http://127.0.0.1:${port}`;
    await using local = await startOidcProvider({ origin: here, users });
    await using plain = await startWith(local, here, port);
    const person = visitor();
    const { url } = await person.open(`${here}/auth/login`);
    expect((await person.open(url, { page: url, form: { name: 'alice' } })).url).toBe(`${here}/portal/`);
    expect([...person.cookies('127.0.0.1').keys()]).toEqual([`keyledger-${port}`]);
    expect((await person.fetch(`${here}/api/v1/session`)).status).toBe(200);
    expect(plain.logged.filter((line) => line.includes('plain http'))).toHaveLength(1);
  });

  test('as a public client, that has no secret', async () => {
    const port = await freePort();
    const here = `http://127.0.0.1:${port}`;
    await using local = await startOidcProvider({ origin: here, users, isPublic: true, logout: false });
    await using _ = await startWith({ ...local, clientSecret: undefined as never }, here, port);
    const person = visitor();
    const { url } = await person.open(`${here}/auth/login`);
    expect((await person.open(url, { page: url, form: { name: 'alice' } })).url).toBe(`${here}/portal/`);
    const { send } = await sessionClient(here, person);
    expect((await send('POST', '/auth/logout')).status).toBe(204); // it has no place to sign out
  });
});

describe('who may not come in', () => {
  test.each([
    ['nora', 'no merchant', 'claim merchant: Invalid input'],
    ['rick', 'a role that there is not', 'claim role: Invalid option'],
    ['mary', 'a merchant that is no text', 'claim merchant: Invalid input'],
  ])('%s, with %s', async (name, _, why) => {
    const person = newVisitor();
    expect(errorOf(await signIn(person, name))).toBe('access');
    expect(reason()).toContain(why);
    expect(await session(person)).toBe(401);
    expect(person.cookies(host).size).toBe(0);
  });

  test('whoever cancels there; and nothing of what the provider says is shown', async () => {
    const person = newVisitor();
    const page = await signIn(person, '');
    expect(errorOf(page)).toBe('denied');
    expect(page.url).not.toContain('script');
    expect(await session(person)).toBe(401);
  });

  test('a viewer changes nothing; another merchant sees nothing', async () => {
    const [alice, victor, bob] = await Promise.all(
      ['alice', 'victor', 'bob'].map(async (name) => {
        const person = newVisitor();
        await signIn(person, name);
        return sessionClient(origin, person);
      }),
    );
    const created = await alice?.send('POST', '/api/v1/keys', { name: 'A key', scopes: ['sales:read'] });
    expect(created?.status).toBe(201);
    const key = `/api/v1/keys/${String(created?.body['id'])}`;
    expect((await victor?.send('GET', key))?.status).toBe(200);
    expect((await victor?.send('POST', `${key}/revoke`))?.status).toBe(403);
    expect((await bob?.send('GET', key))?.status).toBe(404);
    expect((await bob?.send('POST', `${key}/revoke`))?.status).toBe(404);
    expect((await alice?.send('GET', key))?.body).toMatchObject({ status: 'active', createdBy: 'alice' });
  });
});

describe('a callback that is not to be believed', () => {
  /** Stops on the way back: the address that the provider sends the browser to. */
  async function onTheWay(person: Visitor, name = 'alice'): Promise<string> {
    const { url: page } = await atProvider(person);
    const back = await person.open(page, { page, form: { name }, until: `${origin}/auth/callback` });
    return back.url;
  }

  test('one in another browser, which leaves the right one its own', async () => {
    const [right, other] = [newVisitor(), newVisitor()];
    const callback = await onTheWay(right);
    expect(callback).toContain('code=');
    expect(errorOf(await other.open(callback, { page: provider.issuer }))).toBe('expired');
    await other.open(`${origin}/auth/login`);
    expect(errorOf(await other.open(callback, { page: provider.issuer }))).toBe('expired');
    expect(await session(other)).toBe(401);
    expect((await right.open(callback, { page: provider.issuer })).url).toBe(`${origin}/portal/`);
    expect(await session(right)).toBe(200);
  });

  test('one that came before, also with the cookie of then', async () => {
    const person = newVisitor();
    const callback = await onTheWay(person);
    const began = person.cookies(host).get(pendingCookie) ?? '';
    expect((await person.open(callback, { page: provider.issuer })).url).toBe(`${origin}/portal/`);
    const thief = newVisitor();
    thief.keep(host, pendingCookie, began);
    const exchanges = () => provider.asked.filter((path) => path === '/token').length;
    const before = exchanges();
    expect(errorOf(await thief.open(callback, { page: provider.issuer }))).toBe('expired');
    expect(await session(thief)).toBe(401);
    expect(exchanges()).toBe(before);
    // Nor does the code open anything a second time.
    const again = newVisitor();
    const { url } = await again.open(`${origin}/auth/login`);
    expect(url).toContain('/interaction/');
    expect(errorOf(await again.open(callback, { page: provider.issuer }))).toBe('expired');
  });

  test('twenty at once: one session', async () => {
    const person = newVisitor();
    const callback = await onTheWay(person);
    const cookie = `${pendingCookie}=${person.cookies(host).get(pendingCookie)}`;
    const path = callback.slice(origin.length);
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => fetch(app.url + path, { headers: { cookie }, redirect: 'manual' })),
    );
    const locations = answers.map((answer) => answer.headers.get('location'));
    expect(locations.filter((location) => location === '/portal/')).toHaveLength(1);
    expect(locations.filter((location) => location === '/portal/sign-in?error=expired')).toHaveLength(19);
    const sessions = answers.flatMap((answer) =>
      answer.headers.getSetCookie().filter((line) => line.startsWith(`${sessionCookie}=`)),
    );
    expect(sessions).toHaveLength(1);
  });

  test.each<[string, (query: URLSearchParams) => void]>([
    ['another state', (query) => query.set('state', 'x'.repeat(43))],
    ['no state', (query) => query.delete('state')],
    ['its state twice', (query) => query.append('state', query.get('state') ?? '')],
  ])('with %s, which uses nothing up', async (_, change) => {
    const person = newVisitor();
    const callback = await onTheWay(person);
    const changed = new URL(callback);
    change(changed.searchParams);
    expect(errorOf(await person.open(changed.href, { page: provider.issuer }))).toBe('expired');
    expect(await session(person)).toBe(401);
    expect((await person.open(callback, { page: provider.issuer })).url).toBe(`${origin}/portal/`);
  });

  test.each<[string, (query: URLSearchParams) => void, string]>([
    ['another code', (query) => query.set('code', 'x'.repeat(43)), 'invalid_grant'],
    ['no code', (query) => query.delete('code'), 'no authorization code'],
    ['its code twice', (query) => query.append('code', 'x'), 'must be provided only once'],
    ['another issuer', (query) => query.set('iss', 'https://evil.example'), 'unexpected \\"iss\\"'],
    [
      'no issuer, where the provider says that it names it',
      (query) => query.delete('iss'),
      '(issuer) missing',
    ],
    ['an error of the provider', (query) => query.set('error', 'server_error'), 'server_error'],
  ])('with %s', async (_, change, why) => {
    const person = newVisitor();
    const callback = new URL(await onTheWay(person));
    change(callback.searchParams);
    expect(errorOf(await person.open(callback.href, { page: provider.issuer }))).toBe('provider');
    expect(reason()).toContain(why);
    expect(await session(person)).toBe(401);
  });

  test('one that took longer than ten minutes', async () => {
    const person = newVisitor();
    const callback = await onTheWay(person);
    app.advance(10 * 60 + 1);
    expect(errorOf(await person.open(callback, { page: provider.issuer }))).toBe('expired');
    expect(await session(person)).toBe(401);
  });

  test('one whose cookie was changed, or is of another purpose', async () => {
    const person = newVisitor();
    const callback = await onTheWay(person);
    const began = person.cookies(host).get(pendingCookie) ?? '';
    const changed = newVisitor();
    changed.keep(host, pendingCookie, `${began.slice(0, -6)}AAAAAA`);
    expect(errorOf(await changed.open(callback, { page: provider.issuer }))).toBe('expired');
    const confused = newVisitor();
    confused.keep(host, sessionCookie, began);
    expect(await session(confused)).toBe(401);
  });

  test('one that is only looked at ahead uses nothing up', async () => {
    const person = newVisitor();
    const callback = await onTheWay(person);
    expect((await person.fetch(callback, { method: 'HEAD' })).status).toBe(403);
    expect((await person.fetch(callback, { headers: { 'Sec-Purpose': 'prefetch' } })).status).toBe(403);
    expect((await person.open(callback, { page: provider.issuer })).url).toBe(`${origin}/portal/`);
  });
});

describe('an ID token that is not to be believed', () => {
  afterEach(() => provider.forge(undefined));
  const without = (name: string) => (claims: JWTPayload) =>
    Object.fromEntries(Object.entries(claims).filter(([each]) => each !== name));
  const secondsAgo = (seconds: number) => Math.floor(Date.now() / 1000) - seconds;

  test.each<[string, (claims: JWTPayload) => JWTPayload, string]>([
    ['of another issuer', (claims) => ({ ...claims, iss: 'https://evil.example' }), '(issuer)'],
    ['for another audience', (claims) => ({ ...claims, aud: 'somebody-else' }), '(audience)'],
    [
      'for others too, and not made out to us',
      (claims) => ({ ...claims, aud: ['keyledger', 'other'], azp: 'other' }),
      '(authorized party)',
    ],
    ['with another nonce', (claims) => ({ ...claims, nonce: 'x' }), 'unexpected ID Token'],
    ['without a nonce', without('nonce'), '(nonce) claim missing'],
    ['that has ended', (claims) => ({ ...claims, iat: secondsAgo(900), exp: secondsAgo(300) }), 'is past'],
    ['without an end', without('exp'), '(expiration time) claim missing'],
    ['without a subject', without('sub'), '(subject) claim missing'],
  ])('%s', async (_, change, why) => {
    provider.forge(change);
    const person = newVisitor();
    expect(errorOf(await signIn(person, 'alice'))).toBe('provider');
    expect(reason()).toContain(why);
    expect(await session(person)).toBe(401);
  });

  test('forging itself is no reason: one that says the same is believed', async () => {
    provider.forge((claims) => claims);
    const person = newVisitor();
    expect((await signIn(person, 'alice')).url).toBe(`${origin}/portal/`);
  });

  test('signed with a key that the provider does not publish', async () => {
    await using other = await startOidcProvider({ origin, users });
    await using service = await startWith(other, origin);
    await other.signWithAnotherKey();
    const person = visitor({ [origin]: service.url });
    const { url } = await person.open(`${origin}/auth/login`);
    expect(errorOf(await person.open(url, { page: url, form: { name: 'alice' } }))).toBe('provider');
    expect((await person.fetch(`${origin}/api/v1/session`)).status).toBe(401);
  });
});

describe('a provider that is set wrongly', () => {
  test.each<[string, Partial<OidcProvider>, string]>([
    ['a client that it does not know', { clientId: 'another' }, 'stays there'],
    ['a secret that is not the client’s', { clientSecret: 'wrong' }, 'provider'],
  ])('%s', async (_, wrong, outcome) => {
    await using service = await startWith({ ...settingsOf(provider), ...wrong }, origin);
    const person = visitor({ [origin]: service.url });
    const page = await person.open(`${origin}/auth/login`);
    if (outcome === 'stays there') return expect(page).toMatchObject({ status: 400 });
    expect(errorOf(await person.open(page.url, { page: page.url, form: { name: 'alice' } }))).toBe(outcome);
    expect((await person.fetch(`${origin}/api/v1/session`)).status).toBe(401);
  });

  test('an issuer that calls itself otherwise: 503, and the log says why', async () => {
    const { port } = new URL(provider.issuer);
    await using service = await startWith(
      { ...settingsOf(provider), issuer: `http://127.0.0.1:${port}` },
      origin,
    );
    expect((await fetch(`${service.url}/auth/login`, { redirect: 'manual' })).status).toBe(503);
    expect(service.logged.join('')).toContain('does not match the expected issuer');
  });
});

describe('a provider that is away', () => {
  let lone: OidcProvider;
  let service: TestApp;
  beforeEach(async () => {
    lone = await startOidcProvider({ origin, users });
    await lone.leave();
    service = await startWith(lone, origin);
  });
  afterEach(async () => {
    await service.stop();
    await lone[Symbol.asyncDispose]();
  });

  test('keeps nothing else from working, and is asked again once it is back', async () => {
    expect((await (await service.as('m_1')).get('/api/v1/keys')).status).toBe(200);
    const login = await fetch(`${service.url}/auth/login`, { redirect: 'manual' });
    expect(login.status).toBe(503);
    expect(login.headers.get('retry-after')).toBe('1');
    expect(login.headers.get('refresh')).toBe('0; url=/portal/sign-in?error=unavailable');
    expect(await login.json()).toMatchObject({ error: 'SERVICE_UNAVAILABLE' });

    await lone.comeBack();
    const person = visitor({ [origin]: service.url });
    const { url } = await person.open(`${origin}/auth/login`);
    expect((await person.open(url, { page: url, form: { name: 'alice' } })).url).toBe(`${origin}/portal/`);
  });

  test('between going there and coming back: 503, and no session', async () => {
    await lone.comeBack();
    const person = visitor({ [origin]: service.url });
    const { url: page } = await person.open(`${origin}/auth/login`);
    const back = { page, form: { name: 'alice' }, until: origin };
    const { url: callback } = await person.open(page, back);
    await lone.leave();
    const answer = await person.fetch(callback);
    expect(answer.status).toBe(503);
    expect((await person.fetch(`${origin}/api/v1/session`)).status).toBe(401);
  });
});

describe('signing out', () => {
  test('ends the session for good, and says where the provider ends its own', async () => {
    const person = newVisitor();
    await signIn(person, 'alice');
    const stolen = person.cookies(host).get(sessionCookie) ?? '';
    const { send } = await sessionClient(origin, person);
    const { status, body } = await send('POST', '/auth/logout');
    expect(status).toBe(200);
    const { origin: there, searchParams } = new URL(String(body['redirectTo']));
    expect(there).toBe(provider.issuer);
    expect(searchParams.get('post_logout_redirect_uri')).toBe(`${origin}/portal/sign-in`);
    expect(searchParams.get('client_id')).toBe(provider.clientId);
    expect(searchParams.get('id_token_hint')).toMatch(/^eyJ/);
    expect(person.cookies(host).size).toBe(0);
    expect(await session(person)).toBe(401);
    const thief = newVisitor();
    thief.keep(host, sessionCookie, stolen);
    expect(await session(thief)).toBe(401);
    const page = await person.open(String(body['redirectTo']), { page: `${origin}/portal/` });
    const [, xsrf = ''] = /name="xsrf" value="(\w+)"/.exec(page.body) ?? [];
    const confirm = { page: page.url, form: { xsrf, logout: 'yes' } };
    const left = await person.open(`${provider.issuer}/session/end/confirm`, confirm);
    expect(left.url).toBe(`${origin}/portal/sign-in`);
  });

  test.each([
    [200, true],
    [4000, false],
  ])(
    'given an ID token with %i characters more, then the cookie still fits',
    async (characters, isHinted) => {
      provider.forge((claims) => ({
        ...claims,
        merchant: 'm'.repeat(200),
        sub: '☃'.repeat(100),
        more: 'x'.repeat(characters),
      }));
      const person = newVisitor();
      await signIn(person, 'alice');
      provider.forge(undefined);
      // Browsers keep 4,096 bytes of name, value and attributes (RFC 6265 §6.1).
      expect((person.cookies(host).get(sessionCookie) ?? '').length).toBeLessThan(3900);
      const { body } = await (await sessionClient(origin, person)).send('POST', '/auth/logout');
      expect(new URL(String(body['redirectTo'])).searchParams.has('id_token_hint')).toBe(isHinted);
    },
  );
});
