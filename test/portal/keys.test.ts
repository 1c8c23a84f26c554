/** Making keys, and finding them again. */
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createKey } from '../support/client.ts';
import { choose, focusOn, shownSecret, startPortal, type Portal } from '../support/portal.ts';

let portal: Portal;
beforeAll(async () => {
  portal = await startPortal();
});
afterEach(() => portal.browser.leave());
afterAll(() => portal.stop());

test('given no key yet, then the page says what one is, and leads to the first', async () => {
  const { page } = await portal.as('bob');
  await page.getByRole('heading', { name: 'Create your first key' }).waitFor();
  await page.getByRole('main').getByRole('link', { name: 'Create key' }).last().click();
  await page.getByRole('heading', { name: 'Create a key' }).waitFor();
  await focusOn(page.getByRole('textbox', { name: 'Name' }));
});

describe('creating a key', () => {
  test('when a preset is taken, then the key has its scopes and 90 days, and its secret works', async () => {
    const { page, context } = await portal.as('alice', '/portal/keys/new');
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.getByRole('textbox', { name: 'Name' }).fill('Web shop');
    await page.getByRole('button', { name: 'Website Checkout' }).click();
    for (const scope of ['customer:write', 'invoice:write']) {
      expect(await page.getByRole('checkbox', { name: scope }).isChecked()).toBe(true);
    }
    await page.getByRole('checkbox', { name: 'sales:read' }).focus();
    await page.keyboard.press('Space');
    const end = await page
      .getByText('suggested for most keys')
      .locator('..')
      .locator('time')
      .getAttribute('datetime');
    await page.getByRole('button', { name: 'Create key' }).click();

    const secret = await shownSecret(page);
    expect(secret).toMatch(/^sntr_[\w-]{32,}$/);
    await page.getByRole('button', { name: 'Copy', exact: true }).click();
    await page.getByRole('button', { name: 'Copied', exact: true }).waitFor();
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe(secret);
    const snippets = page.getByRole('tabpanel');
    const [, address = ''] = /curl (\S+)/.exec(await snippets.innerText()) ?? [];
    const answer = await portal.app.with(secret).get(new URL(address).pathname);
    expect([new URL(address).origin, answer.status]).toEqual([portal.at(''), 200]);
    for (const [tab, text] of [
      ['Node.js', 'process.env.SENTRY_API_KEY'],
      ['Python', "os.environ['SENTRY_API_KEY']"],
      ['.env', `SENTRY_API_KEY=${secret}`],
    ] as const) {
      await page.getByRole('tab', { name: tab }).click();
      await snippets.getByText(text).waitFor();
    }

    await page.getByRole('button', { name: 'I have stored it' }).click();
    await page.getByRole('heading', { name: 'Web shop' }).waitFor();
    const admin = await portal.app.as('m_1');
    expect((await admin.get('/api/v1/keys?q=web+shop')).body).toMatchObject({
      items: [
        {
          profile: 'sentry',
          environment: 'live',
          scopes: ['customer:write', 'invoice:write', 'sales:read'],
          ipRules: [],
          expiresAt: end,
          createdBy: 'alice',
        },
      ],
    });
  });

  test('when full access is asked for, then it is warned of; a test key of another product may have it for good', async () => {
    const { page } = await portal.as('alice', '/portal/keys/new');
    await page.getByRole('textbox', { name: 'Name' }).fill('Everything');
    await choose(page, 'Product', 'Enterprise');
    await choose(page, 'Environment', 'Test');
    await choose(page, 'Access', 'Full access');
    await page.getByText('Full access is more than most programs need').waitFor();
    await choose(page, 'When it ends', 'Never');
    await page.getByText('It works until somebody revokes it').waitFor();
    await page.getByRole('button', { name: 'Create key' }).click();
    const secret = await shownSecret(page);
    expect(secret).toMatch(/^sk_test_/);
    expect((await portal.app.with(secret).get('/sandbox/v1/invoices')).status).toBe(200);
    await page.getByRole('button', { name: 'I have stored it' }).click();
    await page.getByText('until it is revoked', { exact: true }).waitFor();
  });

  test.each([
    ['30 days', 30],
    ['180 days', 180],
    ['1 year', 365],
  ])('when it shall end in %s, then the exact instant is said', async (label, days) => {
    const { page } = await portal.as('alice', '/portal/keys/new');
    await choose(page, 'When it ends', label);
    const said = page
      .getByRole('form')
      .getByText(/^Ends \d/)
      .locator('time');
    const left = Date.parse((await said.getAttribute('datetime')) ?? '') - Date.now();
    expect(left / 86_400_000).toBeGreaterThan(days - 1);
    expect(left / 86_400_000).toBeLessThanOrEqual(days + 1);
    expect(await said.innerText()).toMatch(/\d{4}.* UTC$/);
  });

  test('when an IP rule is no address, then it is said beside it before anything is sent', async () => {
    const { page, asked } = await portal.as('alice', '/portal/keys/new');
    await page.getByRole('textbox', { name: 'Name' }).fill('From the office');
    await page.getByRole('button', { name: 'Website Checkout' }).click();
    await page.getByRole('button', { name: 'Add a rule' }).click();
    const rule = page.getByRole('textbox', { name: 'IP rule 1' });
    await rule.pressSequentially('203.0.113.0/33');
    await page.keyboard.press('Tab');
    const problem = await rule.getAttribute('aria-invalid');
    expect(problem).toBe('true');
    const before = asked.length;
    await page.getByRole('button', { name: 'Create key' }).click();
    expect(asked.slice(before)).toEqual([]);
    await rule.fill('203.0.113.0/24');
    await page.getByText('Your own address is not among these').waitFor();
    await page.getByRole('button', { name: 'Add it' }).click();
    await page.getByRole('button', { name: 'Create key' }).click();
    const secret = await shownSecret(page);
    expect((await portal.app.with(secret).post('/public/api/v1/invoices', {})).status).toBe(201);
    await page.getByRole('button', { name: 'I have stored it' }).click();
    await page.getByRole('listitem').getByText('203.0.113.0/24').first().waitFor();
  });

  test('when nothing is filled in, then what is missing is said and focused', async () => {
    const { page } = await portal.as('alice', '/portal/keys/new');
    await page.getByRole('button', { name: 'Create key' }).click();
    await page.getByText('Say who or what will use the key').waitFor();
    await page.getByText('Choose at least one scope').waitFor();
    await focusOn(page.getByRole('textbox', { name: 'Name' }));
  });

  test('when the page is left with the secret uncopied, then it asks, by whatever way', async () => {
    const { page, questions } = await portal.as('alice', '/portal/keys');
    await page.getByRole('link', { name: 'Create key' }).click();
    await page.getByRole('textbox', { name: 'Name' }).fill('Left behind');
    await page.getByRole('button', { name: 'Website Checkout' }).click();
    await page.getByRole('button', { name: 'Create key' }).click();
    const secret = await shownSecret(page);
    const question = page.getByRole('alertdialog', { name: 'Leave without the key?' });

    await page.getByRole('link', { name: 'Audit log' }).click();
    await question.getByRole('button', { name: 'Stay' }).click();
    await question.waitFor({ state: 'detached' });
    expect(await shownSecret(page)).toBe(secret);

    await page.evaluate('history.back()');
    await question.waitFor();
    await page.keyboard.press('Escape');
    await question.waitFor({ state: 'detached' });
    expect(await shownSecret(page)).toBe(secret);

    await page.getByRole('link', { name: 'Audit log' }).click();
    await question.getByRole('button', { name: 'Leave' }).click();
    await page.getByRole('heading', { name: 'Audit log' }).waitFor();
    expect(questions()).toBe(0);
  });
});

describe('finding keys', () => {
  const scopes = ['invoices:read'];
  beforeAll(async () => {
    const admin = await portal.app.as('m_1');
    await createKey(admin, { name: 'Warehouse sync', profile: 'enterprise', scopes });
    await createKey(admin, { name: 'Warehouse trials', profile: 'enterprise', environment: 'test', scopes });
    const old = await createKey(admin, { name: 'Warehouse of old', profile: 'enterprise', scopes });
    await admin.post(`/api/v1/keys/${old.id}/revoke`, { reason: null });
  });

  /** Of the keys in the list, newest first. */
  const names = async (page: Page) =>
    (await page.getByRole('row').getByRole('link').allInnerTexts()).map((text) => text.split('\n')[0]);

  test('when a part of a name is typed, then the keys that have it, and the address says so', async () => {
    const { page } = await portal.as('alice');
    await page.keyboard.press('Control+k');
    await page.keyboard.type('WAREHOUSE');
    await expect
      .poll(() => names(page), { timeout: 15_000 })
      .toEqual(['Warehouse of old', 'Warehouse trials', 'Warehouse sync']);
    expect(new URL(page.url()).search).toBe('?q=WAREHOUSE');

    await page.getByRole('combobox', { name: 'Status' }).selectOption('Revoked');
    await expect.poll(() => names(page), { timeout: 15_000 }).toEqual(['Warehouse of old']);
    await page.getByRole('combobox', { name: 'Status' }).selectOption('Any status');
    await page.getByRole('combobox', { name: 'Environment' }).selectOption('Test');
    await expect.poll(() => names(page), { timeout: 15_000 }).toEqual(['Warehouse trials']);
    await page.reload();
    await expect.poll(() => names(page), { timeout: 15_000 }).toEqual(['Warehouse trials']);
    await page.getByRole('combobox', { name: 'Product' }).selectOption('Sentry');
    await page.getByRole('heading', { name: 'No key matches' }).waitFor();
    await page.getByRole('button', { name: 'Clear', exact: true }).click();
    await expect.poll(() => names(page), { timeout: 15_000 }).toContain('Web shop');
    expect(new URL(page.url()).search).toBe('');
  });

  test('given more keys than a page holds, when the end comes near, then the next ones are there', async () => {
    const admin = await portal.app.as('m_2');
    for (let batch = 0; batch < 7; batch += 1) {
      const numbers = Array.from({ length: 10 }, (_, index) => batch * 10 + index);
      await Promise.all(
        numbers.map((n) => createKey(admin, { name: `Key ${n}`, profile: 'enterprise', scopes })),
      );
    }
    const { page } = await portal.as('bob');
    await page.getByRole('row').nth(5).waitFor();
    await page.mouse.move(640, 500);
    await expect
      .poll(
        async () => {
          await page.mouse.wheel(0, 4000);
          return page.getByText('All 70 are shown').isVisible();
        },
        { timeout: 20_000 },
      )
      .toBe(true);
  });
});
