/** Thirty days of requests: by day more than by night, fewer at weekends, and now and then one that is refused. Now it is the
 * afternoon where the merchant is, whenever the pictures are made. */
import type { AuditEntry, Outcome } from '../../../src/domain/auditEntry.ts';
import { orderedIds } from '../../../src/domain/orderedId.ts';
import type { EventStore } from '../../../src/stores/eventStore.ts';
import { ship } from '../../support/shippedEntries.ts';
import { chance, daysFrom, oneOf, randomBytes } from './chance.ts';
import { merchantId, shown, type RecordedKey } from './keys.ts';

interface Use {
  /** Requests on a working day. */
  readonly perDay: number;
  readonly routes: readonly [Route, ...Route[]];
  readonly callers: readonly [Caller, ...Caller[]];
  /** How one in `of` requests is refused. */
  readonly refusals?: readonly { readonly outcome: Outcome; readonly of: number; readonly route?: Route }[];
}
type Route = readonly [method: string, path: string];
type Caller = readonly [ip: string, userAgent: string];

const statuses: Readonly<Record<Outcome, number>> = {
  ALLOWED: 200,
  KEY_NOT_FOUND: 401,
  KEY_REVOKED: 401,
  KEY_EXPIRED: 401,
  WRONG_ENVIRONMENT: 403,
  IP_NOT_ALLOWED: 403,
  RATE_LIMIT_EXCEEDED: 429,
  INSUFFICIENT_SCOPE: 403,
  SERVICE_UNAVAILABLE: 503,
};

const uses: Readonly<Record<string, Use>> = {
  'Website checkout': {
    perDay: 420,
    routes: [
      ['POST', '/public/api/v1/invoices'],
      ['POST', '/public/api/v1/customers'],
    ],
    callers: [
      ['203.0.113.24', 'northwind-shop/4.11 node'],
      ['203.0.113.25', 'northwind-shop/4.11 node'],
    ],
    refusals: [{ outcome: 'INSUFFICIENT_SCOPE', of: 140, route: ['GET', '/public/api/v1/invoices'] }],
  },
  [shown]: {
    perDay: 190,
    routes: [
      ['GET', '/public/api/v1/customers'],
      ['GET', '/public/api/v1/customers'],
      ['POST', '/public/api/v1/customers'],
      ['GET', '/public/api/v1/invoices'],
    ],
    callers: [
      ['203.0.113.9', 'crm-connector/2.3.1'],
      ['203.0.113.9', 'crm-connector/2.3.1'],
      ['203.0.113.41', 'python-requests/2.32.3'],
    ],
    refusals: [
      { outcome: 'INSUFFICIENT_SCOPE', of: 22, route: ['GET', '/public/api/v1/sales'] },
      { outcome: 'IP_NOT_ALLOWED', of: 90 },
    ],
  },
  'Revenue dashboard': {
    perDay: 48,
    routes: [
      ['GET', '/public/api/v1/sales'],
      ['GET', '/public/api/v1/invoices'],
    ],
    callers: [['192.0.2.77', 'Metabase/0.52']],
  },
  'Payouts service': {
    perDay: 40,
    routes: [
      ['GET', '/v1/payouts'],
      ['POST', '/v1/payouts'],
    ],
    callers: [
      ['198.51.100.4', 'payouts/7.0 (go1.25)'],
      ['198.51.100.5', 'payouts/7.0 (go1.25)'],
    ],
    refusals: [{ outcome: 'IP_NOT_ALLOWED', of: 60 }],
  },
  'Payouts service (sandbox)': {
    perDay: 22,
    routes: [
      ['GET', '/sandbox/v1/payouts'],
      ['POST', '/sandbox/v1/payouts'],
    ],
    callers: [['198.51.100.20', 'payouts/7.1-rc (go1.25)']],
    refusals: [{ outcome: 'WRONG_ENVIRONMENT', of: 30, route: ['POST', '/v1/payouts'] }],
  },
  'Reporting export': {
    perDay: 12,
    routes: [['GET', '/v1/invoices']],
    callers: [['192.0.2.140', 'curl/8.11.0']],
  },
  'Agent tracing': {
    perDay: 130,
    routes: [['POST', '/api/sdk/sessions']],
    callers: [['2001:db8:4f1::12', 'sentrial-python/1.4.0']],
  },
  'Invoice assistant': {
    perDay: 18,
    routes: [
      ['POST', '/public/api/v1/invoices'],
      ['GET', '/public/api/v1/sales'],
    ],
    callers: [['192.0.2.201', 'openclaw-skill/0.9']],
    refusals: [
      { outcome: 'INSUFFICIENT_SCOPE', of: 12, route: ['POST', '/public/api/v1/invoices/{id}/remind'] },
    ],
  },
  'Load tests': {
    perDay: 30,
    routes: [['GET', '/sandbox/v1/invoices']],
    callers: [['192.0.2.33', 'k6/1.3.0 (https://k6.io/)']],
    refusals: [{ outcome: 'RATE_LIMIT_EXCEEDED', of: 4 }],
  },
  'Mobile app staging': {
    perDay: 26,
    routes: [['GET', '/sandbox/v1/invoices']],
    callers: [['192.0.2.58', 'okhttp/5.1.0']],
  },
  'Session import': {
    perDay: 8,
    routes: [['POST', '/api/sdk/sessions']],
    callers: [['192.0.2.90', 'axios/1.12.2']],
  },
};

const usedDays = 30;
const hourDays = 1 / 24;
const mostInBatch = 600;
const presentHour = 15;
const nextId = orderedIds(randomBytes);

/** How busy an hour of the day is; about 24 in all. */
const busy = [2, 1, 1, 1, 2, 4, 8, 14, 19, 21, 20, 18, 16, 18, 20, 19, 17, 13, 9, 7, 6, 5, 4, 3].map(
  (n) => n / 10.5,
);

/** Writes the requests, and says how many there were with each key. */
export async function recordRequests(
  eventStore: EventStore,
  keys: readonly RecordedKey[],
): Promise<ReadonlyMap<string, number>> {
  const entries = keys.flatMap(entriesOf).toSorted((a, b) => a.timestamp.localeCompare(b.timestamp));
  for (let first = 0; first < entries.length; first += mostInBatch) {
    await ship(eventStore, entries.slice(first, first + mostInBatch));
  }
  return new Map(
    keys.map(({ keyId }) => [keyId, entries.filter(({ apiKeyId }) => apiKeyId === keyId).length] as const),
  );
}

function entriesOf(key: RecordedKey): readonly AuditEntry[] {
  const use = uses[key.name] ?? uses[shownName(key)];
  if (use === undefined) return [];
  const first = Math.max(-usedDays, key.made);
  return Array.from(
    { length: Math.floor(-first / hourDays) },
    (_, index) => first + index * hourDays,
  ).flatMap((day) => {
    const hour = presentHour + day / hourDays;
    const isWeekend = new Date(daysFrom(day)).getUTCDay() % 6 === 0;
    const expected = (use.perDay / 24) * (busy[Math.floor(mod(hour, 24))] ?? 1) * (isWeekend ? 0.35 : 1);
    const count = Math.floor(expected * (0.7 + chance() * 0.6) + chance());
    return Array.from({ length: count }, () => entryOf(key, use, day + chance() * hourDays));
  });
}

function entryOf(key: RecordedKey, { routes, callers, refusals = [] }: Use, day: number): AuditEntry {
  const refusal = refusals.find(({ of }) => chance() < 1 / of);
  const outcome = endedBy(key, day) ?? refusal?.outcome ?? 'ALLOWED';
  const [method, endpoint] = refusal?.route ?? oneOf(routes);
  const [address, userAgent] = oneOf(callers);
  const timestamp = daysFrom(day);
  const id = nextId(Date.parse(timestamp));
  const hasTakenOver = key.newPrefix !== undefined && day > -0.12 && userAgent.startsWith('crm');
  return {
    timestamp,
    apiKeyId: key.keyId,
    apiKeyName: shownName(key),
    merchantId,
    endpoint,
    method,
    status: outcome === 'ALLOWED' && method === 'POST' ? 201 : statuses[outcome],
    ip: outcome === 'IP_NOT_ALLOWED' ? '192.0.2.19' : address,
    id,
    prefix: (hasTakenOver ? key.newPrefix : undefined) ?? key.prefix,
    outcome,
    requestId: `req-${id.slice(-12)}`,
    userAgent,
  };
}

function endedBy({ ends = Infinity, later = [] }: RecordedKey, day: number): Outcome | undefined {
  if (later.some((change) => 'revoked' in change && change.on < day)) return 'KEY_REVOKED';
  return ends < day ? 'KEY_EXPIRED' : undefined;
}

function mod(number: number, size: number): number {
  return ((number % size) + size) % size;
}

/** By its last name. */
function shownName({ name, later = [] }: RecordedKey): string {
  return later.reduce((last, change) => ('name' in change ? change.name : last), name);
}
