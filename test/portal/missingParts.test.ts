/** A page whose parts cannot be loaded: the network is away, or the service has a page that was built anew. */
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { startPortal, type Portal } from '../support/portal.ts';

let portal: Portal;
beforeAll(async () => {
  portal = await startPortal();
});
afterEach(() => portal.browser.leave());
afterAll(() => portal.stop());

const parts = '**/portal/assets/AuditPage-*';

test('given nothing answers, when somebody goes to another page, then they stay in the portal, and the page comes when it can', async () => {
  const { page } = await portal.as('alice');
  let isAway = true;
  for (const asked of [parts, '**/portal/']) {
    await page.route(asked, (route) => (isAway ? route.abort('aborted') : route.fallback()));
  }
  await page.getByRole('link', { name: 'Audit log' }).click();
  await page.getByRole('heading', { name: 'This page cannot be shown' }).waitFor();
  expect(page.url()).toBe(portal.at('/portal/audit'));
  await page.getByRole('link', { name: 'API keys', exact: true }).waitFor();
  isAway = false;
  await page.getByRole('heading', { name: 'Audit log' }).waitFor();
});

test('given the page was built anew, when somebody goes to a part that it no longer has, then they are there with the new one', async () => {
  const { page } = await portal.as('alice');
  await page.route(parts, (route) => route.abort('aborted'), { times: 1 });
  await page.getByRole('link', { name: 'Audit log' }).click();
  await page.getByRole('heading', { name: 'Audit log' }).waitFor();
  expect(page.url()).toBe(portal.at('/portal/audit'));
});
