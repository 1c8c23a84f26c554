/**
 * `npm run screenshots`: a service on a temporary folder with believable data, and a picture of each page of its portal in
 * `docs/screenshots`, on a desktop and on a phone, light and dark.
 */
import { mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { eventually } from '../../support/condition.ts';
import { startPortal, type Portal } from '../../support/portal.ts';
import { merchantId, recordKeys } from './keys.ts';
import { indexed } from './png.ts';
import { recordRequests } from './requests.ts';
import { shots, type Shot } from './shots.ts';
import { recordWebhooks } from './webhooks.ts';

const folder = fileURLToPath(new URL('../../../docs/screenshots', import.meta.url));
const mostBytes = 4 * 1024 * 1024;

const devices: Readonly<Record<string, BrowserContextOptions>> = {
  desktop: { viewport: { width: 1280, height: 860 } },
  phone: { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, hasTouch: true, isMobile: true },
};
const looks = Object.keys(devices).flatMap((device) =>
  (['light', 'dark'] as const).map((colorScheme) => ({ device, colorScheme })),
);

const people = {
  maya: { merchant: merchantId, role: 'admin' },
  newcomer: { merchant: 'meadow', role: 'admin' },
  starter: { merchant: 'lakeside', role: 'admin' },
} as const;

let portal: Portal<keyof typeof people>;
beforeAll(async () => {
  portal = await startPortal(people);
  const { eventStore, ownerDatabase } = portal.app.stores;
  const keys = await recordKeys(eventStore);
  const requests = await recordRequests(eventStore, keys);
  await recordWebhooks(eventStore, ownerDatabase);
  const maya = await portal.app.as(merchantId);
  await eventually(
    'the read models have everything',
    async () => {
      const { body } = await maya.get<{ items: readonly { id: string; requestCount: number }[] }>(
        '/api/v1/keys',
      );
      const endpoints = await maya.get<{ items: readonly unknown[] }>('/api/v1/webhook-endpoints');
      return (
        endpoints.body.items.length === 3 &&
        body.items.length === keys.length &&
        body.items.every(({ id, requestCount }) => requestCount === requests.get(id))
      );
    },
    60_000,
  );
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
});
afterEach(() => portal.browser.leave());
afterAll(() => portal.stop());

describe.each(looks)('on a $device, $colorScheme', ({ device, colorScheme }) => {
  test.each(shots)('$name', async (shot) => {
    const page = await opened(shot, { ...devices[device], colorScheme });
    await page.evaluate('document.fonts.ready');
    // A phone's dialogs wait for the keyboard before they are seen.
    await expect.poll(() => page.locator('[style*="opacity: 0"]').count(), { timeout: 5_000 }).toBe(0);
    await page.mouse.move(0, 0); // no hover
    if (shot.isWhole === true && device === 'desktop') await stretch(page);
    const picture = await page.screenshot({ animations: 'disabled', caret: 'hide' });
    await writeFile(join(folder, `${shot.name}-${device}-${colorScheme}.png`), indexed(picture));
  });
});

test('the pictures are small enough to be kept beside the code', async () => {
  const files = await readdir(folder);
  const sizes = await Promise.all(files.map(async (file) => (await stat(join(folder, file))).size));
  expect(files).toHaveLength(shots.length * looks.length);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(mostBytes);
});

async function opened({ person, path, ready }: Shot, options: BrowserContextOptions) {
  const { page } =
    person === undefined ? await portal.browser.visit(options) : await portal.as(person, path, options);
  if (person === undefined) await page.goto(portal.at(path));
  await ready(page);
  return page;
}

/** Makes the window as high as its page, so that what stands beside the page does so all the way down. */
async function stretch(page: Page): Promise<void> {
  const height = Number(await page.evaluate('document.documentElement.scrollHeight'));
  await page.setViewportSize({ width: page.viewportSize()?.width ?? 0, height });
}
