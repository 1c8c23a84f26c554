import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  journalLine,
  mostEntriesInBatch,
  outcomes,
  readJournalLine,
  requestAuditCodec,
  requestAuditStream,
  requestAuditStreamPrefix,
  type AuditEntry,
} from '../../src/domain/auditEntry.ts';
import { UnreadableEvent } from '../../src/domain/errors.ts';
import type { Refusal } from '../../src/domain/verdict.ts';

const entry: AuditEntry = {
  timestamp: '2026-02-26T15:30:00.000Z',
  apiKeyId: 'cmm3znnc000026oqzs8nq58jm',
  apiKeyName: 'OpenClaw Invoice Bot',
  merchantId: 'cmm3zkkx000006ogg8arp52qb',
  endpoint: '/public/api/v1/invoices',
  method: 'POST',
  status: 201,
  ip: '192.168.1.100',
  id: '019c9a92-38c0-7000-8000-001f2e3d4c5b',
  prefix: 'sntr_abcdefghijk',
  outcome: 'ALLOWED',
  requestId: 'req-1',
  userAgent: 'curl/8.5.0',
};

test('every refusal is an outcome', () => {
  const refusals: Record<Refusal, true> = {
    KEY_NOT_FOUND: true,
    KEY_REVOKED: true,
    KEY_EXPIRED: true,
    WRONG_ENVIRONMENT: true,
    IP_NOT_ALLOWED: true,
    RATE_LIMIT_EXCEEDED: true,
    INSUFFICIENT_SCOPE: true,
  };
  expect(outcomes.toSorted()).toEqual(
    ['ALLOWED', 'SERVICE_UNAVAILABLE', ...Object.keys(refusals)].toSorted(),
  );
});

describe('a line of the journal', () => {
  const anyText = fc.string({ unit: 'binary', maxLength: 100 });
  const anyEntry = fc.record({
    apiKeyName: fc.option(anyText),
    merchantId: fc.option(anyText),
    endpoint: anyText,
    userAgent: fc.option(anyText),
    outcome: fc.constantFrom(...outcomes),
    status: fc.integer({ min: 100, max: 599 }),
  });

  test('is one line, and is read as what was written', () => {
    fc.assert(
      fc.property(anyEntry, (fields) => {
        const written = { ...entry, ...fields };
        const line = journalLine(written);
        expect(line).not.toMatch(/[\r\n]/);
        expect(readJournalLine(line)).toEqual(written);
      }),
    );
  });

  test('may stand for others', () => {
    const counted = { ...entry, suppressed: 41 };
    expect(readJournalLine(journalLine(counted))).toEqual(counted);
  });

  test('that was cut is none', () => {
    const line = journalLine(entry);
    for (let length = 0; length < line.length; length++) {
      expect(() => readJournalLine(line.slice(0, length))).toThrow(SyntaxError);
    }
  });

  test.each<[string, object]>([
    ['a field too many', { ...entry, secret: 'x' }],
    ['a field too few', { ...entry, outcome: undefined }],
    ['an outcome that there is not', { ...entry, outcome: 'MAYBE' }],
    ['a time in seconds', { ...entry, timestamp: '2026-02-26T15:30:00Z' }],
    ['an id without order', { ...entry, id: '7d444840-9dc0-41d1-b245-5ffdce74fad2' }],
    ['a status that is no whole number', { ...entry, status: 200.5 }],
    ['one that stands for no others', { ...entry, suppressed: 0 }],
  ])('with %s is none', (_, written) => {
    expect(() => readJournalLine(JSON.stringify(written))).toThrow(/./);
  });
});

describe('a batch', () => {
  const batch = (entries: readonly AuditEntry[]) => ({
    type: 'RequestsAudited' as const,
    at: '2026-02-26T15:30:00.250Z',
    actor: 'keyledger',
    data: { node: 'host.0123456789abcdef', to: { segment: '0001772119800000', offset: 812 }, entries },
  });

  test('is read as what was written', () => {
    const event = batch([entry, { ...entry, suppressed: 1 }]);
    expect(requestAuditCodec.decode(requestAuditCodec.encode(event))).toEqual(event);
  });

  test.each([
    ['none', []],
    ['too many', Array.from({ length: mostEntriesInBatch + 1 }, () => entry)],
    ['one that is none', [{ ...entry, ip: 1 as unknown as string }]],
  ])('of %s is not written', (_, entries) => {
    expect(() => requestAuditCodec.encode(batch(entries))).toThrow(UnreadableEvent);
  });

  test('stands in the stream of its node', () => {
    expect(requestAuditStream('host.0123456789abcdef')).toBe('requestAudit-host.0123456789abcdef');
    expect(requestAuditStream('x').startsWith(requestAuditStreamPrefix)).toBe(true);
  });
});
