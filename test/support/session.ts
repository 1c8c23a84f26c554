/** People who have signed in, for the tests of what a session may do. */
import { expect } from 'vitest';
import { localLinks } from '../../src/http/signIn/localLink.ts';
import type { Principal } from '../../src/http/tokens.ts';
import { keptTokenKey } from '../../src/secrets.ts';
import type { TestApp } from './app.ts';
import type { Json, Reply } from './client.ts';
import { visitor, type Visitor } from './visitor.ts';

export const alice: Principal = { actor: 'alice', merchantId: 'm_1', role: 'admin' };

/** A new one-time link of the app, by its clock. */
export async function linkOf(
  app: Pick<TestApp, 'url' | 'dataDir' | 'now'>,
  principal = alice,
): Promise<string> {
  const links = await localLinks(await keptTokenKey({ dataDir: app.dataDir, mayCreate: false }));
  return app.url + (await links.make(principal, app.now()));
}

export interface SessionClient {
  readonly visitor: Visitor;
  /** As a page of the portal calls: with its token, and with what a browser says of it. */
  readonly send: <T = Json>(
    method: string,
    path: string,
    body?: unknown,
    headers?: Readonly<Record<string, string>>,
  ) => Promise<Reply<T>>;
}

/** Signs in by a link. */
export async function signedIn(app: TestApp, principal = alice): Promise<SessionClient> {
  const person = visitor();
  await person.open(await linkOf(app, principal));
  return sessionClient(app.url, person);
}

/** Somebody whose browser has a session. */
export async function sessionClient(url: string, person: Visitor): Promise<SessionClient> {
  const session = await person.fetch(`${url}/api/v1/session`);
  expect(session.status).toBe(200);
  const { csrfToken } = (await session.json()) as { csrfToken: string };
  return {
    visitor: person,
    async send(method, path, body, headers = { 'Sec-Fetch-Site': 'same-origin', 'X-CSRF-Token': csrfToken }) {
      const response = await person.fetch(url + path, {
        method,
        headers: { ...headers, ...(body !== undefined && { 'Content-Type': 'application/json' }) },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      return {
        status: response.status,
        headers: response.headers,
        body: (text === '' ? {} : JSON.parse(text)) as never,
      };
    },
  };
}
