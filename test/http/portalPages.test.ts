/** The files of the portal: which are served, how long browsers keep them, and what they may do there. */
import { once } from 'node:events';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { get as httpGet, type IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import express from 'express';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { failure } from '../../src/http/failure.ts';
import { portalPages } from '../../src/http/portalPages.ts';
import { problem } from '../../src/http/problem.ts';
import { requestLog } from '../../src/http/requestLog.ts';
import { listen, type HttpServer } from '../../src/http/server.ts';
import { notOurs } from '../support/checkedFetch.ts';
import { temporaryFolder, type TestFolder } from '../support/folder.ts';

const log = pino({ level: 'silent' });
const page = '<!doctype html><title>Portal</title>';
const script = `console.log('${'x'.repeat(2000)}');`;

let folder: TestFolder;
let server: HttpServer;
let url: string;
beforeAll(async () => {
  folder = await temporaryFolder();
  const build = join(folder.path, 'portal');
  await mkdir(join(build, 'assets'), { recursive: true });
  await writeFile(join(folder.path, 'secret.txt'), 'secret');
  await writeFile(join(build, 'index.html'), page);
  await writeFile(join(build, 'theme.js'), script);
  await writeFile(join(build, '.hidden.js'), script);
  const asset = join(build, 'assets', 'index-abc123.js');
  await writeFile(asset, script);
  await writeFile(`${asset}.br`, brotliCompressSync(script));
  await writeFile(`${asset}.gz`, gzipSync(script));
  server = await serving(build);
  url = `http://127.0.0.1:${server.port}`;
  notOurs(url); // it is a part only, with files that no document names
});
afterAll(async () => {
  await server.close();
  await folder[Symbol.asyncDispose]();
});

function serving(build: string): Promise<HttpServer> {
  const app = express();
  app.use(requestLog(log));
  app.use(portalPages(build));
  app.use(() => {
    throw problem(404, 'NOT_FOUND', 'There is nothing at this path');
  });
  app.use(failure(log));
  return listen(app, { host: '127.0.0.1', port: 0 });
}

const get = (path: string, init: RequestInit = {}) => fetch(url + path, { redirect: 'manual', ...init });

/** The path as it is. */
async function rawGet(path: string): Promise<{ readonly body: string }> {
  const request = httpGet({ host: '127.0.0.1', port: server.port, path });
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  return { body: await text(response) };
}

test.each(['/', '/portal'])('%s leads there', async (path) => {
  const answer = await get(path);
  expect([answer.status, answer.headers.get('location')]).toEqual([302, '/portal/']);
});

test.each([
  '/portal/',
  '/portal/keys',
  '/portal/keys/key_1',
  '/portal/audit?q=a.b',
  '/portal/nothing/at/all',
])('%s is the page, asked for anew each time', async (path) => {
  const answer = await get(path);
  expect(await answer.text()).toBe(page);
  expect(answer.headers.get('content-type')).toBe('text/html;charset=utf-8');
  expect(answer.headers.get('cache-control')).toBe('no-cache');
  const etag = answer.headers.get('etag') ?? '';
  expect((await get(path, { headers: { 'If-None-Match': etag } })).status).toBe(304);
});

test.each([
  ['br', 'br, gzip'],
  ['gzip', 'gzip'],
  [null, 'identity'],
])('an asset comes as %s to whoever takes %s, and is kept for a year', async (encoding, accepted) => {
  const answer = await get('/portal/assets/index-abc123.js', { headers: { 'Accept-Encoding': accepted } });
  expect(await answer.text()).toBe(script);
  expect(answer.headers.get('content-encoding')).toBe(encoding);
  expect(answer.headers.get('vary')).toBe('Accept-Encoding');
  expect(answer.headers.get('content-type')).toContain('javascript');
  expect(answer.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
});

test('a file whose name stays the same is asked for anew', async () => {
  expect((await get('/portal/theme.js')).headers.get('cache-control')).toBe('no-cache');
});

test('no page runs or loads what is not ours, or stands in a frame', async () => {
  for (const path of ['/portal/', '/portal/keys', '/portal/assets/index-abc123.js', '/portal/theme.js']) {
    const { headers } = await get(path);
    const policy = new Map(
      (headers.get('content-security-policy') ?? '').split(';').map((directive) => {
        const [name = '', ...values] = directive.split(' ');
        return [name, values.join(' ')] as const;
      }),
    );
    expect(Object.fromEntries(policy)).toEqual({
      'default-src': "'none'",
      'script-src': "'self'",
      'style-src': "'self'",
      'img-src': "'self' data:",
      'font-src': "'self'",
      'connect-src': "'self'",
      'manifest-src': "'self'",
      'form-action': "'self'",
      'frame-ancestors': "'none'",
      'base-uri': "'none'",
      'require-trusted-types-for': "'script'",
    });
    expect(headers.get('x-frame-options')).toBe('DENY');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('cross-origin-opener-policy')).toBe('same-origin');
    expect(headers.get('strict-transport-security')).toContain('max-age');
    expect(headers.get('x-request-id')).toMatch(/\S/);
  }
});

test('what a proxy has made of the tag of a page is known, too', async () => {
  const etag = (await get('/portal/')).headers.get('etag') ?? '';
  const headers = { 'If-None-Match': `"another", W/${etag}` };
  expect((await get('/portal/', { headers })).status).toBe(304);
});

test.each(['bytes=5-2', 'bytes=0-3', 'bytes=-1', 'x'])('Range: %s gets the whole page', async (Range) => {
  const answer = await get('/portal/', { headers: { Range } });
  expect([answer.status, await answer.text()]).toEqual([200, page]);
});

test('files that were there at the start stay what they were, whatever becomes of them', async () => {
  const build = join(folder.path, 'changing');
  await mkdir(join(build, 'assets'), { recursive: true });
  await writeFile(join(build, 'index.html'), page);
  await writeFile(join(build, 'assets', 'index-abc123.js'), script);
  const changing = await serving(build);
  const there = `http://127.0.0.1:${changing.port}/portal`;
  notOurs(there);
  await rm(build, { recursive: true });
  expect(await (await fetch(`${there}/keys`)).text()).toBe(page);
  expect(await (await fetch(`${there}/assets/index-abc123.js`)).text()).toBe(script);
  await changing.close();
});

describe('what there is not', () => {
  test.each([
    '/portal/assets/gone.js',
    '/portal/assets/gone',
    '/portal/assets/',
    '/portal/assets/index-abc123.js.br',
    '/portal/.hidden.js',
    '/portal/favicon.ico',
    '/portalx/',
    '/Portal/',
  ])('%s: 404', async (path) => {
    const answer = await get(path);
    expect([answer.status, await answer.json()]).toEqual([
      404,
      { error: 'NOT_FOUND', message: 'There is nothing at this path' },
    ]);
  });

  test.each([
    '/portal/../secret.txt',
    '/portal/%2e%2e/secret.txt',
    '/portal/..%2fsecret.txt',
    '/portal/..%5csecret.txt',
    '/portal/assets/..%2f..%2f..%2fsecret.txt',
    '/portal/%00../secret.txt',
  ])('%s: nothing of what lies beside it', async (path) => {
    // fetch resolves dots by itself, and so would hide what is asked.
    const { body } = await rawGet(path);
    expect(body).not.toBe('secret');
    expect(body === page || body.includes('NOT_FOUND')).toBe(true);
  });

  test.each(['POST', 'PUT', 'DELETE'])('%s: 405', async (method) => {
    const answer = await get('/portal/', { method });
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
    await answer.body?.cancel();
  });

  test('HEAD: the headers alone', async () => {
    const answer = await get('/portal/', { method: 'HEAD' });
    expect([answer.status, await answer.text()]).toEqual([200, '']);
  });

  test('a build without it says so', async () => {
    const without = await serving(join(folder.path, 'nothing'));
    const there = `http://127.0.0.1:${without.port}`;
    notOurs(there);
    const answer = await fetch(`${there}/portal/keys`);
    expect([answer.status, await answer.json()]).toEqual([
      404,
      { error: 'NOT_FOUND', message: 'This build has no portal. Make one with: npm run build' },
    ]);
    await without.close();
  });
});
