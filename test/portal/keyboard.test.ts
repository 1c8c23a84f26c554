/** Everything by the keyboard alone, and on a phone by touch. */
import type { Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { createKey, type CreatedKey } from '../support/client.ts';
import { focusOn, shownSecret, startPortal, type Portal } from '../support/portal.ts';

let portal: Portal;
let key: CreatedKey;
beforeAll(async () => {
  portal = await startPortal();
  const admin = await portal.app.as('m_1');
  key = await createKey(admin, { name: 'Seen by everybody', scopes: ['invoice:read'] });
  const gone = await createKey(admin, { name: 'Gone', scopes: ['invoice:read'] });
  await admin.post(`/api/v1/keys/${gone.id}/revoke`, { reason: null });
});
afterEach(() => portal.browser.leave());
afterAll(() => portal.stop());

const dialog = (page: Page) => page.getByRole('dialog').or(page.getByRole('alertdialog'));
const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
const mostSteps = 90;

/** Goes on by Tab until the focus is there, and sees to it that it can be seen. */
async function tabTo(target: Locator): Promise<void> {
  const page = target.page();
  await target.waitFor();
  for (let step = 0; step < mostSteps; step += 1) {
    if ((await target.and(page.locator(':focus')).count()) > 0)
      return expectVisibleFocus(page, String(target));
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab does not lead to ${String(target)}`);
}

/** An outline or a ring, of the element or, where it is a hidden input, of what stands for it. */
async function expectVisibleFocus(page: Page, what: string): Promise<void> {
  const ring = `(() => {
    for (let it = document.activeElement, up = 0; it && up < 4; it = it.parentElement, up += 1) {
      for (const part of [undefined, '::after']) {
        const { outlineStyle, boxShadow } = getComputedStyle(it, part);
        if (outlineStyle !== 'none' || boxShadow !== 'none') return true;
      }
    }
    return false;
  })()`;
  expect(await page.evaluate(ring), `the focus can be seen on ${what}`).toBe(true);
}

test('a key is made and revoked', async () => {
  const { page } = await portal.as('alice');
  await tabTo(page.getByRole('link', { name: 'Create key' }));
  await page.keyboard.press('Enter');
  await focusOn(page.getByRole('textbox', { name: 'Name' }));
  await page.keyboard.type('Typed');
  await tabTo(page.getByRole('button', { name: 'Website Checkout' }));
  await page.keyboard.press('Space');
  await tabTo(page.getByRole('radio', { name: '90 days' }));
  await page.keyboard.press('ArrowRight');
  expect(await page.getByRole('radio', { name: '180 days' }).isChecked()).toBe(true);
  await tabTo(page.getByRole('button', { name: 'Create key' }));
  await page.keyboard.press('Enter');
  await shownSecret(page);
  await tabTo(page.getByRole('tab', { name: 'curl' }));
  await page.keyboard.press('ArrowRight');
  await page.getByRole('tab', { name: 'Node.js', selected: true }).waitFor();
  await tabTo(page.getByRole('button', { name: 'I have stored it' }));
  await page.keyboard.press('Enter');
  await tabTo(page.getByRole('button', { name: 'Revoke' }));
  await page.keyboard.press('Enter');
  await focusOn(page.getByRole('textbox', { name: /^Type/ }));
  await page.keyboard.type('Typed');
  await page.keyboard.press('Enter');
  await page.getByText('This key is revoked').waitFor();
});

test('a dialog keeps the focus, and gives it back', async () => {
  const { page } = await portal.as('alice', `/portal/keys/${key.id}`);
  const opener = page.getByRole('button', { name: 'Regenerate' });
  await tabTo(opener);
  await page.keyboard.press('Enter');
  await dialog(page).waitFor();
  for (const way of ['Tab', 'Shift+Tab']) {
    for (let step = 0; step < 15; step += 1) {
      await page.keyboard.press(way);
      expect(await dialog(page).locator(':focus').count(), `${way} ${step + 1} times`).toBe(1);
    }
  }
  await page.keyboard.press('Escape');
  await dialog(page).waitFor({ state: 'detached' });
  await focusOn(opener);
});

test('filters, rows and menus', async () => {
  const { page } = await portal.as('alice');
  await tabTo(page.getByRole('combobox', { name: 'Status' }));
  await page.keyboard.press('r');
  await page.getByRole('row', { name: 'Gone' }).waitFor();
  await page.getByRole('link', { name: key.name }).waitFor({ state: 'detached' });
  await tabTo(page.getByRole('button', { name: 'Clear', exact: true }));
  await page.keyboard.press('Enter');
  await page.getByRole('link', { name: key.name }).waitFor();
  await tabTo(page.getByRole('row').nth(1).getByRole('link'));
  await page.keyboard.press('ArrowDown');
  await focusOn(page.getByRole('row').nth(2).getByRole('link'));
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'History' }).waitFor();

  const account = page.getByRole('button', { name: /alice · Admin/ });
  await tabTo(account);
  await page.keyboard.press('Enter');
  await tabTo(page.getByRole('button', { name: 'Sign out' }));
  await page.keyboard.press('Escape');
  await focusOn(account);
});

test('past the navigation', async () => {
  const { page } = await portal.as('alice');
  await page.getByRole('link', { name: key.name }).waitFor();
  await page.keyboard.press('Tab');
  await focusOn(page.getByRole('link', { name: 'Skip to content' }));
  await page.keyboard.press('Enter');
  await focusOn(page.getByRole('main'));
  await page.keyboard.press('Tab');
  await focusOn(page.getByRole('link', { name: 'Create key' }));
});

test('on a phone the menu leads to each page, and closes behind one', async () => {
  const { page } = await portal.as('alice', '/portal/keys', phone);
  await page.getByRole('button', { name: 'Menu' }).tap();
  await dialog(page).getByRole('link', { name: 'Audit log' }).tap();
  await page.getByRole('heading', { name: 'Audit log' }).waitFor();
  await dialog(page).waitFor({ state: 'detached' });
  const width = Number(await page.evaluate('document.documentElement.scrollWidth'));
  expect(width).toBe(390);
});
