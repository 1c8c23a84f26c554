/** Answers that are sent piece by piece: never further ahead of the caller than what is on its way. */
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import express, { type ErrorRequestHandler } from 'express';
import { afterEach, expect, test } from 'vitest';
import { beginExchange } from '../../src/http/exchange.ts';
import { sendPieces, type Pieces } from '../../src/http/streamAnswer.ts';
import { eventually } from '../support/condition.ts';

const releases: (() => void)[] = [];
afterEach(() => {
  for (const release of releases.splice(0)) release();
});

const piece = 'x'.repeat(64 * 1024);

/** A caller that has asked for the pieces and reads nothing yet, and what the server knows of it. */
async function asked(
  pieces: Pieces,
  patienceMs?: number,
  decided: (response: ServerResponse) => Promise<unknown> = () => Promise.resolve(),
) {
  const app = express();
  const seen: { response?: ServerResponse; failure?: unknown; answered?: boolean } = {};
  app.use(async (request, response) => {
    seen.response = response;
    beginExchange(request, response);
    await decided(response);
    await sendPieces(response, pieces, () => response.writeHead(200), patienceMs);
    seen.answered = true;
  });
  const failed: ErrorRequestHandler = (error: unknown, _request, response, _next) => {
    seen.failure = error;
    response.status(500).end();
  };
  app.use(failed);
  const server = createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const caller = connect((server.address() as AddressInfo).port, '127.0.0.1');
  releases.push(() => {
    caller.destroy();
    server.closeAllConnections();
    server.close();
  });
  caller.pause();
  caller.on('error', () => undefined);
  caller.write('GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n');
  return { caller, seen };
}

async function everything(caller: Socket): Promise<number> {
  let bytes = 0;
  caller.on('data', (chunk) => (bytes += chunk.length));
  caller.resume();
  await once(caller, 'close');
  return bytes;
}

test('given a caller who reads nothing, then nothing more is made; and all of it comes once they read', async () => {
  const made = { pieces: 0 };
  const { caller, seen } = await asked(async function* () {
    for (; made.pieces < 1000; made.pieces += 1) yield piece;
  });
  await eventually('the way is full', () => seen.response?.writableNeedDrain === true);
  expect(made.pieces).toBeLessThan(500);
  expect(await everything(caller)).toBeGreaterThan(1000 * piece.length);
  expect(made.pieces).toBe(1000);
});

test('given a caller who leaves, then what makes the pieces is ended, also while it waits', async () => {
  const ended: string[] = [];
  const { caller } = await asked(async function* (gone) {
    try {
      yield 'first';
      await new Promise((resolve) => gone.addEventListener('abort', resolve));
      yield 'never read';
    } finally {
      ended.push('ended');
    }
  });
  caller.resume();
  await once(caller, 'data');
  caller.destroy();
  await eventually('it is ended', () => ended.length === 1);
});

test('given pieces with nothing in them, then the answer begins, and a caller who leaves is noticed', async () => {
  const ended: string[] = [];
  const { caller } = await asked(async function* () {
    try {
      for (;;) {
        await setImmediate();
        yield '';
      }
    } finally {
      ended.push('ended');
    }
  });
  caller.resume();
  await once(caller, 'data');
  caller.destroy();
  await eventually('it is ended', () => ended.length === 1);
});

test('given a caller who leaves while the way is full, then what makes the pieces is ended', async () => {
  const ended: string[] = [];
  const { caller, seen } = await asked(async function* () {
    try {
      for (;;) yield piece;
    } finally {
      ended.push('ended');
    }
  });
  await eventually('the way is full', () => seen.response?.writableNeedDrain === true);
  caller.destroy();
  await eventually('it is ended', () => ended.length === 1);
});

test('given a caller who left while it was decided whether they may, then nothing is made and nothing waits', async () => {
  const made: string[] = [];
  const { caller, seen } = await asked(
    async function* () {
      made.push('begun');
      for (;;) yield piece;
    },
    undefined,
    (response) => once(response, 'close'),
  );
  await eventually('it is asked', () => seen.response !== undefined);
  caller.destroy();
  await eventually('it is over', () => seen.answered === true);
  expect(made).toEqual([]);
});

test('given a caller who takes nothing for too long, then it is left', async () => {
  const ended: string[] = [];
  const { seen } = await asked(async function* () {
    try {
      for (;;) yield piece;
    } finally {
      ended.push('ended');
    }
  }, 50);
  await eventually('it is ended', () => ended.length === 1);
  expect(seen.response?.destroyed).toBe(true);
});

test('what fails before the first piece can still be answered otherwise', async () => {
  const { seen } = await asked(() => ({
    [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(new Error('nothing there')) }),
  }));
  await eventually('it has failed', () => seen.failure !== undefined);
  expect(seen.response?.statusCode).toBe(500);
});

test('no pieces at all are an answer, too', async () => {
  const { caller } = await asked(async function* () {});
  expect(await everything(caller)).toBeGreaterThan(0);
});
