/** Coming and going, and who is shown what. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createKey, type CreatedKey } from '../support/client.ts';
import { signIn, startPortal, type PersonName, type Portal } from '../support/portal.ts';

const scopes = ['invoice:read'];
let portal: Portal;
let ours: CreatedKey;
let theirs: CreatedKey;
beforeAll(async () => {
  portal = await startPortal();
  ours = await createKey(await portal.app.as('m_1'), { name: 'Key of the first merchant', scopes });
  theirs = await createKey(await portal.app.as('m_2'), { name: 'Key of the second merchant', scopes });
});
afterEach(() => portal.browser.leave());
afterAll(() => portal.stop());

/** Somebody without a session, on the way to a page. */
async function stranger(path: string) {
  const visit = await portal.browser.visit();
  visit.expects('401 /api/v1/keys'); // asked for while it is not known yet that nobody is signed in
  await visit.page.goto(portal.at(path));
  await visit.page.getByRole('heading', { name: 'Sign in' }).waitFor();
  return visit;
}

test('given nobody, when a page is opened, then the sign-in, and after it that page', async () => {
  const { page } = await stranger('/portal/keys?status=active&q=first');
  await signIn(page, 'alice');
  await page.getByRole('heading', { name: 'API keys' }).waitFor();
  await page.getByRole('link', { name: ours.name }).waitFor();
  expect(page.url()).toBe(portal.at('/portal/keys?status=active&q=first'));
});

test('when the sign-in is cancelled at the provider, then it says so and can be begun again', async () => {
  const { page } = await stranger('/portal/audit');
  await page.getByRole('link', { name: 'Continue to sign in' }).click();
  await page.getByRole('button', { name: 'Cancel' }).click();
  await page.getByRole('alert').getByText('Sign-in was cancelled').waitFor();
  await signIn(page, 'alice');
  await page.getByRole('heading', { name: 'API keys' }).waitFor();
});

test('given a sign-out that fails, then nobody is told that they are out', async () => {
  const { page, expects } = await portal.as('alice', '/portal/keys');
  expects('503 /auth/logout');
  await page.route('**/auth/logout', (route) => route.fulfill({ status: 503, body: '{}' }));
  await page.getByRole('button', { name: /alice · Admin/ }).click();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByText('You are still signed in').waitFor();
  await page.getByRole('heading', { name: 'API keys' }).waitFor();
});

test('when somebody signs out, then they are out here and at the provider, and the back button shows nothing', async () => {
  const { page, context, expects } = await stranger('/portal/keys');
  await signIn(page, 'alice');
  await page.getByRole('button', { name: /alice · Admin/ }).click();
  await page.getByRole('dialog', { name: 'Account' }).getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('button', { name: 'Sign out' }).click(); // the provider asks, too
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  expect(await context.cookies(portal.at('/'))).toEqual([]);

  expects('401 /api/v1/keys');
  await page.goto(portal.at('/portal/keys'));
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  await page.goBack();
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  expect(await page.getByText(ours.name).count()).toBe(0);
});

const readers: readonly PersonName[] = ['victor', 'audrey'];
describe.each(readers)('given %s, who may only read', (name) => {
  test('then nothing offers to change a key, also where the address is typed', async () => {
    const { page } = await portal.as(name);
    await page.getByRole('link', { name: ours.name }).click();
    await page.getByRole('heading', { name: 'History' }).waitFor();
    const changes = /^(create|regenerate|revoke|rename|narrow|limit|set|edit|bring)/i;
    expect(await page.getByRole('button', { name: changes }).count()).toBe(0);
    await page.getByText('Changing it takes the role of an admin').waitFor();
    await page.goto(portal.at('/portal/keys/new'));
    await page.getByText('Only admins can create keys').waitFor();
    expect(await page.getByRole('form').count()).toBe(0);
  });

  test('then webhooks can be looked at only', async () => {
    const { page } = await portal.as(name, '/portal/webhooks');
    await page.getByText('Only an admin can add one').waitFor();
    expect(await page.getByRole('button', { name: 'Add endpoint' }).count()).toBe(0);
  });

  test('then the audit is theirs to search and export', async () => {
    const { page } = await portal.as(name, '/portal/audit');
    await page.getByRole('button', { name: 'Export' }).click();
    await page.getByRole('link', { name: 'Download CSV' }).waitFor();
  });
});

test('given two merchants, then neither sees the other, by list, search, address or audit', async () => {
  await portal.app.with(theirs.key).get('/public/api/v1/invoices');
  const bob = await portal.as('bob');
  await bob.page.getByRole('link', { name: theirs.name }).waitFor();
  expect(await bob.page.getByText(ours.name).count()).toBe(0);

  const alice = await portal.as('alice', '/portal/keys?q=merchant');
  await alice.page.getByRole('link', { name: ours.name }).waitFor();
  expect(await alice.page.getByText(theirs.name).count()).toBe(0);

  alice.expects(`404 /api/v1/keys/${theirs.id}`);
  await alice.page.goto(portal.at(`/portal/keys/${theirs.id}`));
  await alice.page.getByText('There is no such key').waitFor();

  await bob.page.goto(portal.at(`/portal/audit?keyId=${theirs.id}`));
  await bob.page.getByRole('row', { name: theirs.name }).waitFor();
  await alice.page.goto(portal.at(`/portal/audit?keyId=${theirs.id}`));
  await alice.page.getByText('No entry matches').waitFor();
  expect(await alice.page.getByText(theirs.name).count()).toBe(0);
});

/** Last, as the clock goes on for everybody. */
test('when a session ends while a page is open, then it says so, and the way back leads to the same page', async () => {
  const { page, expects } = await portal.as('alice', `/portal/keys/${ours.id}`);
  await page.getByRole('heading', { name: 'History' }).waitFor();
  const path = `/api/v1/keys/${ours.id}`;
  expects(`401 ${path}/regenerate`, `401 ${path}/callers`, '401 /api/v1/events', `401 ${path}/usage`);
  portal.app.advance(13 * 60 * 60);
  await page.getByRole('button', { name: 'Regenerate' }).click();
  await page.getByText('Your session has ended').waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('link', { name: 'Sign in again' }).click();
  // The provider still knows who it is, and asks nothing.
  await page.getByRole('link', { name: 'Continue to sign in' }).click();
  await page.getByRole('heading', { name: ours.name }).waitFor();
  expect(page.url()).toBe(portal.at(`/portal/keys/${ours.id}`));
});
