/** What axe finds on each page and in each dialog. */
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { seriousFindings } from '../support/axe.ts';
import { createKey, type CreatedKey } from '../support/client.ts';
import { eventually } from '../support/condition.ts';
import { choose, shownSecret, startPortal, type PersonName, type Portal } from '../support/portal.ts';

let portal: Portal;
let key: CreatedKey;
let revoked: CreatedKey;
let endpoint: string;
beforeAll(async () => {
  portal = await startPortal();
  const admin = await portal.app.as('m_1');
  const terms = {
    scopes: ['customer:read', 'invoice:read'],
    expiresAt: new Date(Date.now() + 3 * 86_400_000),
  };
  key = await createKey(admin, { ...terms, name: 'Seen by everybody', ipRules: ['127.0.0.1'] });
  revoked = await createKey(admin, { ...terms, name: 'Gone' });
  await admin.post(`/api/v1/keys/${revoked.id}/revoke`, { reason: 'An example' });
  for (const path of ['invoices', 'sales']) await portal.app.with(key.key).get(`/public/api/v1/${path}`);
  await portal.app.with(revoked.key).get('/public/api/v1/invoices');
  const made = await admin.post<{ id: string }>('/api/v1/webhook-endpoints', {
    url: 'http://127.0.0.1:1/hook',
    events: ['api_key.created'],
  });
  endpoint = `/portal/webhooks/${made.body.id}`;
  await admin.post(`/api/v1/webhook-endpoints/${made.body.id}/test`, {});
  await eventually('there is something to see', async () => {
    const { body } = await admin.get<{ items: readonly unknown[] }>('/api/v1/audit');
    return body.items.length === 3;
  });
});
afterEach(() => portal.browser.leave());
afterAll(() => portal.stop());

const press = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: true }).click();
const dialog = (page: Page) => page.getByRole('dialog').or(page.getByRole('alertdialog'));

/** Where axe looks: a page, and what is open on it. */
const sights: readonly [
  name: string,
  person: PersonName,
  path: () => string,
  show: (page: Page) => Promise<unknown>,
][] = [
  ['no keys', 'bob', () => '/portal/keys', (page) => page.getByText('Create your first key').waitFor()],
  ['keys', 'alice', () => '/portal/keys', (page) => page.getByRole('link', { name: key.name }).waitFor()],
  [
    'keys, read only',
    'victor',
    () => '/portal/keys',
    (page) => page.getByRole('link', { name: key.name }).waitFor(),
  ],
  [
    'no match',
    'alice',
    () => '/portal/keys?q=nothing',
    (page) => page.getByText('No key matches').first().waitFor(),
  ],
  [
    'new key',
    'alice',
    () => '/portal/keys/new',
    (page) => page.getByRole('heading', { name: 'Create a key' }).waitFor(),
  ],
  [
    'new key with all that can be wrong',
    'alice',
    () => '/portal/keys/new',
    async (page) => {
      await choose(page, 'When it ends', 'Never');
      await press(page, 'Add a rule');
      await page.keyboard.type('300.1.1.1');
      await press(page, 'Create key');
      await page.getByText('Choose at least one scope').waitFor();
      await choose(page, 'Access', 'Full access');
    },
  ],
  [
    'secret',
    'alice',
    () => '/portal/keys/new',
    async (page) => {
      await page.getByRole('textbox', { name: 'Name' }).fill('Once');
      await page.getByRole('button', { name: 'Website Checkout' }).click();
      await press(page, 'Create key');
      await shownSecret(page);
      await page.getByRole('link', { name: 'Keyledger' }).first().click();
      await dialog(page).waitFor();
      await press(page, 'Stay');
    },
  ],
  [
    'key',
    'alice',
    () => `/portal/keys/${key.id}`,
    (page) => page.getByText('Requests with this key').waitFor({ state: 'attached' }),
  ],
  [
    'key, revoked',
    'audrey',
    () => `/portal/keys/${revoked.id}`,
    (page) => page.getByText('This key is revoked').waitFor(),
  ],
  [
    'key, edited',
    'alice',
    () => `/portal/keys/${key.id}`,
    async (page) => {
      await press(page, 'Rename');
      await press(page, 'Narrow the scopes');
      await press(page, 'Edit the IP rules');
      await press(page, 'Table');
    },
  ],
  [
    'regenerate',
    'alice',
    () => `/portal/keys/${key.id}`,
    async (page) => {
      await press(page, 'Regenerate');
      await dialog(page).getByText('must take over').waitFor();
    },
  ],
  [
    'revoke',
    'alice',
    () => `/portal/keys/${key.id}`,
    async (page) => {
      await press(page, 'Revoke');
      await dialog(page).waitFor();
    },
  ],
  ['no such key', 'bob', () => '/portal/nothing', (page) => page.getByText('Page not found').waitFor()],
  ['audit', 'audrey', () => '/portal/audit', (page) => page.getByRole('row').nth(3).waitFor()],
  [
    'no audit',
    'bob',
    () => '/portal/audit',
    (page) => page.getByText('No request has come with a key yet').waitFor(),
  ],
  [
    'audit entry',
    'audrey',
    () => '/portal/audit',
    async (page) => {
      await page.getByRole('row').nth(1).click();
      await dialog(page).waitFor();
    },
  ],
  [
    'export',
    'audrey',
    () => '/portal/audit?range=7d',
    async (page) => {
      await press(page, 'Export');
      await dialog(page).waitFor();
    },
  ],
  ['live tail', 'audrey', () => '/portal/audit?live=1', (page) => page.getByText(/^Live\./).waitFor()],
  ['no webhooks', 'bob', () => '/portal/webhooks', (page) => page.getByText('Nobody is told yet').waitFor()],
  ['webhooks', 'alice', () => '/portal/webhooks', (page) => page.getByRole('row').nth(1).waitFor()],
  [
    'new webhook',
    'alice',
    () => '/portal/webhooks',
    async (page) => {
      await press(page, 'Add endpoint');
      await dialog(page).waitFor();
    },
  ],
  [
    'webhook',
    'alice',
    () => endpoint,
    async (page) => {
      await page.getByRole('button', { name: /webhook\.test/ }).click();
      await page.getByRole('table', { name: 'Attempts' }).waitFor();
    },
  ],
  ['docs', 'victor', () => '/portal/docs', (page) => page.getByRole('article').first().waitFor()],
];

const sizes = [
  { width: 1280, height: 800 },
  { width: 390, height: 844 },
] as const;

describe('axe finds nothing serious, light and dark, on a desktop and on a phone', () => {
  async function expectNothingSerious(page: Page) {
    for (const size of sizes) {
      await page.setViewportSize(size);
      for (const theme of ['light', 'dark']) {
        await page.evaluate(`document.documentElement.dataset.theme = '${theme}'`);
        expect(await seriousFindings(page), `${size.width} ${theme}`).toEqual([]);
      }
    }
  }

  test.each(sights)('%s', { timeout: 180_000 }, async (_name, person, path, show) => {
    const { page } = await portal.as(person, path());
    await show(page);
    await expectNothingSerious(page);
  });

  test('sign-in', async () => {
    const { page } = await portal.browser.visit();
    await page.goto(portal.at('/portal/sign-in?error=expired'));
    await page.getByRole('link', { name: 'Continue to sign in' }).waitFor();
    await expectNothingSerious(page);
  });
});
