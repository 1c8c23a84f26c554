/** The API reference, what a first visit costs, and addresses that lead nowhere. */
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { startPortal, type Portal } from '../support/portal.ts';

let portal: Portal;
beforeAll(async () => {
  portal = await startPortal();
});
afterEach(() => portal.browser.leave());
afterAll(() => portal.stop());

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, { readonly operationId?: string }>>>>;
  readonly webhooks?: Document['paths'];
}

test('the reference has every operation of the document, each with a command to try it', async () => {
  const document = (await (await fetch(portal.at('/openapi.json'))).json()) as Document;
  const ids = Object.values(document.paths)
    .flatMap((operations) => Object.values(operations).map(({ operationId }) => operationId))
    .filter((id) => id !== undefined);
  const { page } = await portal.as('victor', '/portal/docs');
  await page.getByRole('heading', { name: 'Getting started' }).first().waitFor();
  const articles = page.getByRole('article');
  expect(ids.length).toBeGreaterThan(20);
  // What is far down comes after what is in sight.
  const shown = () =>
    articles.evaluateAll((all: readonly { readonly id: string }[]) => all.map(({ id }) => id));
  await expect.poll(shown, { timeout: 15_000 }).toEqual(expect.arrayContaining(ids));
  expect(await articles.filter({ hasText: 'curl' }).count()).toBeGreaterThanOrEqual(ids.length);
});

test('given a link to one operation, then the page opens there; and the filter finds it', async () => {
  const { page } = await portal.as('victor', '/portal/docs#revokeKey');
  const article = page
    .getByRole('article')
    .filter({ has: page.getByText('/api/v1/keys/{keyId}/revoke').first() });
  await expect
    .poll(async () => (await article.first().boundingBox())?.y ?? Infinity, { timeout: 15_000 })
    .toBeLessThan(400);
  await page.getByRole('searchbox', { name: 'Filter operations' }).fill('rotate');
  await expect.poll(() => page.getByRole('article').count(), { timeout: 15_000 }).toBeLessThan(5);
  await page.getByRole('article').filter({ hasText: 'rotate-secret' }).first().waitFor();
});

test('given an empty cache, then the list of keys takes less than 200 KB over the wire', async () => {
  const { context } = await portal.as('alice');
  const cold = await portal.browser.visit({ storageState: await context.storageState() });
  const network = await cold.context.newCDPSession(cold.page);
  await network.send('Network.enable');
  let bytes = 0;
  network.on('Network.loadingFinished', ({ encodedDataLength }) => (bytes += encodedDataLength));
  await cold.page.goto(portal.at('/portal/keys'));
  await cold.page.getByRole('heading', { name: 'Create your first key' }).waitFor();
  await cold.page.waitForLoadState('load');
  expect(bytes).toBeGreaterThan(20_000);
  expect(bytes).toBeLessThan(200_000);
});

test('given an address that no page has, then it says so and leads back', async () => {
  const { page } = await portal.as('alice', '/portal/nothing/here');
  await page.getByRole('heading', { name: 'Page not found' }).waitFor();
  await page.getByRole('link', { name: 'Go to your API keys' }).click();
  await page.getByRole('heading', { name: 'API keys' }).waitFor();
});
