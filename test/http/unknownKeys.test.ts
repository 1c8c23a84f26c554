/** Of refusals without a known key, a few a second are kept one by one, and the others counted exactly. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { pino } from 'pino';
import type { AuditEntry } from '../../src/domain/auditEntry.ts';
import { boundedRefusals, type BoundedRefusals } from '../../src/http/unknownKeys.ts';

let written: AuditEntry[];
let logged: string[];
let full: boolean;
let refusals: BoundedRefusals;
beforeEach(() => {
  vi.useFakeTimers();
  [written, logged, full] = [[], [], false];
  const write = async (entry: AuditEntry) => {
    if (full) throw new Error('the disk is full');
    written.push(entry);
  };
  refusals = boundedRefusals(write, pino({}, { write: (line) => void logged.push(line) }));
});
afterEach(() => {
  vi.useRealTimers();
});

const entry = (requestId: string, merchantId: string | null = null): AuditEntry => ({
  timestamp: '2026-02-26T15:30:00.000Z',
  apiKeyId: null,
  apiKeyName: null,
  merchantId,
  endpoint: '/public/api/v1/sales',
  method: 'GET',
  status: 401,
  ip: '192.0.2.1',
  id: '019c9a92-38c0-7000-8000-001f2e3d4c5b',
  prefix: null,
  outcome: 'KEY_NOT_FOUND',
  requestId,
  userAgent: null,
});

async function refuse(times: number, merchantId: string | null = null): Promise<void> {
  for (let n = 1; n <= times; n++) await refusals.keep(entry(String(n), merchantId));
}

const shown = () => written.map(({ requestId, suppressed }) => [requestId, suppressed]);
const oneByOne = Array.from({ length: 10 }, (_, n) => [String(n + 1), undefined]);
const recorded = () => written.reduce((sum, { suppressed = 0 }) => sum + 1 + suppressed, 0);

test.each([
  [9, []],
  [10, []],
  [11, [['11', undefined]]],
  [12, [['12', 1]]],
  [1000, [['1000', 989]]],
])('given %i in a second, then ten are kept and the last stands for the rest', async (times, rest) => {
  await refuse(times);
  expect(shown()).toEqual(oneByOne.slice(0, times));
  await vi.advanceTimersByTimeAsync(1000);
  expect(shown()).toEqual([...oneByOne.slice(0, times), ...rest]);
  expect(recorded()).toBe(times);
  expect(vi.getTimerCount()).toBe(0);
});

test('given the next second, then ten more are kept', async () => {
  await refuse(50);
  await vi.advanceTimersByTimeAsync(1000);
  await refuse(3);
  expect(shown()).toEqual([...oneByOne, ['50', 39], ...oneByOne.slice(0, 3)]);
});

test('given several merchants, then each has its own ten, and nobody’s count stands in another’s entry', async () => {
  await refuse(15, 'm_1');
  await refuse(12, 'm_2');
  await refuse(20);
  await refuse(1, 'm_3');
  await vi.advanceTimersByTimeAsync(1000);
  const of = (merchant: string | null) =>
    written.filter(({ merchantId }) => merchantId === merchant).map(({ suppressed = 0 }) => 1 + suppressed);
  const ones = Array.from({ length: 10 }, () => 1);
  expect([of('m_1'), of('m_2'), of(null), of('m_3')]).toEqual([
    [...ones, 5],
    [...ones, 2],
    [...ones, 10],
    [1],
  ]);
});

test('a close does not wait for the end of the second', async () => {
  await refuse(30);
  await refusals.close();
  expect(recorded()).toBe(30);
  expect(vi.getTimerCount()).toBe(0);
});

test('given one by one that cannot be written, then the caller hears of it', async () => {
  full = true;
  await expect(refuse(1)).rejects.toThrow('the disk is full');
});

test('given a count that cannot be written, then it is written with the next one', async () => {
  await refuse(30);
  full = true;
  await vi.advanceTimersByTimeAsync(3000);
  expect(recorded()).toBe(10);
  full = false;
  await refuse(15);
  await vi.advanceTimersByTimeAsync(1000);
  expect(recorded()).toBe(45);
  expect(shown().at(-1)).toEqual(['15', 24]);
});

test('given a count that cannot be written at the end, then the log says how much is lost', async () => {
  await refuse(30);
  full = true;
  await refusals.close();
  expect(logged.map((line) => JSON.parse(line) as object)).toMatchObject([{ level: 40, refusals: 20 }]);
  expect(vi.getTimerCount()).toBe(0);
});
