/** Webhook endpoints: made, tried, mended, and their secrets shown once. */
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { createKey, type Json } from '../support/client.ts';
import { eventually } from '../support/condition.ts';
import { shownSecret, startPortal, type Portal } from '../support/portal.ts';
import { startWebhookReceiver, type WebhookReceiver } from '../support/webhookReceiver.ts';

let portal: Portal;
let receiver: WebhookReceiver;
let answer = 204;
beforeAll(async () => {
  portal = await startPortal();
  receiver = await startWebhookReceiver((response) => response.writeHead(answer).end());
});
afterEach(() => portal.browser.leave());
afterAll(async () => {
  await portal.stop();
  await receiver.stop();
});

/** Adds an endpoint as a person does, and stores its secret. */
async function add(page: Page, url: string): Promise<string> {
  await page.getByRole('button', { name: 'Add endpoint' }).click();
  const dialog = page.getByRole('dialog', { name: 'Add an endpoint' });
  await dialog.getByRole('textbox', { name: 'URL' }).fill(url);
  await dialog.getByRole('textbox', { name: 'Description' }).fill('The shop');
  await dialog.getByRole('button', { name: 'Add endpoint' }).click();
  const secret = await shownSecret(page, 'signing secret');
  receiver.trust(secret);
  await page.getByRole('button', { name: 'I have stored it' }).click();
  await page.getByRole('heading', { name: url }).waitFor();
  return secret;
}

const deliveries = (page: Page) => page.getByRole('region', { name: 'Deliveries' }).getByRole('listitem');

test('given an endpoint, when a test is sent, then it arrives signed, and its delivery shows', async () => {
  const { page } = await portal.as('alice', '/portal/webhooks');
  await page.getByRole('heading', { name: 'Nobody is told yet' }).waitFor();
  const secret = await add(page, `${receiver.url}tested`);
  await page.getByRole('button', { name: 'Send test' }).click();
  await deliveries(page).getByText('Delivered').waitFor();
  expect(receiver.received).toMatchObject([{ path: '/tested', secrets: [secret] }]);
  await deliveries(page).getByRole('button').first().click();
  await page.getByRole('table', { name: 'Attempts' }).getByText('204').waitFor();

  await createKey(await portal.app.as('m_1'), { name: 'New', scopes: ['invoice:read'] });
  await eventually('it is told', () => receiver.received.some(({ type }) => type === 'api_key.created'));
  await page.reload();
  await deliveries(page).getByText('api_key.created').waitFor();
});

test('when a URL is refused, then it is said at the field, and the form stays as it is', async () => {
  const { page, expects } = await portal.as('alice', '/portal/webhooks');
  expects('422 /api/v1/webhook-endpoints');
  await page.getByRole('button', { name: 'Add endpoint' }).click();
  const dialog = page.getByRole('dialog', { name: 'Add an endpoint' });
  const url = dialog.getByRole('textbox', { name: 'URL' });
  await url.fill('ftp://example.com/');
  await dialog.getByRole('button', { name: 'Add endpoint' }).click();
  await expect.poll(() => url.getAttribute('aria-invalid'), { timeout: 15_000 }).toBe('true');
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await dialog.waitFor({ state: 'detached' });
});

test('given a receiver that fails, when it is mended, then a delivery can be sent again at once', async () => {
  answer = 500;
  const { page } = await portal.as('alice', '/portal/webhooks');
  await add(page, `${receiver.url}failing`);
  await page.getByRole('button', { name: 'Send test' }).click();
  await deliveries(page).getByText('Retrying').waitFor();
  answer = 204;
  await deliveries(page).getByRole('button').first().click();
  await page.getByText('Only a status from 200 to 299 counts as delivered.').waitFor();
  await page.getByRole('button', { name: 'Try now' }).click();
  await deliveries(page).getByText('Delivered', { exact: true }).first().waitFor();
  await page.getByRole('combobox', { name: 'Which deliveries' }).selectOption('Given up');
  await page.getByText('There are none of these.').waitFor();
});

test('when the secret is rotated, then webhooks are signed by both for a day', async () => {
  const { page } = await portal.as('alice', '/portal/webhooks');
  const old = await add(page, `${receiver.url}rotated`);
  await page.getByRole('button', { name: 'Rotate secret' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Rotate secret' }).click();
  const secret = await shownSecret(page, 'signing secret');
  receiver.trust(secret);
  await page.getByRole('button', { name: 'I have stored it' }).click();
  await page.getByRole('button', { name: 'Send test' }).click();
  await eventually('the test arrives', () => receiver.received.some(({ path }) => path === '/rotated'));
  const webhook = receiver.received.find(({ path }) => path === '/rotated');
  expect(webhook?.secrets.toSorted()).toEqual([old, secret].toSorted());
});

test('given an endpoint that another admin changes while it is edited, then what they did is not undone', async () => {
  const { page, expects } = await portal.as('alice', '/portal/webhooks');
  await add(page, `${receiver.url}contested`);
  await page.getByRole('button', { name: 'Edit' }).click();
  const dialog = page.getByRole('dialog', { name: 'Edit the endpoint' });
  await dialog.waitFor();
  const path = `/api/v1/webhook-endpoints/${page.url().split('/').at(-1)}`;
  const admin = await portal.app.as('m_1');
  expect((await admin.send('PATCH', path, { description: 'The new shop' })).status).toBe(200);
  await page.getByText('The new shop').waitFor();
  expects(`412 ${path}`);
  await dialog.getByRole('button', { name: 'Save' }).click();
  await page.getByText('This was not saved: the endpoint has changed since').waitFor();
  await dialog.waitFor({ state: 'detached' });
  expect((await admin.get(path)).body).toMatchObject({ description: 'The new shop' });
});

test('when it is edited, disabled and deleted, then so it is', async () => {
  const alice = await portal.as('alice', '/portal/webhooks');
  const { page } = alice;
  await add(page, `${receiver.url}ended`);
  await page.getByRole('button', { name: 'Edit' }).click();
  const dialog = page.getByRole('dialog', { name: 'Edit the endpoint' });
  await dialog.getByRole('textbox', { name: 'Description' }).fill('The old shop');
  await dialog.getByRole('checkbox', { name: 'api_key.created' }).focus();
  await page.keyboard.press('Space');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await page.getByText('The old shop').waitFor();
  await page.getByRole('button', { name: 'Disable' }).click();
  await page.getByText('Nothing is sent here').waitFor();

  const address = page.url();
  const endpoint = `/api/v1/webhook-endpoints/${address.split('/').at(-1)}`;
  const bob = await portal.as('bob', '/portal/webhooks');
  bob.expects(`404 ${endpoint}`);
  await bob.page.goto(address);
  await bob.page.getByText('There is no such webhook endpoint').waitFor();

  const victor = await portal.as('victor', new URL(address).pathname);
  await victor.page.getByRole('heading', { name: `${receiver.url}ended` }).waitFor();
  expect(await victor.page.getByRole('button', { name: /test|edit|enable|rotate|delete/i }).count()).toBe(0);
  for (const one of [alice, victor]) one.expects(`404 ${endpoint}`, `404 ${endpoint}/deliveries`);
  await page.getByRole('button', { name: 'Delete endpoint' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Delete endpoint' }).click();
  await page.getByRole('heading', { name: 'Webhooks', exact: true }).waitFor();
  await victor.page.getByText('There is no such webhook endpoint').waitFor();
  const admin = await portal.app.as('m_1');
  const { body } = await admin.get<{ items: readonly Json[] }>('/api/v1/webhook-endpoints');
  expect(body.items.map(({ url }) => url)).not.toContain(`${receiver.url}ended`);
});
