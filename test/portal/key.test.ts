/** One key: what is seen of it, and what an admin changes. */
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createKey, type Client, type CreatedKey, type Json } from '../support/client.ts';
import { eventually } from '../support/condition.ts';
import { choose, focusOn, shownSecret, startPortal, type Portal } from '../support/portal.ts';

const scopes = ['customer:read', 'invoice:read', 'sales:read'];
let portal: Portal;
let admin: Client;
beforeAll(async () => {
  portal = await startPortal();
  admin = await portal.app.as('m_1');
});
afterEach(() => portal.browser.leave());
afterAll(() => portal.stop());

const make = (name: string, input: Json = {}) => createKey(admin, { name, scopes, ...input });
const pageOf = ({ id }: CreatedKey) => `/portal/keys/${id}`;
const part = (page: Page, name: string) => page.getByRole('region', { name, exact: true });
const present = async ({ id }: CreatedKey) => (await admin.get(`/api/v1/keys/${id}`)).body;

/** Requests with a key, and their entries where the pages read them. */
async function use(key: CreatedKey, times: number, path = '/public/api/v1/invoices', userAgent = 'shop/1.2') {
  for (let n = 0; n < times; n += 1) {
    await portal.app.with(key.key).get(path, { headers: { 'User-Agent': userAgent } });
  }
  await eventually('its requests are audited', async () => {
    const { body } = await admin.get<{ items: readonly Json[] }>(`/api/v1/audit?keyId=${key.id}&limit=100`);
    return body.items.filter((entry) => entry['userAgent'] === userAgent).length >= times;
  });
}

test('given a key in use, then its requests are a chart, numbers, and entries', async () => {
  const key = await make('Busy');
  await use(key, 3);
  await use(key, 2, '/public/api/v1/nothing-here');
  const { page } = await portal.as('victor', pageOf(key));
  const usage = part(page, 'Usage');
  const sums = usage.getByLabel(/^Of the last/);
  await sums.getByText('3', { exact: true }).waitFor();
  await usage.getByText('Requests with this key, allowed and denied').waitFor({ state: 'attached' });
  for (const range of ['24 h', '30 d', '90 d']) {
    await choose(page, 'Range', range);
    await sums.getByText('3', { exact: true }).waitFor();
  }
  await choose(page, 'Range', '7 d');
  await choose(page, 'Steps', 'Hours');
  await usage.getByRole('button', { name: 'Table' }).click();
  await usage.getByRole('cell', { name: '3', exact: true }).waitFor();
  const rows = part(page, 'Requests').getByRole('row');
  await expect.poll(() => rows.count(), { timeout: 15_000 }).toBeGreaterThanOrEqual(4);
  await rows.filter({ hasText: '/public/api/v1/invoices' }).filter({ hasText: 'shop/1.2' }).first().waitFor();
  await page.getByRole('link', { name: 'Open in audit' }).click();
  await page.getByRole('heading', { name: 'Audit log' }).waitFor();
  await page.getByRole('row', { name: 'Busy' }).first().waitFor();
});

test('when a key is renamed, then by its new name everywhere', async () => {
  const key = await make('Before');
  const { page } = await portal.as('alice', pageOf(key));
  await page.getByRole('button', { name: 'Rename' }).click();
  const field = page.getByRole('textbox', { name: 'Name of the key' });
  await focusOn(field);
  await field.fill('After');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'After' }).waitFor();
  await focusOn(page.getByRole('button', { name: 'Rename' }));
  await part(page, 'History').getByText('“Before” → “After”').waitFor();
  await page.getByRole('link', { name: 'API keys' }).first().click();
  await page.getByRole('link', { name: /^After/ }).waitFor();
});

test('when scopes are taken away, then it says that nothing brings them back, and they are gone', async () => {
  const key = await make('Too mighty');
  const { page } = await portal.as('alice', pageOf(key));
  await page.getByRole('button', { name: 'Narrow the scopes' }).click();
  await page.getByRole('checkbox', { name: 'sales:read' }).focus();
  await page.keyboard.press('Space');
  await page.getByRole('button', { name: 'Take away 1 scope' }).click();
  const question = page.getByRole('alertdialog', { name: 'Take 1 scope away?' });
  await question.getByText('This cannot be undone').waitFor();
  await question.getByRole('button', { name: 'Take away for good' }).click();
  await part(page, 'History').getByText('Scopes taken away').waitFor();
  expect(await present(key)).toMatchObject({ scopes: ['customer:read', 'invoice:read'] });
  expect((await portal.app.with(key.key).get('/public/api/v1/sales')).status).toBe(403);
});

test('when addresses are ruled out, then whoever would be locked out is named before', async () => {
  const key = await make('Anywhere');
  await use(key, 1);
  const { page } = await portal.as('alice', pageOf(key));
  await page.getByRole('button', { name: 'Limit to addresses' }).click();
  const rule = page.getByRole('textbox', { name: 'Rule 1' });
  await rule.fill('198.51.100.0/24');
  await page.getByText('1 address that used this key in the last days would be refused').waitFor();
  await page.getByText('the key would not work from where you are now').waitFor();
  await page.getByText('Your address is 127.0.0.1').waitFor();
  await page.getByRole('button', { name: 'Add it' }).click();
  await page.getByText('the key would not work from where you are now').waitFor({ state: 'detached' });
  await rule.fill('300.1.1.1');
  await page.keyboard.press('Tab');
  expect(await page.getByRole('button', { name: 'Save rules' }).isDisabled()).toBe(true);
  await rule.fill('198.51.100.0/24');
  await page.getByRole('button', { name: 'Save rules' }).click();
  await part(page, 'History').getByText('Limited to addresses').waitFor();
  expect(await present(key)).toMatchObject({ ipRules: ['198.51.100.0/24', '127.0.0.1'] });
});

test('when its end is brought nearer, then to the instant that was said', async () => {
  const key = await make('Too long');
  const { page } = await portal.as('alice', pageOf(key));
  await page.getByRole('button', { name: 'Set an expiry' }).click();
  await choose(page, 'New expiry', 'In 30 days');
  await part(page, 'Expiry').getByRole('button', { name: 'Bring nearer' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Bring nearer' }).click();
  await part(page, 'History').getByText('Expiry brought nearer').waitFor();
  const end = await part(page, 'Expiry').locator('time').first().getAttribute('datetime');
  expect(await present(key)).toMatchObject({ expiresAt: end });
});

test('when the secret is regenerated, then who uses the old one is said before and after, and both work', async () => {
  const key = await make('Rotated');
  await use(key, 2);
  const { page } = await portal.as('alice', pageOf(key));
  await page.getByRole('button', { name: 'Regenerate' }).click();
  const dialog = page.getByRole('dialog', { name: 'Regenerate the secret' });
  await dialog.getByText('1 caller of the last 7 days must take over the new secret').waitFor();
  await dialog.getByText('shop/1.2').waitFor();
  await choose(page, 'Grace period of the old secret', 'None');
  await dialog.getByText('1 caller of the last 7 days would be refused at once').waitFor();
  await choose(page, 'Grace period of the old secret', '1 h');
  await dialog.getByRole('button', { name: 'Regenerate' }).click();

  const secret = await shownSecret(page);
  await page.keyboard.press('Escape'); // does not close it: a slip would be for good
  expect(await shownSecret(page)).toBe(secret);
  expect(secret).not.toBe(key.key);
  await page.getByRole('button', { name: 'I have stored it' }).click();
  for (const one of [secret, key.key]) {
    expect((await portal.app.with(one).get('/public/api/v1/invoices')).status).toBe(200);
  }
  await use(key, 1, undefined, 'forgotten/0.1');
  await page.reload();
  await page
    .getByText('The old secret')
    .getByText('works until')
    .or(page.getByText(/It is still used by/))
    .first()
    .waitFor();
  await page.getByText('It is still used by').locator('../..').getByText('forgotten/0.1').waitFor();
});

describe('revoking', () => {
  test('when a key is revoked in one tab, then another shows it within a second', async () => {
    const key = await make('Leaked');
    const [here, list, detail] = [
      await portal.as('alice', pageOf(key)),
      await portal.as('victor', '/portal/keys?q=Leaked'),
      await portal.as('audrey', pageOf(key)),
    ];
    await list.page.getByRole('row', { name: 'Leaked' }).getByText('Active').waitFor();
    await detail.page.getByRole('main').getByText('Active').waitFor();

    await here.page.getByRole('button', { name: 'Revoke' }).click();
    const question = here.page.getByRole('alertdialog', { name: 'Revoke this key?' });
    const revoke = question.getByRole('button', { name: 'Revoke key' });
    await focusOn(question.getByRole('textbox', { name: 'Type Leaked to confirm' }));
    expect(await revoke.isDisabled()).toBe(true);
    await here.page.keyboard.type('leaked');
    expect(await revoke.isDisabled()).toBe(true);
    await question.getByRole('textbox', { name: 'Type Leaked to confirm' }).fill('Leaked');
    await question.getByRole('textbox', { name: 'Reason' }).fill('It stood in a repository');
    const [answer] = await Promise.all([
      here.page.waitForResponse((response) => response.url().endsWith('/revoke')),
      revoke.click(),
    ]);
    const revoked = performance.now();
    expect(answer.status()).toBe(200);
    await Promise.all([
      list.page.getByRole('row', { name: 'Leaked' }).getByText('Revoked').waitFor(),
      detail.page.getByText('This key is revoked').waitFor(),
    ]);
    // A second where nothing else runs; here the whole suite may.
    expect(performance.now() - revoked).toBeLessThan(5_000);

    await here.page.getByText('Reason: “It stood in a repository”').waitFor();
    expect(await here.page.getByRole('button', { name: /^(Revoke|Regenerate|Rename)/ }).count()).toBe(0);
    expect((await portal.app.with(key.key).get('/public/api/v1/invoices')).status).toBe(401);
  });

  test('when two admins change a key at once, then the second is shown what the first did', async () => {
    const key = await make('Contested');
    const { page, expects } = await portal.as('alice', pageOf(key));
    await page.getByRole('button', { name: 'Rename' }).click();
    const name = `/api/v1/keys/${key.id}/name`;
    expect((await admin.put(name, { name: 'Contested by another' })).status).toBe(200);
    expects(`412 ${name}`);
    await page.getByRole('textbox', { name: 'Name of the key' }).fill('Contested by alice');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Contested by another' }).waitFor();
    await page.getByRole('alert').waitFor();
  });
});

test('given an address of no key, then it says so', async () => {
  const { page, expects } = await portal.as('alice');
  expects('404 /api/v1/keys/key_nobody');
  await page.goto(portal.at('/portal/keys/key_nobody'));
  await page.getByText('There is no such key').waitFor();
});
