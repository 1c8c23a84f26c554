/** The audit: searched, taken away as a file, and watched as it grows. */
import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createKey, type CreatedKey, type Json } from '../support/client.ts';
import { eventually } from '../support/condition.ts';
import { choose, startPortal, type Portal } from '../support/portal.ts';

let portal: Portal;
let shop: CreatedKey;
let reports: CreatedKey;
beforeAll(async () => {
  portal = await startPortal();
  const admin = await portal.app.as('m_1');
  shop = await createKey(admin, { name: 'Shop', scopes: ['invoice:read'] });
  reports = await createKey(admin, { name: 'Reports', scopes: ['sales:read'], ipRules: ['198.51.100.7'] });
  await ask(shop, '/public/api/v1/invoices');
  await ask(shop, '/public/api/v1/sales');
  await ask(reports, '/public/api/v1/sales');
  await eventually('three requests are audited', async () => {
    const { body } = await admin.get<{ items: readonly Json[] }>('/api/v1/audit');
    return body.items.length === 3;
  });
});
afterEach(() => portal.browser.leave());
afterAll(() => portal.stop());

const ask = ({ key }: CreatedKey, path: string, userAgent = 'curl/8.5.0') =>
  portal.app.with(key).get(path, { headers: { 'User-Agent': userAgent } });

/** The rows in sight without their head, each in one line. */
async function rows(page: Page): Promise<readonly string[]> {
  const table = page.getByRole('table', { name: 'Audit entries, newest first' });
  if ((await table.count()) === 0) return [];
  return (await table.getByRole('row').allInnerTexts()).slice(1).map((text) => text.replaceAll(/\s+/g, ' '));
}
const entries = (page: Page, ...expected: readonly RegExp[]) =>
  expect
    .poll(() => rows(page), { timeout: 15_000 })
    .toEqual(expected.map((pattern) => expect.stringMatching(pattern) as string));

const allowed = /Allowed Shop .*GET · 200/;
const noScope = /Scope missing Shop .*GET · 403/;
const noAddress = /Address refused Reports .*GET · 403/;

test('given requests of all kinds, then they are found by key, outcome, address and time', async () => {
  const { page } = await portal.as('audrey', '/portal/audit');
  await entries(page, noAddress, noScope, allowed);

  const outcome = page.getByRole('combobox', { name: 'Outcome' });
  await outcome.selectOption('Scope missing');
  await entries(page, noScope);
  await outcome.selectOption('Any outcome');

  await page.getByRole('combobox', { name: 'Key' }).fill('rep');
  await page.getByRole('option', { name: 'Reports' }).click();
  await entries(page, noAddress);
  expect(new URL(page.url()).searchParams.get('keyId')).toBe(reports.id);
  await page.reload();
  await entries(page, noAddress);
  await page.getByRole('button', { name: 'Clear', exact: true }).click();
  await entries(page, noAddress, noScope, allowed);

  const address = page.getByRole('searchbox', { name: 'Address' });
  await address.fill('203.0.113.9');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'No entry matches' }).waitFor();
  await address.fill('127.0.0.1');
  await page.keyboard.press('Enter');
  await entries(page, noAddress, noScope, allowed);

  const time = page.getByRole('combobox', { name: 'Time' });
  await time.selectOption('Last hour');
  await entries(page, noAddress, noScope, allowed);
  await time.selectOption('From … until …');
  await page.getByLabel('From UTC').fill('2020-01-01T00:00');
  await page.getByLabel('Until UTC').fill('2020-01-02T00:00');
  await page.getByRole('heading', { name: 'No entry matches' }).waitFor();
  await page.getByRole('button', { name: 'Search at any time' }).click();
  await entries(page, noAddress, noScope, allowed);
});

test('when a row is opened, then all that is known of the request, and the way to more like it', async () => {
  const { page } = await portal.as('victor', '/portal/audit');
  await page.getByRole('row', { name: 'Scope missing' }).click();
  const dialog = page.getByRole('dialog', { name: 'Request' });
  await dialog.getByText('The key lacks the scope that the route asks for').waitFor();
  await dialog.getByText('curl/8.5.0').waitFor();
  await dialog.getByRole('button', { name: 'Older entry' }).click();
  await dialog.getByText('The key was good, and the request went on').waitFor();
  await dialog.getByRole('button', { name: 'Only “Shop”' }).click();
  await dialog.waitFor({ state: 'detached' });
  await entries(page, noScope, allowed);
});

describe('exporting', () => {
  async function download(page: Page, label: string) {
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: `Download ${label}` }).click(),
    ]);
    return { name: file.suggestedFilename(), content: await readFile(await file.path(), 'utf8') };
  }

  test('when the present filter is exported, then a file of what it leaves, oldest first', async () => {
    const { page } = await portal.as('audrey', `/portal/audit?keyId=${shop.id}`);
    await entries(page, noScope, allowed);
    await page.getByRole('button', { name: 'Export' }).click();
    const dialog = page.getByRole('dialog', { name: 'Export audit entries' });
    await dialog.getByText('Shop').waitFor();

    const csv = await download(page, 'CSV');
    expect(csv.name).toMatch(/\.csv$/);
    const [head = '', ...lines] = csv.content.trim().split(/\r?\n/);
    expect(head.split(',')).toContain('outcome');
    expect(lines.map((line) => /ALLOWED|INSUFFICIENT_SCOPE/.exec(line)?.[0])).toEqual([
      'ALLOWED',
      'INSUFFICIENT_SCOPE',
    ]);

    await choose(page, 'Format', 'NDJSON');
    const ndjson = await download(page, 'NDJSON');
    expect(ndjson.name).toMatch(/\.ndjson$/);
    expect(
      ndjson.content
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as Json),
    ).toMatchObject([
      { apiKeyId: shop.id, outcome: 'ALLOWED', status: 200, userAgent: 'curl/8.5.0' },
      { apiKeyId: shop.id, outcome: 'INSUFFICIENT_SCOPE', status: 403 },
    ]);
  });
});

test('when the tail is live, then what happens shows by itself, and waits while somebody looks', async () => {
  const { page } = await portal.as('audrey', '/portal/audit');
  await entries(page, noAddress, noScope, allowed);
  await page.getByText('Live tail').click();
  await page.getByText(/^Live\. The newest/).waitFor();
  await ask(shop, '/public/api/v1/invoices', 'live/1');
  await page.getByRole('row', { name: 'live/1' }).waitFor();

  await page.getByRole('row', { name: 'live/1' }).click();
  await page.getByRole('dialog', { name: 'Request' }).waitFor();
  await ask(shop, '/public/api/v1/invoices', 'live/2');
  await page.getByText('1 new', { exact: true }).waitFor();
  expect(await page.getByText('live/2').count()).toBe(0);
  await page.getByRole('button', { name: 'Close' }).click();
  await page.mouse.move(0, 0);
  await page.getByRole('row', { name: 'live/2' }).waitFor();
});
