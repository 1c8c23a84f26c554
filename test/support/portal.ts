/** The portal as people use it: the whole service, a real identity provider where they sign in, and a browser. */
import type { BrowserContextOptions, Locator, Page } from 'playwright-core';
import type { Role } from '../../src/http/tokens.ts';
import { startApp, type TestApp } from './app.ts';
import { startBrowser, type TestBrowser, type Visit } from './browser.ts';
import { startOidcProvider, type OidcProvider } from './oidcProvider.ts';
import { freePort } from './service.ts';

/** Who may sign in at the provider. Two merchants, which must never see one another. */
export const people = {
  alice: { merchant: 'm_1', role: 'admin' },
  victor: { merchant: 'm_1', role: 'viewer' },
  audrey: { merchant: 'm_1', role: 'auditor' },
  bob: { merchant: 'm_2', role: 'admin' },
} as const;
export type PersonName = keyof typeof people;

/** The claims of somebody, as the provider makes them. */
export interface Claims {
  readonly merchant: string;
  readonly role: Role;
}

export interface Portal<Name extends string = PersonName> {
  readonly app: TestApp;
  readonly provider: OidcProvider;
  readonly browser: TestBrowser;
  /** A page's whole address. */
  at(path: string): string;
  /** Somebody who has signed in at the provider, at a page of the portal. The second time the session is the first one's. */
  as(name: Name, path?: string, options?: BrowserContextOptions): Promise<Visit>;
  stop(): Promise<void>;
}

export function startPortal(): Promise<Portal>;
/** @param users others than those above */
export function startPortal<Name extends string>(
  users: Readonly<Record<Name, Claims>>,
): Promise<Portal<Name>>;
export async function startPortal(users: Readonly<Record<string, Claims>> = people): Promise<Portal<string>> {
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const provider = await startOidcProvider({ origin, users: claimsOf(users) });
  const { issuer, clientId, clientSecret } = provider;
  const app = await startApp({
    config: {
      port,
      publicUrl: origin,
      identityProvider: { issuer, clientId, clientSecret, scopes: 'openid' },
      webhookAllowLoopback: true,
    },
  });
  const browser = await startBrowser([origin, issuer]);
  const sessions = new Map<string, Awaited<ReturnType<Visit['context']['storageState']>>>();
  const at = (path: string): string => origin + path;

  return {
    app,
    provider,
    browser,
    at,
    async as(name, path = '/portal/keys', options = {}) {
      const storageState = sessions.get(name);
      const visit = await browser.visit({ ...options, ...(storageState && { storageState }) });
      if (storageState === undefined) {
        await visit.page.goto(at(`/portal/sign-in?returnTo=${encodeURIComponent(path)}`));
        await signIn(visit.page, name);
        sessions.set(name, await visit.context.storageState());
      } else {
        await visit.page.goto(at(path));
      }
      await visit.page.getByRole('main').waitFor();
      return visit;
    },
    async stop() {
      await browser.stop();
      await app.stop();
      await provider[Symbol.asyncDispose]();
    },
  };
}

function claimsOf(users: Readonly<Record<string, Claims>>) {
  return Object.fromEntries(Object.entries(users).map(([name, claims]) => [name, { ...claims }]));
}

/** From our sign-in page to the provider's, and back by a name. */
export async function signIn(page: Page, name: string): Promise<void> {
  await page.getByRole('link', { name: 'Continue to sign in' }).click();
  await page.getByLabel('Name').fill(name);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('main').waitFor();
}

/** A secret as it is shown once, of a key or, said so, of a webhook endpoint. */
export function shownSecret(page: Page, noun: 'key' | 'signing secret' = 'key'): Promise<string> {
  const panel = page.getByRole('region', { name: `The new ${noun}` });
  return panel.getByLabel(`The ${noun}`, { exact: true }).innerText();
}

/** One of a few that are all in sight: its words are what one clicks. */
export async function choose(page: Page, group: string, option: string): Promise<void> {
  await page.getByRole('radiogroup', { name: group }).getByText(option, { exact: true }).click();
}

/** Resolves when the focus is there. */
export function focusOn(target: Locator): Promise<void> {
  return target.and(target.page().locator(':focus')).waitFor();
}
