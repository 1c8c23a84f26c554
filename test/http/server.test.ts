/** The server around the application: fast prototypes, limits on slow callers, an end without broken answers. */
import { EventEmitter, once } from 'node:events';
import { IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInThisContext } from 'node:vm';
import express from 'express';
import { expect, test } from 'vitest';
import { listen } from '../../src/http/server.ts';

const local = { host: '127.0.0.1', port: 0 };

/** An application whose answer to `/slow` waits until it is let go. */
function slowApp() {
  const gate = new EventEmitter();
  const running = once(gate, 'running');
  const app = express();
  app.get('/slow', async (_, response) => {
    const released = once(gate, 'released');
    gate.emit('running');
    await released;
    response.json({ done: true });
  });
  app.get('/fast', (_, response) => {
    response.json({ done: true });
  });
  return { app, running, letGo: () => gate.emit('released') };
}

/** Sends bytes on a connection of its own and resolves with all that came until it ended. */
async function converse(port: number, text: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  socket.write(text);
  let received = '';
  socket.setEncoding('utf8').on('data', (chunk: string) => (received += chunk));
  await once(socket, 'close');
  return received;
}

test('requests and responses are made with the prototypes that Express would set', async () => {
  const app = express();
  const seen: unknown[] = [];
  app.use((request, response) => {
    seen.push(
      Object.getPrototypeOf(request) === app.request,
      Object.getPrototypeOf(response) === app.response,
    );
    seen.push(request instanceof IncomingMessage, request.get('host'), request.path);
    response.json({ ok: true });
  });
  const server = await listen(app, local);
  const response = await fetch(`http://127.0.0.1:${server.port}/path`);
  expect(await response.json()).toEqual({ ok: true });
  expect(seen).toEqual([true, true, true, `127.0.0.1:${server.port}`, '/path']);
  await server.close();
});

test('requests and responses have room for what Express adds: for V8 they stay plain objects, no hash tables', async () => {
  setFlagsFromString('--allow-natives-syntax');
  const isPlain = runInThisContext('(object) => %HasFastProperties(object)') as (object: object) => boolean;
  const app = express();
  const closed = new Promise<boolean[]>((resolve) => {
    app.use((request, response) => {
      response.on('close', () => resolve([request, response].map(isPlain)));
      response.json({ ok: true });
    });
  });
  const server = await listen(app, local);
  await fetch(`http://127.0.0.1:${server.port}/path`);
  expect(await closed).toEqual([true, true]);
  await server.close();
});

test('a close lets a running request finish, ends its connection, and refuses new ones', async () => {
  const { app, letGo, running } = slowApp();
  const server = await listen(app, local);
  const url = `http://127.0.0.1:${server.port}`;
  const slow = fetch(`${url}/slow`);
  await running;
  let closed = false;
  const closing = server.close().then(() => (closed = true));
  await expect(fetch(`${url}/fast`)).rejects.toThrow('fetch failed');
  expect(closed).toBe(false);
  letGo();
  const response = await slow;
  expect([response.status, await response.json()]).toEqual([200, { done: true }]);
  expect(response.headers.get('connection')).toBe('close');
  await closing;
});

test('a close does not wait for connections that only idle', async () => {
  const { app } = slowApp();
  const server = await listen(app, { ...local, drainMs: 60_000 });
  const idle = connect(server.port, '127.0.0.1');
  await once(idle, 'connect');
  idle.write('GET /fast HTTP/1.1\r\nHost: x\r\n\r\n');
  await once(idle, 'data');
  await Promise.all([server.close(), once(idle, 'close')]);
});

test('a request that does not end in time is broken off', async () => {
  const { app, running } = slowApp();
  const server = await listen(app, { ...local, drainMs: 100 });
  const slow = fetch(`http://127.0.0.1:${server.port}/slow`);
  slow.catch(() => undefined);
  await running;
  await server.close();
  await expect(slow).rejects.toThrow('fetch failed');
});

test('a caller who takes nothing of an answer for too long is left, and one who waits for it is not', async () => {
  const { app, running, letGo } = slowApp();
  app.get('/large', (_, response) => {
    response.end('x'.repeat(20_000_000));
  });
  const server = await listen(app, { ...local, patienceMs: 200 });
  const slow = fetch(`http://127.0.0.1:${server.port}/slow`);
  await running;
  const socket = connect(server.port, '127.0.0.1').pause();
  socket.write('GET /large HTTP/1.1\r\nHost: x\r\n\r\n');
  const left = once(socket, 'close');
  await sleep(1000); // five times as long as is waited for a caller
  socket.resume();
  await left;
  expect(socket.bytesRead).toBeLessThan(20_000_000);
  letGo();
  expect(await (await slow).json()).toEqual({ done: true });
  await server.close();
});

test('a port that is in use: the message names the setting', async () => {
  const server = await listen(express(), local);
  await expect(listen(express(), { ...local, port: server.port })).rejects.toMatchObject({
    code: 'EADDRINUSE',
    message: `Port ${server.port} on 127.0.0.1 is in use. Stop the other program or set PORT to a free one`,
  });
  await server.close();
});

test('an address that this machine lacks: the message names the setting', async () => {
  await expect(listen(express(), { host: '192.0.2.1', port: 0 })).rejects.toThrow(/192\.0\.2\.1.*HOST/);
});

test('headers or a body that never end are cut off with 408', async () => {
  const app = express();
  app.post('/', express.json(), (_, response) => {
    response.json({});
  });
  const limits = { headersTimeoutMs: 200, requestTimeoutMs: 400 };
  const server = await listen(app, { ...local, ...limits });
  const answers = await Promise.all([
    converse(server.port, 'GET / HTTP/1.1\r\nHost: x\r\n'),
    converse(
      server.port,
      'POST / HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{',
    ),
  ]);
  for (const answer of answers) expect(answer).toMatch(/^HTTP\/1\.1 408 [^]*REQUEST_TIMEOUT/);
  await server.close();
});

test.each([
  ['GET / HTTP/1.1\r\nno colon\r\n\r\n', 400, 'BAD_REQUEST'],
  ['nonsense\r\n\r\n', 400, 'BAD_REQUEST'],
  [`GET / HTTP/1.1\r\nHost: x\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`, 431, 'HEADERS_TOO_LARGE'],
])('what is no HTTP gets an answer of ours all the same: %j', async (text, status, error) => {
  const server = await listen(express(), local);
  const [head = '', body = ''] = (await converse(server.port, text)).split('\r\n\r\n');
  expect(head).toMatch(new RegExp(`^HTTP/1.1 ${status} [^]*X-Request-Id: [0-9a-f-]{36}`));
  expect(JSON.parse(body)).toMatchObject({ error });
  await server.close();
});

test('a connection that says nothing costs no close its time', async () => {
  const server = await listen(express(), { ...local, drainMs: 60_000 });
  const mute = connect(server.port, '127.0.0.1');
  await once(mute, 'connect');
  await sleep(0); // lets the server accept it
  await Promise.all([server.close(), once(mute, 'close')]);
});
