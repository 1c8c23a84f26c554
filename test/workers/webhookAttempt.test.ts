/** One attempt, at receivers of every kind: what is sent, and what is told of what came of it. */
import { once } from 'node:events';
import {
  createServer as createHttpServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type RequestListener,
  type ServerResponse,
} from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import tls from 'node:tls';
import { Webhook } from 'standardwebhooks';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { signingSecrets } from '../../src/domain/webhookSecret.ts';
import { attemptDelivery } from '../../src/workers/webhooks/attempt.ts';
import { Unresolved } from '../../src/workers/webhooks/resolve.ts';
import { certificate, certificateKey } from '../support/certificate.ts';

const webhookKey = Buffer.alloc(32, 'webhook key');
const serials = { endpointId: 'whe_1', serial: 1, previousEndsAt: null };
const payload = {
  type: 'webhook.test',
  timestamp: '2026-01-01T00:00:00.000Z',
  data: { text: 'Grüße, 世界' },
};

const servers: Server[] = [];
const sockets = new Set<Socket>();
afterEach(() => {
  vi.restoreAllMocks();
  for (const socket of sockets) socket.destroy();
  for (const server of servers.splice(0)) server.close();
});

/** Starts a server; resolves with its port. */
async function listening(server: Server): Promise<number> {
  servers.push(server);
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

const answers = (listener: RequestListener) => listening(createHttpServer(listener));

/** A server that says this to whatever it hears, and no more. */
const says = (words: string) =>
  listening(createServer((socket) => void socket.once('data', () => socket.write(words))));

interface Circumstances {
  readonly now?: Date;
  readonly timeoutMs?: number;
  readonly previousEndsAt?: string;
  readonly signal?: AbortSignal;
}

async function attempt(url: string, circumstances: Circumstances = {}) {
  const {
    now = new Date(),
    timeoutMs = 5000,
    previousEndsAt = null,
    signal = new AbortController().signal,
  } = circumstances;
  return attemptDelivery(
    { messageId: 'msg_1', payload },
    { ...serials, serial: previousEndsAt === null ? 1 : 2, previousEndsAt, url },
    { webhookKey, timeoutMs, allowLoopback: true, resolve: async () => ['127.0.0.1'] },
    { now, signal },
  );
}

describe('what is sent', () => {
  /** What a receiver got: headers and body. */
  async function sent(circumstances: Circumstances = {}) {
    let got: { headers: IncomingHttpHeaders; body: string; url: string | undefined } | undefined;
    const take = async (request: IncomingMessage, response: ServerResponse) => {
      got = { headers: request.headers, body: await text(request), url: request.url };
      response.writeHead(204).end();
    };
    const port = await answers((request, response) => void take(request, response));
    expect(await attempt(`http://127.0.0.1:${port}/a/b?c=d`, circumstances)).toEqual({
      delivered: true,
      statusCode: 204,
    });
    if (got === undefined) throw new Error('Nothing was sent');
    return got;
  }

  test('is a POST of the payload as JSON, under its id, signed with the current secret', async () => {
    const { headers, body, url } = await sent();
    expect(url).toBe('/a/b?c=d');
    expect(headers).toMatchObject({
      'content-type': 'application/json',
      'webhook-id': 'msg_1',
      'user-agent': expect.stringMatching(/^Keyledger-Webhooks\/\d+\.\d+\.\d+$/) as string,
    });
    const [secret] = signingSecrets(serials, webhookKey, new Date());
    expect(new Webhook(secret).verify(body, headers as Record<string, string>)).toEqual(payload);
  });

  test('is signed with both secrets until 24 hours after a rotation, and then with the new one alone', async () => {
    const previousEndsAt = '2026-03-01T12:00:00.000Z';
    const rotated = { ...serials, serial: 2, previousEndsAt };
    const [fresh, old = ''] = signingSecrets(rotated, webhookKey, new Date('2026-03-01T11:00:00Z'));
    for (const [at, secrets] of [
      ['2026-03-01T11:59:59.999Z', [fresh, old]],
      ['2026-03-01T12:00:00.000Z', [fresh]],
    ] as const) {
      const now = new Date(at);
      const { headers, body } = await sent({ now, previousEndsAt });
      expect(headers['webhook-timestamp']).toBe(String(Math.floor(now.getTime() / 1000)));
      expect(headers['webhook-signature']).toBe(
        secrets.map((secret) => new Webhook(secret).sign('msg_1', now, body)).join(' '),
      );
    }
  });

  test('goes by TLS to the name in the URL, of whatever address that is', async () => {
    const listener = vi.fn<RequestListener>((_, response) => void response.writeHead(200).end());
    const port = await listening(createHttpsServer({ key: certificateKey, cert: certificate }, listener));
    expect(await attempt(`https://hooks.example.com:${port}/`)).toMatchObject({ error: 'tls' });
    expect(listener).not.toHaveBeenCalled();

    const connect = tls.connect.bind(tls) as (options: tls.ConnectionOptions) => tls.TLSSocket;
    vi.spyOn(tls, 'connect').mockImplementation((options: unknown) =>
      connect({ ...(options as tls.ConnectionOptions), ca: certificate }),
    );
    expect(await attempt(`https://hooks.example.com:${port}/`)).toEqual({ delivered: true, statusCode: 200 });
    expect(listener.mock.calls[0]?.[0].headers.host).toBe(`hooks.example.com:${port}`);
    expect(await attempt(`https://other.example.com:${port}/`)).toMatchObject({ error: 'tls' });
  });

  test('goes past every proxy that the environment names', async () => {
    for (const name of ['http_proxy', 'HTTP_PROXY', 'https_proxy', 'ALL_PROXY']) {
      vi.stubEnv(name, 'http://127.0.0.1:9');
    }
    try {
      await sent();
    } finally {
      vi.unstubAllEnvs();
    }
  });
});

describe('what an answer means', () => {
  test.each([200, 201, 202, 204, 299])('%i: taken', async (statusCode) => {
    const port = await answers((_, response) => void response.writeHead(statusCode).end());
    expect(await attempt(`http://127.0.0.1:${port}/`)).toEqual({ delivered: true, statusCode });
  });

  test.each([
    [300, 'redirect'],
    [304, 'redirect'],
    [410, 'gone'],
    [400, 'http_status'],
    [401, 'http_status'],
    [404, 'http_status'],
    [429, 'http_status'],
    [500, 'http_status'],
    [503, 'http_status'],
  ])('%i: %s', async (statusCode, error) => {
    const port = await answers((_, response) => void response.writeHead(statusCode).end('of the inside'));
    expect(await attempt(`http://127.0.0.1:${port}/`)).toEqual({ delivered: false, statusCode, error });
  });

  test.each([301, 302, 303, 307, 308])('%i: a redirect, which is not followed', async (statusCode) => {
    const visited = vi.fn<RequestListener>();
    const elsewhere = await answers(visited);
    const location = `http://127.0.0.1:${elsewhere}/`;
    const port = await answers((_, response) => void response.writeHead(statusCode, { location }).end());
    expect(await attempt(`http://127.0.0.1:${port}/`)).toEqual({
      delivered: false,
      statusCode,
      error: 'redirect',
    });
    expect(visited).not.toHaveBeenCalled();
  });

  test.each([
    [429, '120', 120],
    [503, '7', 7],
    [503, 'Sun, 01 Mar 2026 12:01:00 GMT', 60],
    [503, 'Sun, 01 Mar 2026 11:00:00 GMT', 0],
    [503, 'soon', undefined],
    [500, '120', undefined],
  ])('%i with Retry-After %s asks for %s', async (status, header, retryAfter) => {
    const port = await answers(
      (_, response) => void response.writeHead(status, { 'retry-after': header }).end(),
    );
    const outcome = await attempt(`http://127.0.0.1:${port}/`, { now: new Date('2026-03-01T12:00:00Z') });
    expect(outcome.delivered ? undefined : outcome.retryAfter).toBe(retryAfter);
  });

  test('no more of its body than 64 KiB is waited for', async () => {
    const port = await answers((_, response) => void response.writeHead(200).write('x'.repeat(1_000_000)));
    expect(await attempt(`http://127.0.0.1:${port}/`)).toEqual({ delivered: true, statusCode: 200 });
  });
});

describe('what is told when there is none', () => {
  const failed = (error: string) => ({ delivered: false, statusCode: null, error });

  test('nobody listens: connection_refused', async () => {
    const port = await listening(createServer());
    servers.pop()?.close();
    expect(await attempt(`http://127.0.0.1:${port}/`)).toEqual(failed('connection_refused'));
  });

  test.each([
    ['silence', ''],
    ['half of the headers', 'HTTP/1.1 200 OK\r\nx-a: b'],
    ['half of the body', 'HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhalf'],
  ])('%s: timeout', async (_, words) => {
    const port = await says(words);
    expect(await attempt(`http://127.0.0.1:${port}/`, { timeoutMs: 200 })).toEqual(failed('timeout'));
  });

  test('silence before TLS: timeout', async () => {
    const port = await says('');
    expect(await attempt(`https://127.0.0.1:${port}/`, { timeoutMs: 200 })).toEqual(failed('timeout'));
  });

  test('a drop of the body every moment: timeout all the same', async () => {
    const port = await answers((_, response) => {
      response.writeHead(200);
      const drops = setInterval(() => response.write('.'), 20);
      response.on('close', () => clearInterval(drops));
    });
    expect(await attempt(`http://127.0.0.1:${port}/`, { timeoutMs: 300 })).toEqual(failed('timeout'));
  });

  test('no HTTP: invalid_response', async () => {
    const port = await says('SSH-2.0-OpenSSH_9.6\r\n');
    expect(await attempt(`http://127.0.0.1:${port}/`)).toEqual(failed('invalid_response'));
  });

  test('headers without end: invalid_response', async () => {
    const port = await says(`HTTP/1.1 200 OK\r\nx-a: ${'b'.repeat(100_000)}\r\n\r\n`);
    expect(await attempt(`http://127.0.0.1:${port}/`)).toEqual(failed('invalid_response'));
  });

  test.each(['http', 'https'])('hanging up on %s: connection_failed', async (protocol) => {
    const port = await listening(createServer((socket) => void socket.destroy()));
    expect(await attempt(`${protocol}://127.0.0.1:${port}/`)).toEqual(failed('connection_failed'));
  });

  test('no TLS where it should be: tls', async () => {
    const port = await says('HTTP/1.1 400 Bad Request\r\n\r\n');
    expect(await attempt(`https://127.0.0.1:${port}/`)).toEqual(failed('tls'));
  });

  test('a name that nobody knows: dns', async () => {
    const outcome = await attemptDelivery(
      { messageId: 'msg_1', payload },
      { ...serials, url: 'https://hooks.example.com/' },
      {
        webhookKey,
        timeoutMs: 5000,
        allowLoopback: false,
        resolve: () => Promise.reject(new Unresolved('no such name')),
      },
      { now: new Date(), signal: new AbortController().signal },
    );
    expect(outcome).toEqual(failed('dns'));
  });
});

test('an attempt that is interrupted has no outcome', async () => {
  const port = await says('');
  const stopping = new AbortController();
  const running = attempt(`http://127.0.0.1:${port}/`, { signal: stopping.signal });
  await vi.waitUntil(() => sockets.size === 1);
  stopping.abort(new Error('the worker stops'));
  await expect(running).rejects.toThrow('the worker stops');
});
