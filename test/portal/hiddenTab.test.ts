/** A tab that nobody looks at takes no connection from the others, and misses nothing. */
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { createKey } from '../support/client.ts';
import { startPortal, type Portal } from '../support/portal.ts';

let portal: Portal;
beforeAll(async () => {
  portal = await startPortal();
});
afterEach(() => portal.browser.leave());
afterAll(() => portal.stop());

/** A headless browser shows all its tabs at once: what it would say is said for it. */
const turn = (page: Page, state: 'hidden' | 'visible') =>
  page.evaluate(`
    Object.defineProperty(document, 'visibilityState', { configurable: true, value: '${state}' });
    document.dispatchEvent(new Event('visibilitychange'));`);

test('given a tab that was hidden for long, when it is shown again, then it has what changed meanwhile', async () => {
  const admin = await portal.app.as('m_1');
  const key = await createKey(admin, { name: 'Watched', scopes: ['invoice:read'] });
  const { page, asked } = await portal.as('alice');
  await page.clock.install();
  await page.goto(portal.at('/portal/keys'));
  const row = page.getByRole('row', { name: 'Watched' });
  await row.getByText('Active').waitFor();
  const streams = () => asked.filter((url) => url.endsWith('/api/v1/events')).length;
  const before = streams();

  await turn(page, 'hidden');
  await page.clock.runFor(5_000);
  await turn(page, 'visible');
  await turn(page, 'hidden');
  const ended = page.waitForEvent('requestfailed', (request) => request.url().endsWith('/api/v1/events'));
  await page.clock.runFor(9_000);
  expect(streams()).toBe(before);
  await page.clock.runFor(2_000);
  await ended;

  await admin.post(`/api/v1/keys/${key.id}/revoke`, { reason: null });
  await turn(page, 'visible');
  await row.getByText('Revoked').waitFor();
  expect(streams()).toBe(before + 1);
});
