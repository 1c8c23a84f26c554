/** Sign-in by a link: once, within its time, on this machine, and by whoever opens it. */
import { decodeJwt, exportJWK, generateKeyPair } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { localLinks } from '../../src/http/signIn/localLink.ts';
import { signInLink, signInWay } from '../../src/signIn.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { notOurs } from '../support/checkedFetch.ts';
import { alice, linkOf, signedIn } from '../support/session.ts';
import { visitor } from '../support/visitor.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.stop());

/** Where a link leads a new visitor, and whether there is a session then. */
async function opened(link: string) {
  const person = visitor();
  const { url } = await person.open(link);
  const { status } = await person.fetch(`${app.url}/api/v1/session`);
  return { to: url.slice(app.url.length), session: status };
}

const accepted = { to: '/portal/', session: 200 };
const refused = { to: '/portal/sign-in?error=link', session: 401 };

test('given a new link, when it is opened, then a session as it says', async () => {
  const { send } = await signedIn(app, { actor: 'victor', merchantId: 'm_7', role: 'viewer' });
  expect(await send('GET', '/api/v1/session')).toMatchObject({
    status: 200,
    body: {
      actor: 'victor',
      merchantId: 'm_7',
      role: 'viewer',
      address: '127.0.0.1',
      csrfToken: expect.stringMatching(/^[\w-]{43}$/) as string,
    },
  });
});

test('when it is opened a second time, then it is refused', async () => {
  const link = await linkOf(app);
  expect(await opened(link)).toEqual(accepted);
  expect(await opened(link)).toEqual(refused);
});

test('when it is opened twenty times at once, then one session', async () => {
  const link = await linkOf(app);
  const answers = await Promise.all(Array.from({ length: 20 }, () => opened(link)));
  expect(answers.filter(({ session }) => session === 200)).toEqual([accepted]);
  expect(answers.filter(({ session }) => session === 401)).toHaveLength(19);
});

test.each<[string, RequestInit]>([
  ['for its headers alone', { method: 'HEAD' }],
  ['by a prefetch', { headers: { 'Sec-Purpose': 'prefetch' } }],
  ['by a prerender', { headers: { 'Sec-Purpose': 'prefetch;prerender' } }],
  ['by an old prefetch', { headers: { Purpose: 'prefetch' } }],
  ['by a prefetch of Firefox', { headers: { 'X-Moz': 'prefetch' } }],
])('when it is asked for %s, then it stays good', async (_, init) => {
  const link = await linkOf(app);
  const answer = await fetch(link, { ...init, redirect: 'manual' });
  expect([answer.status, answer.headers.getSetCookie()]).toEqual([403, []]);
  expect(await opened(link)).toEqual(accepted);
});

test('when a quarter of an hour has passed, then it is refused', async () => {
  const [early, late] = [await linkOf(app), await linkOf(app)];
  app.advance(15 * 60 - 5);
  expect(await opened(early)).toEqual(accepted);
  app.advance(10);
  expect(await opened(late)).toEqual(refused);
});

describe('what is no link of ours', () => {
  test.each<[string, () => Promise<string>]>([
    ['none', async () => `${app.url}/auth/local`],
    ['nonsense', async () => `${app.url}/auth/local?code=x`],
    ['two codes', async () => `${await linkOf(app)}&code=x`],
    ['a changed one', async () => (await linkOf(app)).replace(/.{6}$/, 'AAAAAA')],
    ['a management token', async () => `${app.url}/auth/local?code=${await app.token('m_1')}`],
    [
      'one of another installation',
      async () => {
        const { privateKey } = await generateKeyPair('EdDSA', { extractable: true });
        return app.url + (await (await localLinks(await exportJWK(privateKey))).make(alice, app.now()));
      },
    ],
  ])('%s', async (_, link) => {
    expect(await opened(await link())).toEqual(refused);
  });

  test('nor is a link a management token', async () => {
    const code = new URL(await linkOf(app)).searchParams.get('code') ?? '';
    expect(decodeJwt(code)).toMatchObject({ sub: 'alice', merchant: 'm_1', role: 'admin' });
    expect((await app.with(code).get('/api/v1/keys')).status).toBe(401);
  });
});

test('nothing of a link or a session is in the log, and who came is', async () => {
  const before = app.logged.length;
  const link = await linkOf(app, { actor: 'logged-alice', merchantId: 'm_1', role: 'admin' });
  const person = visitor();
  await person.open(link);
  await person.fetch(`${app.url}/api/v1/session`);
  await opened(link);
  const lines = app.logged.slice(before).join('');
  expect(lines).toContain('"route":"/auth/local","merchantId":"m_1","actor":"logged-alice","status":303');
  expect(lines).not.toContain('eyJ');
  expect(lines).not.toMatch(/csrf|"session"/);
});

describe('where there are links', () => {
  const issuer = { JWT_ISSUER: 'i', JWT_JWKS_URL: 'https://id.example/keys' };
  const provider = {
    OIDC_ISSUER: 'https://id.example',
    OIDC_CLIENT_ID: 'keyledger',
    PUBLIC_URL: 'https://keys.example',
  };
  test.each<[Record<string, string>, string]>([
    [{}, 'local'],
    [{ HOST: 'localhost' }, 'local'],
    [{ HOST: '127.8.0.1' }, 'local'],
    [{ HOST: '::1' }, 'local'],
    [{ HOST: '0.0.0.0' }, 'none'],
    [{ HOST: '::' }, 'none'],
    [{ HOST: '192.0.2.1' }, 'none'],
    [{ HOST: '127.0.0.1.example.com' }, 'none'],
    [issuer, 'none'],
    [provider, 'oidc'],
    [{ ...provider, HOST: '0.0.0.0' }, 'oidc'],
  ])('%j: %s', (settings, way) => {
    expect(signInWay(readConfig(settings))).toBe(way);
  });

  test.each([issuer, provider, { HOST: '0.0.0.0' }])('with %j none is made', async (settings) => {
    await expect(signInLink(readConfig(settings), 'http://h', alice)).rejects.toThrow(/OIDC_ISSUER/);
  });

  test('on every address none is taken, not even one that the installation signed', async () => {
    await using open = await startApp({ config: { host: '0.0.0.0' } });
    const reach = { ...open, url: open.url.replace('0.0.0.0', '127.0.0.1') };
    notOurs(reach.url); // it has no such path, and the document of all installations has
    const answer = await fetch(await linkOf(reach), { redirect: 'manual' });
    expect([answer.status, answer.headers.getSetCookie()]).toEqual([404, []]);
    const asked = await fetch(`${reach.url}/api/v1/session`);
    expect(await asked.json()).toMatchObject({ error: 'UNAUTHORIZED', signIn: 'none' });
  });
});
