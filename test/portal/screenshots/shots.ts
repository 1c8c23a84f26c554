/** The pictures: which page, and what is done on it before it is taken. */
import type { Page } from 'playwright-core';
import { choose } from '../../support/portal.ts';
import { shown } from './keys.ts';

export interface Shot {
  readonly name: string;
  /** Whose page it is; nobody's for the sign-in. */
  readonly person: 'maya' | 'newcomer' | 'starter' | undefined;
  readonly path: string;
  /** Resolves when there is to be seen what shall be. */
  readonly ready: (page: Page) => Promise<unknown>;
  /** On a desktop the whole page, however long, instead of what is in sight. */
  readonly isWhole?: boolean;
}

const heading = (page: Page, name: string) =>
  page.getByRole('heading', { name, exact: true }).first().waitFor();

async function fillIn(page: Page): Promise<void> {
  await page.getByRole('textbox', { name: 'Name' }).fill('Website checkout (new shop)');
  await page.getByRole('button', { name: 'Website Checkout' }).click();
}

async function openShown(page: Page): Promise<void> {
  await page.getByRole('link', { name: shown }).click();
  await page.getByText('Requests with this key, allowed and denied').waitFor({ state: 'attached' });
  await page.getByText('It is still used by').waitFor();
}

export const shots: readonly Shot[] = [
  {
    name: 'sign-in',
    person: undefined,
    path: '/portal/sign-in',
    ready: (page) => page.getByRole('link', { name: 'Continue to sign in' }).waitFor(),
  },
  {
    name: 'keys-empty',
    person: 'newcomer',
    path: '/portal/keys',
    ready: (page) => heading(page, 'Create your first key'),
  },
  {
    name: 'keys',
    person: 'maya',
    path: '/portal/keys',
    ready: (page) => page.getByRole('link', { name: shown }).waitFor(),
  },
  {
    name: 'create',
    person: 'maya',
    path: '/portal/keys/new',
    isWhole: true,
    async ready(page) {
      await fillIn(page);
      await page.getByRole('button', { name: 'Add a rule' }).click();
      await page.keyboard.type('203.0.113.0/24');
      await page.getByRole('heading', { name: 'Create a key' }).click();
    },
  },
  {
    name: 'secret',
    person: 'starter',
    path: '/portal/keys/new',
    async ready(page) {
      await fillIn(page);
      await page.getByRole('button', { name: 'Create key' }).click();
      await heading(page, 'Use it');
    },
  },
  { name: 'key', person: 'maya', path: '/portal/keys', isWhole: true, ready: openShown },
  {
    name: 'regenerate',
    person: 'maya',
    path: '/portal/keys',
    async ready(page) {
      await openShown(page);
      await page.getByRole('button', { name: 'Regenerate' }).click();
      await choose(page, 'Grace period of the old secret', '24 h');
      await page.getByText('must take over the new secret').waitFor();
    },
  },
  {
    name: 'revoke',
    person: 'maya',
    path: '/portal/keys',
    async ready(page) {
      await openShown(page);
      await page.getByRole('button', { name: 'Revoke' }).click();
      await page.getByRole('textbox', { name: /Type/ }).fill(shown);
    },
  },
  {
    name: 'audit',
    person: 'maya',
    path: '/portal/audit?range=7d',
    ready: (page) => page.getByRole('row', { name: 'Allowed' }).nth(5).waitFor(),
  },
  {
    name: 'audit-entry',
    person: 'maya',
    path: '/portal/audit?outcome=INSUFFICIENT_SCOPE',
    async ready(page) {
      await page.getByRole('row', { name: 'Scope missing' }).nth(1).click();
      await page.getByRole('dialog', { name: 'Request' }).waitFor();
    },
  },
  {
    name: 'webhooks',
    person: 'maya',
    path: '/portal/webhooks',
    ready: (page) => page.getByRole('row', { name: /hooks\.northwind/ }).waitFor(),
  },
  {
    name: 'webhook',
    person: 'maya',
    path: '/portal/webhooks',
    async ready(page) {
      await page.getByRole('link', { name: /hooks\.northwind/ }).click();
      await page.getByRole('listitem').getByText('Delivered').nth(1).click();
      await page.getByRole('table', { name: 'Attempts' }).waitFor();
    },
  },
  {
    name: 'docs',
    person: 'maya',
    path: '/portal/docs',
    ready: (page) => heading(page, 'Getting started'),
  },
];
