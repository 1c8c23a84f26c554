import { describe, expect, it } from 'vitest';
import type { AuditEntry } from '../../portal/src/api/types.ts';
import { evolve, mostRows, noTail, type TailAction } from '../../portal/src/pages/audit/liveTail.ts';

describe('the live tail', () => {
  it('given entries in any order, shows the newest first, and each once', () => {
    const tail = after(came(2), came(1, 3), came(3));
    expect(idsOf(tail.rows)).toEqual([3, 2, 1]);
  });

  it('given more than fit, lets the oldest go', () => {
    const tail = after(came(...upTo(mostRows)), came(mostRows + 1));
    expect(tail.rows).toHaveLength(mostRows);
    expect(idsOf(tail.rows).at(0)).toBe(mostRows + 1);
    expect(idsOf(tail.rows).at(-1)).toBe(2);
  });

  it('while paused, moves nothing and counts what waits', () => {
    const tail = after(came(1), { type: 'paused' }, came(2), came(3, 2));
    expect(idsOf(tail.rows)).toEqual([1]);
    expect(idsOf(tail.waiting)).toEqual([3, 2]);
    expect(tail.skipped).toBe(0);
  });

  it('when resumed, shows what waited, and calls only that new', () => {
    const tail = after(came(1), { type: 'paused' }, came(2), { type: 'resumed' });
    expect(idsOf(tail.rows)).toEqual([2, 1]);
    expect([...tail.fresh]).toEqual([idOf(2)]);
    expect(tail).toMatchObject({ waiting: [], skipped: 0, isPaused: false });
  });

  it('given a long pause, keeps the newest of what waited and counts the rest', () => {
    const tail = after({ type: 'paused' }, came(...upTo(mostRows)), came(mostRows + 1, mostRows + 2));
    expect(tail.waiting).toHaveLength(mostRows);
    expect(idsOf(tail.waiting).at(0)).toBe(mostRows + 2);
    expect(tail.skipped).toBe(2);
  });

  it('counts what the service left out, whether somebody looks or not', () => {
    const missed: TailAction = { type: 'missed', count: 3 };
    const tail = after(missed, { type: 'paused' }, missed, { type: 'resumed' }, came(1));
    expect(tail.missed).toBe(6);
  });

  it('when another stream begins, has nothing of the one before, and stays paused', () => {
    const tail = after(
      came(1),
      { type: 'paused' },
      came(2),
      { type: 'missed', count: 1 },
      { type: 'cleared' },
    );
    expect(tail).toEqual({ ...noTail, isPaused: true });
  });
});

function after(...actions: readonly TailAction[]) {
  return actions.reduce(evolve, noTail);
}

function came(...numbers: readonly number[]): TailAction {
  return { type: 'came', entries: numbers.map(entry) };
}

/** Ids are in the order of their numbers. */
function idOf(number: number): string {
  return `01a1fce9-7c9f-7000-8000-${String(number).padStart(12, '0')}`;
}

function idsOf(entries: readonly AuditEntry[]): readonly number[] {
  return entries.map(({ id }) => Number(id.slice(-12)));
}

function upTo(most: number): readonly number[] {
  return Array.from({ length: most }, (_, index) => index + 1);
}

function entry(number: number): AuditEntry {
  return {
    timestamp: '2026-11-21T07:00:00.000Z',
    apiKeyId: 'key_1',
    apiKeyName: 'Website checkout',
    merchantId: 'm_1',
    endpoint: '/public/api/v1/invoices',
    method: 'GET',
    status: 200,
    ip: '203.0.113.7',
    id: idOf(number),
    prefix: 'sntr_Xk29fLq0aZr',
    outcome: 'ALLOWED',
    requestId: 'f6c1a0de-52f1-4a53-9b0e-0c8f2b7a9d11',
    userAgent: null,
  };
}
