/** What must not stay and what must not run: secrets once shown, and markup in whatever people type. */
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Visit } from '../support/browser.ts';
import { createKey } from '../support/client.ts';
import { eventually } from '../support/condition.ts';
import { people, shownSecret, startPortal, type PersonName, type Portal } from '../support/portal.ts';

const markup = '<script>alert(1)</script><img src=x onerror=alert(2)>';

let portal: Portal<PersonName | typeof markup>;
beforeAll(async () => {
  portal = await startPortal({ ...people, [markup]: { merchant: markup, role: 'admin' } });
});
afterEach(() => portal.browser.leave());
afterAll(() => portal.stop());

/** Everything that a browser keeps for a page, and all that is on it, as one text. The tests' types know no browser. */
const kept = `(async () => JSON.stringify([
  { ...localStorage }, { ...sessionStorage }, history.state, location.href, document.cookie, document.title,
  await Promise.all((await indexedDB.databases()).map(({ name }) => name)),
  await Promise.all((await caches.keys()).map(async (name) => (await (await caches.open(name)).keys()).map(({ url }) => url))),
  document.documentElement.outerHTML,
  [...document.querySelectorAll('input, textarea')].map(({ value }) => value),
  performance.getEntries().map(({ name }) => name),
]))()`;

describe('a secret, once its page is left', () => {
  async function createNewKey(page: Page): Promise<string> {
    await page.goto(portal.at('/portal/keys/new'));
    await page.getByRole('textbox', { name: 'Name' }).fill('Short-lived secret');
    await page.getByRole('button', { name: 'Website Checkout' }).click();
    await page.getByRole('button', { name: 'Create key' }).click();
    return shownSecret(page);
  }

  async function regenerate(page: Page): Promise<string> {
    const key = await createKey(await portal.app.as('m_1'), { name: 'Rotated', scopes: ['invoice:read'] });
    await page.goto(portal.at(`/portal/keys/${key.id}`));
    await page.getByRole('button', { name: 'Regenerate' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Regenerate' }).click();
    return shownSecret(page);
  }

  async function addEndpoint(page: Page): Promise<string> {
    await page.goto(portal.at('/portal/webhooks'));
    await page.getByRole('button', { name: 'Add endpoint' }).click();
    const dialog = page.getByRole('dialog', { name: 'Add an endpoint' });
    await dialog.getByRole('textbox', { name: 'URL' }).fill('https://hooks.example.com/');
    await dialog.getByRole('button', { name: 'Add endpoint' }).click();
    return shownSecret(page, 'signing secret');
  }

  /** In no storage, address, log or console, nor on the page. */
  async function expectNoTrace(secret: string, { page, said, asked }: Visit) {
    const places = {
      page: String(await page.evaluate(kept)),
      console: said.join('\n'),
      asked: asked.join('\n'),
    };
    for (const [place, text] of Object.entries({ ...places, log: portal.app.logged.join('') })) {
      expect(text.includes(secret), `the secret is in: ${place}`).toBe(false);
    }
  }

  test.each([
    ['of a new key', createNewKey],
    ['of a regenerated key', regenerate],
    ['of a webhook endpoint', addEndpoint],
  ])('%s is nowhere any more', async (_, show) => {
    const visit = await portal.as('alice');
    const { page, context } = visit;
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    const secret = await show(page);
    expect(String(await page.evaluate(kept)).includes(secret), 'the check sees it while it is shown').toBe(
      true,
    );
    await page.getByRole('button', { name: 'Copy', exact: true }).click();
    await page.getByRole('button', { name: 'I have stored it' }).click();
    await page.getByRole('region', { name: /^The new/ }).waitFor({ state: 'detached' });
    await expectNoTrace(secret, visit);
    await page.goBack();
    await page.getByRole('main').waitFor();
    await expectNoTrace(secret, visit);
    await page.goForward();
    await page.getByRole('main').waitFor();
    await expectNoTrace(secret, visit);
    await page.goto('about:blank');
    await page.goBack();
    await page.getByRole('main').waitFor();
    await expectNoTrace(secret, visit);
  });

  test('is not there after a reload either, of which the browser asks before', async () => {
    const visit = await portal.as('alice');
    const secret = await createNewKey(visit.page);
    await visit.page.getByRole('tab', { name: 'Python' }).click(); // browsers ask for nobody who has done nothing
    await visit.page.reload();
    expect(visit.questions()).toBe(1);
    await visit.page.getByRole('button', { name: 'Create key' }).waitFor();
    await expectNoTrace(secret, visit);
  });
});

/** What it would be, were it no text. A script or dialog that ran is found when everybody leaves. */
async function expectText(page: Page, times = 1) {
  await expect.poll(() => page.getByText(markup).count(), { timeout: 15_000 }).toBeGreaterThanOrEqual(times);
  expect(await page.locator('img[src="x"], script:not([src])').count()).toBe(0);
}

describe('markup that somebody types', () => {
  test('stays text in names, reasons and descriptions', async () => {
    const { page } = await portal.as('alice', '/portal/keys/new');
    await page.getByRole('textbox', { name: 'Name' }).fill(markup);
    await expectText(page);
    await page.getByRole('button', { name: 'Website Checkout' }).click();
    await page.getByRole('button', { name: 'Create key' }).click();
    await expectText(page);
    await page.getByRole('button', { name: 'I have stored it' }).click();
    await page.getByRole('heading', { name: 'History' }).waitFor();
    await expectText(page, 2);

    await page.getByRole('button', { name: 'Rename' }).click();
    await page.getByRole('textbox', { name: 'Name of the key' }).fill(`${markup}!`);
    await page.keyboard.press('Enter');
    await page.getByText('Renamed').waitFor();
    await page.getByRole('button', { name: 'Regenerate' }).click();
    await expectText(page, 3);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Revoke' }).click();
    const question = page.getByRole('alertdialog');
    await question.getByRole('textbox', { name: 'Reason' }).fill(markup);
    await question.getByRole('textbox', { name: /^Type/ }).fill(`${markup}!`);
    await question.getByRole('button', { name: 'Revoke key' }).click();
    await page.getByText('This key is revoked').waitFor();
    await expectText(page, 4);
    await page.goto(portal.at('/portal/keys'));
    await expectText(page);

    await page.goto(portal.at('/portal/webhooks'));
    await page.getByRole('button', { name: 'Add endpoint' }).click();
    const dialog = page.getByRole('dialog', { name: 'Add an endpoint' });
    await dialog
      .getByRole('textbox', { name: 'URL' })
      .fill(`https://hooks.example.com/?q=${encodeURI(markup)}`);
    await dialog.getByRole('textbox', { name: 'Description' }).fill(markup);
    await dialog.getByRole('button', { name: 'Add endpoint' }).click();
    await page.getByRole('button', { name: 'I have stored it' }).click();
    await expectText(page);
    await page.goto(portal.at('/portal/webhooks'));
    await expectText(page);
  });

  test('stays text in what is searched for, and in addresses', async () => {
    const { page, expects } = await portal.as('alice');
    await page.getByRole('searchbox', { name: 'Search keys by name' }).fill(markup);
    await page.waitForURL(/\?q=/);
    await page
      .getByRole('main')
      .getByRole('link', { name: /script/ })
      .or(page.getByText('No key matches'))
      .first()
      .waitFor();
    await page.goto(portal.at(`/portal/docs#${encodeURIComponent(markup)}`));
    await page.getByRole('searchbox', { name: 'Filter operations' }).fill(markup);
    await expectText(page);
    await page.goto(portal.at('/portal/audit'));
    await page.getByRole('combobox', { name: 'Key' }).fill(`${markup}?`);
    await expectText(page);
    const text = encodeURIComponent(markup);
    expects('400 /api/v1/audit', '422 /api/v1/audit', `404 /api/v1/keys/${text}`);
    for (const path of [`keys/${text}`, `audit?keyId=${text}`, `audit?ip=${text}`, text]) {
      await page.goto(portal.at(`/portal/${path}`));
      await page.getByRole('main').getByRole('heading').first().waitFor();
      expect(await page.locator('img[src="x"], script:not([src])').count()).toBe(0);
    }
    const stranger = await portal.browser.visit();
    await stranger.page.goto(
      portal.at(`/portal/sign-in?error=${text}&returnTo=${encodeURIComponent('javascript:alert(1)')}`),
    );
    await stranger.page.getByText('You are not signed in').waitFor();
    expect(await stranger.page.getByRole('link', { name: 'Continue to sign in' }).getAttribute('href')).toBe(
      '/auth/login?returnTo=%2Fportal%2Fkeys',
    );
  });

  test('stays text in what programs send with a key', async () => {
    const admin = await portal.app.as('m_1');
    const key = await createKey(admin, { name: 'Hostile caller', scopes: ['invoice:read'] });
    await portal.app.with(key.key).get('/public/api/v1/invoices', { headers: { 'User-Agent': markup } });
    await eventually('it is audited', async () => {
      const { body } = await admin.get<{ items: readonly unknown[] }>(`/api/v1/audit?keyId=${key.id}`);
      return body.items.length === 1;
    });
    const { page } = await portal.as('alice', `/portal/audit?keyId=${key.id}`);
    await expectText(page);
    await page.getByRole('row', { name: 'Allowed' }).click();
    await page.getByRole('dialog', { name: 'Request' }).waitFor();
    await expectText(page, 2);
    await page.goto(portal.at(`/portal/keys/${key.id}`));
    await expectText(page);
    await page.getByRole('button', { name: 'Regenerate' }).click();
    await expectText(page, 2);
  });

  test('stays text in what the identity provider says of somebody', async () => {
    const { page } = await portal.as(markup);
    await expectText(page, 2);
  });
});
