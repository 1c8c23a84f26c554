/** A session: how long it lasts, how it ends, what it may do, and that nobody else can make it do anything. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { portalContracts } from '../../src/http/contracts/portal.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { eventually } from '../support/condition.ts';
import { startProxy } from '../support/proxy.ts';
import { alice, linkOf, sessionClient, signedIn } from '../support/session.ts';
import { startTestStores } from '../support/stores.ts';
import { visitor, type Visitor } from '../support/visitor.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.stop());

const minutes = (count: number) => app.advance(count * 60);
const status = async (person: Visitor, path = '/api/v1/keys') => (await person.fetch(app.url + path)).status;
const host = '127.0.0.1';
const cookieOf = (person: Visitor): readonly [name: string, value: string] => {
  const [cookie] = person.cookies(host);
  if (cookie === undefined) throw new Error('There is no session');
  return cookie;
};
/** Another browser with the same cookie. */
const thiefOf = (person: Visitor, change = (value: string) => value): Visitor => {
  const thief = visitor();
  const [name, value] = cookieOf(person);
  thief.keep(host, name, change(value));
  return thief;
};

describe('its end', () => {
  test('given half an hour without use, then it has ended', async () => {
    const { visitor: person } = await signedIn(app);
    minutes(29);
    expect(await status(thiefOf(person))).toBe(200);
    minutes(2);
    expect(await status(person)).toBe(401);
  });

  test('given its use, then it goes on, and the page is told until when', async () => {
    const { visitor: person, send } = await signedIn(app);
    for (let used = 0; used < 4; used++) {
      minutes(25);
      const { body } = await send('GET', '/api/v1/session');
      const left = new Date(String(body['expiresAt'])).getTime() - app.now().getTime();
      expect(Math.round(left / 60_000)).toBe(30);
    }
    expect(await status(person)).toBe(200);
  });

  test('given its use for twelve hours, then it has ended all the same', async () => {
    const { visitor: person, send } = await signedIn(app);
    const begun = app.now().getTime();
    for (let used = 0; used < 28; used++) {
      minutes(25);
      expect(await status(person)).toBe(200);
    }
    const { body } = await send('GET', '/api/v1/session');
    const lasts = new Date(String(body['expiresAt'])).getTime() - begun;
    expect(Math.round(lasts / 60_000)).toBe(12 * 60);
    minutes(21);
    expect(await status(person)).toBe(401);
  });

  test('given many uses, then it is sealed anew once a minute', async () => {
    const { visitor: person } = await signedIn(app);
    const seals = new Set<string>();
    for (let used = 0; used < 10; used++) {
      await status(person);
      seals.add(cookieOf(person)[1]);
    }
    expect(seals.size).toBe(1);
    minutes(1);
    for (let used = 0; used < 10; used++) {
      await status(person);
      seals.add(cookieOf(person)[1]);
    }
    expect(seals.size).toBe(2);
  });

  test('given a page that only listens, then it goes on no longer for that', async () => {
    const { visitor: person } = await signedIn(app);
    const [, before] = cookieOf(person);
    minutes(20);
    const stopping = new AbortController();
    const { signal } = stopping;
    const headers = { Accept: 'text/event-stream' };
    const events = await person.fetch(`${app.url}/api/v1/events`, { headers, signal });
    expect(events.status).toBe(200);
    stopping.abort();
    expect(cookieOf(person)[1]).toBe(before);
    minutes(11);
    expect(await status(person)).toBe(401);
  });

  test('given a page that reads on by itself while nobody is there, then it goes on no longer for that', async () => {
    const { visitor: person } = await signedIn(app);
    const headers = { 'X-Unattended': '1' };
    const statuses: number[] = [];
    for (let read = 0; read < 4; read += 1) {
      statuses.push((await person.fetch(`${app.url}/api/v1/keys`, { headers })).status);
      minutes(10);
    }
    expect(statuses).toEqual([200, 200, 200, 401]);
  });

  test('given a sign-out, then no copy of it is good any more, in no process', async () => {
    const { visitor: person, send } = await signedIn(app);
    const early = thiefOf(person);
    minutes(2);
    expect(await status(person)).toBe(200);
    const late = thiefOf(person);
    await using other = await startApp({ stores: app.stores, dataDir: app.dataDir, mode: 'api' });
    other.advance((app.now().getTime() - other.now().getTime()) / 1000);
    const [name, value] = cookieOf(late);
    const elsewhere = () =>
      fetch(`${other.url}/api/v1/keys`, {
        headers: { Cookie: `${name.replace(/\d+$/, new URL(other.url).port)}=${value}` },
      });
    expect((await elsewhere()).status).toBe(200);

    minutes(2); // so that it is sealed anew and ended by the same request
    expect((await send('POST', '/auth/logout')).status).toBe(204);
    expect(person.cookies(host).size).toBe(0);
    expect([await status(person), await status(early), await status(late)]).toEqual([401, 401, 401]);
    expect((await elsewhere()).status).toBe(401);
    expect((await send('POST', '/auth/logout')).status).toBe(204); // nothing is left to end
  });

  test('given a sign-out, then a page that still listens hears no more', async () => {
    const { visitor: person, send } = await signedIn(app);
    const headers = { Accept: 'text/event-stream' };
    const events = await person.fetch(`${app.url}/api/v1/events`, { headers });
    let [heard, isOver] = ['', false];
    const reading = (async () => {
      const decoder = new TextDecoder();
      for await (const chunk of events.body ?? []) heard += decoder.decode(chunk as Uint8Array);
      isOver = true;
    })();
    const admin = await app.as('m_1');
    const change = async () => {
      const { body } = await admin.post('/api/v1/keys', { name: 'A key', scopes: ['sales:read'] });
      return String(body['id']);
    };
    const before = await change();
    await eventually('it hears of a key', () => heard.includes(before));
    await send('POST', '/auth/logout');
    await eventually('the stream ends', async () => {
      await change();
      return isOver;
    });
    await reading;
  });

  test('given a sign-out of one, then the other sessions of the same person go on', async () => {
    const [one, other] = [await signedIn(app), await signedIn(app)];
    await one.send('POST', '/auth/logout');
    expect(await status(other.visitor)).toBe(200);
  });
});

describe('a cookie that is not ours', () => {
  test.each<[string, (value: string) => string]>([
    ['changed at its end', (value) => `${value.slice(0, -4)}AAAA`],
    ['changed in the middle', (value) => value.replace(/\.\.(.)/, (_, c) => `..${c === 'A' ? 'B' : 'A'}`)],
    ['cut', (value) => value.slice(0, 100)],
    ['empty', () => ''],
    ['no seal', () => 'x'],
    ['much too long', () => 'x'.repeat(8000)],
    ['with another algorithm', (value) => value.replace(/^[^.]+/, btoa('{"alg":"none","enc":"A256GCM"}'))],
  ])('%s', async (_, change) => {
    const { visitor: person } = await signedIn(app);
    expect(await status(person)).toBe(200);
    expect(await status(thiefOf(person, change))).toBe(401);
  });

  test('that of another installation', async () => {
    const { visitor: person } = await signedIn(app);
    await using other = await startApp({ config: { sessionKey: Buffer.alloc(32, 'another') } });
    const [, value] = cookieOf(person);
    const cookie = `keyledger-${new URL(other.url).port}=${value}`;
    const answer = await fetch(`${other.url}/api/v1/keys`, { headers: { cookie } });
    expect(answer.status).toBe(401);
  });
});

describe('a change by session', () => {
  const site = { 'Sec-Fetch-Site': 'same-origin' };
  const own = () => ({ Origin: app.url });

  test.each<[string, (token: string) => Record<string, string>, number]>([
    ['both proofs', (token) => ({ ...site, 'X-CSRF-Token': token }), 204],
    ['its own origin, of a browser that says no more', (token) => ({ ...own(), 'X-CSRF-Token': token }), 204],
    ['no proof', () => ({}), 403],
    ['no token', () => site, 403],
    ['another token', (token) => ({ ...site, 'X-CSRF-Token': token.replace(/.$/, '-') }), 403],
    ['a part of the token', (token) => ({ ...site, 'X-CSRF-Token': token.slice(0, 20) }), 403],
    ['a token and no word of where it comes from', (token) => ({ 'X-CSRF-Token': token }), 403],
    ['another site', (token) => ({ 'Sec-Fetch-Site': 'cross-site', 'X-CSRF-Token': token }), 403],
    [
      'another site that names our origin',
      (token) => ({ ...own(), 'Sec-Fetch-Site': 'cross-site', 'X-CSRF-Token': token }),
      403,
    ],
    ['another host of our site', (token) => ({ 'Sec-Fetch-Site': 'same-site', 'X-CSRF-Token': token }), 403],
    ['an address that was typed', (token) => ({ 'Sec-Fetch-Site': 'none', 'X-CSRF-Token': token }), 403],
    ['another origin', (token) => ({ Origin: 'https://evil.example', 'X-CSRF-Token': token }), 403],
    [
      'our host by https',
      (token) => ({ Origin: app.url.replace('http', 'https'), 'X-CSRF-Token': token }),
      403,
    ],
    ['no origin', (token) => ({ Origin: 'null', 'X-CSRF-Token': token }), 403],
  ])('with %s', async (_, headersOf, expected) => {
    const { visitor: person, send } = await signedIn(app);
    const { body } = await send('GET', '/api/v1/session');
    const headers = headersOf(String(body['csrfToken']));
    const reply = await send('POST', '/auth/logout', undefined, headers);
    expect(reply.status).toBe(expected);
    if (expected === 403) expect(reply.body).toMatchObject({ error: 'CSRF' });
    expect(await status(person)).toBe(expected === 403 ? 200 : 401);
  });

  test('with the token of another session of the same person', async () => {
    const [one, other] = [await signedIn(app), await signedIn(app)];
    const { body } = await other.send('GET', '/api/v1/session');
    const headers = { ...site, 'X-CSRF-Token': String(body['csrfToken']) };
    const reply = await one.send('POST', '/api/v1/keys', { name: 'A', scopes: ['sales:read'] }, headers);
    expect(reply).toMatchObject({ status: 403, body: { error: 'CSRF' } });
  });

  test('of whatever kind needs its proofs, before anything else is looked at', async () => {
    const { send } = await signedIn(app);
    const changes = portalContracts.flatMap(({ basePath, contracts }) =>
      contracts
        .filter(({ method }) => method !== 'GET')
        .map(({ method, path }) => ({ method, path: basePath + path })),
    );
    expect(changes.length).toBeGreaterThan(12);
    for (const { method, path } of changes) {
      const reply = await send(method, path.replaceAll(/:\w+/g, 'x'), undefined, {});
      expect(reply, `${method} ${path}`).toMatchObject({ status: 403, body: { error: 'CSRF' } });
    }
  });

  test('a reader needs none, nor does a bearer token', async () => {
    const { send } = await signedIn(app);
    expect((await send('GET', '/api/v1/keys', undefined, { 'Sec-Fetch-Site': 'cross-site' })).status).toBe(
      200,
    );
    const bearer = { Authorization: `Bearer ${await app.token('m_1')}`, 'Sec-Fetch-Site': 'cross-site' };
    expect((await send('POST', '/api/v1/keys', { name: 'A', scopes: ['sales:read'] }, bearer)).status).toBe(
      201,
    );
  });

  test('behind a proxy it is the public origin that counts', async () => {
    const origin = 'https://keys.example';
    await using proxied = await startApp({ config: { publicUrl: origin, trustProxy: ['127.0.0.1'] } });
    const person = visitor({ [origin]: proxied.url });
    await person.open((await linkOf(proxied)).replace(proxied.url, origin));
    expect([...person.cookies('keys.example').keys()]).toEqual(['__Host-keyledger']);
    const { send } = await sessionClient(origin, person);
    const { body } = await send('GET', '/api/v1/session');
    const token = { 'X-CSRF-Token': String(body['csrfToken']) };
    const key = { name: 'A', scopes: ['sales:read'] };
    expect((await send('POST', '/api/v1/keys', key, { ...token, Origin: origin })).status).toBe(201);
    expect((await send('POST', '/api/v1/keys', key, { ...token, Origin: proxied.url })).status).toBe(403);
  });
});

describe('what it may do', () => {
  test('roles and merchants are those of a token', async () => {
    const [admin, viewer, auditor, stranger] = await Promise.all([
      signedIn(app),
      signedIn(app, { actor: 'victor', merchantId: 'm_1', role: 'viewer' }),
      signedIn(app, { actor: 'otto', merchantId: 'm_1', role: 'auditor' }),
      signedIn(app, { actor: 'bob', merchantId: 'm_2', role: 'admin' }),
    ]);
    const { body } = await admin.send('POST', '/api/v1/keys', { name: 'A', scopes: ['sales:read'] });
    const key = `/api/v1/keys/${String(body['id'])}`;
    for (const reader of [viewer, auditor]) {
      expect((await reader.send('GET', key)).status).toBe(200);
      expect(await reader.send('POST', `${key}/revoke`)).toMatchObject({
        status: 403,
        body: { error: 'FORBIDDEN' },
      });
    }
    expect((await stranger.send('GET', key)).status).toBe(404);
    expect((await stranger.send('POST', `${key}/revoke`)).status).toBe(404);
    expect((await stranger.send('GET', '/api/v1/keys')).body).toMatchObject({ items: [] });
    const revoked = await admin.send('POST', `${key}/revoke`);
    expect(revoked).toMatchObject({ status: 200, body: { status: 'revoked' } });
    const history = await admin.send<{ items: { actor: string }[] }>('GET', `${key}/history`);
    expect(history.body.items.map(({ actor }) => actor)).toEqual(['alice', 'alice']);
  });

  test.each(['Bearer x', 'Basic x', ''])('with Authorization: %j it is that which counts', async (header) => {
    const { send } = await signedIn(app);
    expect((await send('GET', '/api/v1/keys', undefined, { Authorization: header })).status).toBe(401);
  });

  test('it opens no product route', async () => {
    const { visitor: person } = await signedIn(app);
    expect(await status(person, '/public/api/v1/sales')).toBe(401);
  });

  test('with a bearer token the page is told its end, and no token against forgery', async () => {
    const { body } = await (await app.as('m_1', 'viewer')).get('/api/v1/session');
    expect(body).toMatchObject({ actor: 'alice', merchantId: 'm_1', role: 'viewer', csrfToken: null });
    expect(new Date(String(body['expiresAt'])).getTime()).toBeGreaterThan(Date.now());
  });

  test('nobody is told how to sign in', async () => {
    const reply = await app.with().get('/api/v1/session');
    expect(reply).toMatchObject({ status: 401, body: { error: 'UNAUTHORIZED', signIn: 'local' } });
    expect(reply.headers.get('www-authenticate')).toContain('Bearer');
  });
});

test('when it cannot be told whether it was ended, then 503, and it is good again afterwards', async () => {
  await using stores = await disposable();
  const databaseUrl = new URL(stores.databaseUrl);
  const proxy = await startProxy(Number(databaseUrl.port));
  databaseUrl.port = String(proxy.port);
  const lone = await startApp({ stores, config: { databaseUrl: databaseUrl.href } });
  try {
    const { send } = await signedIn(lone, alice);
    const bearer = { Authorization: `Bearer ${await lone.token('m_1')}` };
    await proxy.cut();
    expect(await send('GET', '/api/v1/session')).toMatchObject({
      status: 503,
      body: { error: 'SERVICE_UNAVAILABLE' },
    });
    expect((await send('POST', '/auth/logout')).status).toBe(503);
    expect((await send('GET', '/api/v1/session', undefined, bearer)).status).toBe(200);
    await proxy.heal();
    expect((await send('GET', '/api/v1/session')).status).toBe(200);
  } finally {
    await lone.stop();
    await proxy.stop();
  }
});

async function disposable() {
  const stores = await startTestStores();
  return { ...stores, [Symbol.asyncDispose]: () => stores.stop() };
}
