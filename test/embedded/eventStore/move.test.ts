/** The script by which the documentation moves a log to another server, as it stands there. */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { binaryEvent, jsonEvent } from '@eventstore/db-client';
import type { EventStoreDBClient } from '@eventstore/db-client';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { repository } from '../../support/child.ts';
import { collect, numbered, startStore } from './support.ts';
import type { Store } from './support.ts';

let from: Store;
let to: Store;
beforeAll(async () => {
  [from, to] = await Promise.all([startStore(), startStore()]);
});
afterAll(() => Promise.all([from.close(), to.close()]));

async function move(): Promise<string> {
  const document = await readFile(join(repository, 'docs/embedded-event-store.md'), 'utf8');
  const script = /```js\n(.*?)```/s.exec(document)?.[1];
  if (script === undefined) throw new Error('The document has no script.');
  const args = ['--input-type=module', '--eval', script, 'move.mjs', from.server.url, to.server.url];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: repository });
  return stdout.trim();
}

/** All that must be the same on both servers. */
async function content(client: EventStoreDBClient): Promise<unknown[]> {
  const events = (await collect(client.readAll())).map(({ event }) => event);
  return events
    .filter((event) => event !== undefined && !event.streamId.startsWith('$'))
    .map((event) => ({ ...event, created: undefined, position: undefined }));
}

it('copies every stream with its ids and revisions, and may be run again', async () => {
  await from.client.appendToStream('one', numbered(3));
  await from.client.appendToStream('two', [
    jsonEvent({ type: 'Ünï', data: { text: 'ä' }, metadata: { actor: 'me' } }),
    binaryEvent({ type: 'Bytes', data: Uint8Array.from([0, 1, 255]) }),
  ]);
  await from.client.setStreamMetadata('one', { owner: 'x' });
  expect(await move()).toBe('5 events');
  expect(await content(to.client)).toEqual(await content(from.client));

  await from.client.appendToStream('one', numbered(1));
  expect(await move()).toBe('6 events');
  expect(await content(to.client)).toHaveLength(6);
});

it('stops at a place where the other server has something else', async () => {
  await to.client.appendToStream('three', numbered(1));
  await from.client.appendToStream('three', numbered(1));
  await expect(move()).rejects.toThrow('wrong-expected-version');
});
