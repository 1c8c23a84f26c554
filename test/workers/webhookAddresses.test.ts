/**
 * Where an attempt may lead, with a real name server and a canary on this machine: whatever a name resolves to, and however
 * that changes, nothing inside is ever reached.
 */
import { once } from 'node:events';
import { createServer, Socket, type AddressInfo, type Server } from 'node:net';
import tls, { type ConnectionOptions } from 'node:tls';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import type { AttemptOutcome } from '../../src/domain/webhookDelivery.ts';
import { attemptDelivery } from '../../src/workers/webhooks/attempt.ts';
import { dnsResolve } from '../../src/workers/webhooks/resolve.ts';
import { address, startDnsServer, type Answers, type DnsServer } from '../support/dnsServer.ts';

const name = 'hooks.example.com';
const publicV4 = '93.184.216.34';
const publicV6 = '2606:2800:220:1:248:1893:25c8:1946';
const notAllowed = { delivered: false, error: 'address_not_allowed', statusCode: null };

let canary: Server;
let port: number;
let visits = 0;
let dns: DnsServer | undefined;
beforeAll(async () => {
  canary = createServer((socket) => {
    visits += 1;
    socket.destroy();
  }).listen(0, '::');
  await once(canary, 'listening');
  ({ port } = canary.address() as AddressInfo);
});
afterAll(() => void canary.close());
afterEach(async () => {
  vi.restoreAllMocks();
  await dns?.[Symbol.asyncDispose]();
  dns = undefined;
  expect(visits).toBe(0);
});

async function attempt(url: string, { allowLoopback = false, timeoutMs = 10_000 } = {}) {
  return attemptDelivery(
    { messageId: 'msg_1', payload: { type: 'webhook.test' } },
    { endpointId: 'whe_1', url, serial: 1, previousEndsAt: null },
    { webhookKey: Buffer.alloc(32), resolve: dnsResolve(dns?.servers), allowLoopback, timeoutMs },
    { now: new Date(), signal: new AbortController().signal },
  );
}

/** An attempt at a name that the given name server answers for. */
async function resolving(
  answers: Answers,
  options: { allowLoopback?: boolean; timeoutMs?: number; protocol?: string } = {},
): Promise<AttemptOutcome> {
  await dns?.[Symbol.asyncDispose]();
  dns = await startDnsServer(answers);
  return attempt(`${options.protocol ?? 'https'}://${name}:${port}/`, options);
}

/** Answers each question with those of these addresses that are of its type. */
const always =
  (...addresses: readonly string[]): Answers =>
  ({ type }) =>
    addresses.map((each) => address(name, each)).filter((record) => record.type === type);

/**
 * Stands where the network begins, for no test may leave this machine: tells which addresses each connection could have
 * gone to, and lets none through.
 */
function network(): readonly string[][] {
  const connections: string[][] = [];
  vi.spyOn(tls, 'connect').mockImplementation((options: unknown) => {
    const { lookup, host = '' } = options as ConnectionOptions;
    lookup?.(host, { all: true }, (_, addresses) =>
      connections.push((addresses as { address: string }[]).map((each) => each.address)),
    );
    const unreachable = Object.assign(new Error('no network'), { code: 'ENETUNREACH' });
    return new Socket().destroy(unreachable) as tls.TLSSocket;
  });
  return connections;
}

test('the canary is there to be reached', async () => {
  const outcome = await attempt(`http://127.0.0.1:${port}/`, { allowLoopback: true });
  expect([outcome, visits]).toEqual([{ delivered: false, error: 'connection_failed', statusCode: null }, 1]);
  visits = 0;
});

const inside = [
  ['loopback', '127.0.0.1'],
  ['another loopback', '127.8.9.10'],
  ['loopback v6', '::1'],
  ['this host', '0.0.0.0'],
  ['any v6', '::'],
  ['private', '10.0.0.8'],
  ['private', '172.16.5.4'],
  ['private', '192.168.1.1'],
  ['carrier', '100.64.0.1'],
  ['metadata', '169.254.169.254'],
  ['benchmarking', '198.18.0.1'],
  ['documentation', '192.0.2.1'],
  ['multicast', '224.0.0.1'],
  ['reserved', '240.0.0.1'],
  ['broadcast', '255.255.255.255'],
  ['mapped loopback', '::ffff:127.0.0.1'],
  ['mapped metadata', '::ffff:a9fe:a9fe'],
  ['NAT64 of loopback', '64:ff9b::7f00:1'],
  ['local NAT64', '64:ff9b:1::a00:1'],
  ['6to4 of loopback', '2002:7f00:1::'],
  ['Teredo', '2001:0:7f00:1::1'],
  ['IPv4-compatible', '::7f00:1'],
  ['unique local', 'fd00:ec2::254'],
  ['link-local', 'fe80::1'],
  ['site-local', 'fec0::1'],
] as const;

describe.each(inside)('%s %s is never connected to', (_, inner) => {
  test('when a name resolves to it', async () => {
    expect(await resolving(always(inner))).toEqual(notAllowed);
  });

  test('when it comes beside a public address', async () => {
    network();
    expect(await resolving(always(publicV4, publicV6, inner))).toEqual(notAllowed);
    expect(await resolving(always(inner, publicV4))).toEqual(notAllowed);
  });

  test('when a chain of names ends there', async () => {
    const chain: Answers = ({ type }) => [
      { type: 'CNAME', name, ttl: 0, data: 'a.example.net' },
      { type: 'CNAME', name: 'a.example.net', ttl: 0, data: 'b.example.net' },
      ...[address('b.example.net', inner)].filter((record) => record.type === type),
    ];
    expect(await resolving(chain)).toEqual(notAllowed);
  });

  test('when the URL names it', async () => {
    const host = inner.includes(':') ? `[${inner}]` : inner;
    expect(await attempt(`https://${host}:${port}/`)).toEqual(notAllowed);
    expect(await attempt(`http://${host}:${port}/`)).toEqual(notAllowed);
  });
});

test.each(['localhost', 'x.localhost', 'localhost.', '2130706433', '0x7f.1', '127.1'])(
  'however the URL writes this machine: %s',
  async (host) => {
    expect(await attempt(`https://${host}:${port}/`)).toEqual(notAllowed);
  },
);

describe('DNS rebinding', () => {
  test('given a name that is public first and inside a moment later, then a connection goes to what was judged, and the next is refused', async () => {
    const connections = network();
    const rebinding: Answers = ({ type, ...question }, nth) =>
      always(nth === 0 ? publicV4 : '127.0.0.1')({ type, ...question }, nth);
    expect(await resolving(rebinding)).toMatchObject({ error: 'connection_failed' });
    expect(connections).toEqual([[publicV4]]);
    expect(dns?.asked).toEqual([`A ${name}`, `AAAA ${name}`]);

    expect(await attempt(`https://${name}:${port}/`)).toEqual(notAllowed);
    expect(connections).toHaveLength(1);
  });

  test('given public addresses only, then a connection may go to each of them and to no other', async () => {
    const connections = network();
    await resolving(always(publicV4, publicV6));
    expect(connections).toEqual([[publicV4, publicV6]]);
  });
});

describe('with loopback allowed, for development', () => {
  test('this machine is reached by name', async () => {
    const outcome = await resolving(always('127.0.0.1'), { allowLoopback: true, protocol: 'http' });
    expect([outcome.delivered, visits]).toEqual([false, 1]);
    visits = 0;
  });

  test.each(['10.0.0.8', '169.254.169.254', '::ffff:10.0.0.8'])('and %s is not', async (inner) => {
    expect(await resolving(always(inner), { allowLoopback: true })).toEqual(notAllowed);
    expect(await resolving(always('127.0.0.1', inner), { allowLoopback: true })).toEqual(notAllowed);
  });

  test('nor anything else without TLS', async () => {
    const options = { allowLoopback: true, protocol: 'http' };
    expect(await resolving(always(publicV4), options)).toEqual(notAllowed);
    expect(await resolving(always('127.0.0.1', publicV4), options)).toEqual(notAllowed);
  });
});

describe('a name that leads nowhere', () => {
  test('is a failure of DNS', async () => {
    expect(await resolving(() => [])).toEqual({ delivered: false, error: 'dns', statusCode: null });
  });

  test('and one whose server says nothing ends with the time of the attempt', async () => {
    const outcome = await resolving(() => undefined, { timeoutMs: 300 });
    expect(outcome).toEqual({ delivered: false, error: 'timeout', statusCode: null });
  });
});
