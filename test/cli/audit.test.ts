/** The audit as an operator takes it out: all of it, in either format, whatever reads it. */
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AuditEntry } from '../../src/domain/auditEntry.ts';
import { requestProjections } from '../../src/projections/requests.ts';
import { ensureTables } from '../../src/workers/projectionTables.ts';
import { entry, projectBatches, stranger } from '../support/auditEntries.ts';
import { temporaryFolder, type TestFolder } from '../support/folder.ts';
import { startTestStores, type TestStores } from '../support/stores.ts';
import { keyledger, shell, type Settings } from './commandLine.ts';

let stores: TestStores;
let folder: TestFolder;
let settings: Settings;

const minute = (number: number) => new Date(Date.UTC(2026, 10, 1, 0, number)).toISOString();
const entries: readonly AuditEntry[] = [
  entry(minute(0)),
  stranger(minute(1), { suppressed: 41 }),
  entry(minute(2), { apiKeyId: 'k2', apiKeyName: '=HYPERLINK("http://x")', userAgent: '@SUM(1,2)' }),
  entry(minute(3), { outcome: 'IP_NOT_ALLOWED', status: 403, apiKeyName: 'Łódź, "Till"', userAgent: '-1+1' }),
  entry(minute(4), { merchantId: 'm_2', apiKeyId: 'k3', ip: '2001:db8::7' }),
];
const many = 100_000;

beforeAll(async () => {
  stores = await startTestStores();
  folder = await temporaryFolder();
  settings = { DATABASE_URL: stores.databaseUrl, EVENTSTORE_URL: stores.eventStoreUrl };
  await stores.database.session((session) => ensureTables(session, stores.ownerDatabase, requestProjections));
  await projectBatches(stores.database, entries.toReversed());
  for (let begin = 0; begin < many; begin += 10_000) {
    const batches = Array.from({ length: 10 }, (_, batch) =>
      Array.from({ length: 1000 }, (__, index) => {
        const at = new Date(Date.UTC(2026, 8, 1) + begin + batch * 1000 + index);
        return entry(at.toISOString(), {
          merchantId: 'm_many',
          apiKeyId: 'k_many',
          userAgent: 'x'.repeat(200),
        });
      }),
    );
    await projectBatches(stores.database, ...batches);
  }
}, 120_000);
afterAll(async () => {
  await stores.stop();
  await folder[Symbol.asyncDispose]();
});

async function exported(words: string): Promise<readonly AuditEntry[]> {
  const { code, stdout, stderr } = await keyledger(settings, `audit ${words}`);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as AuditEntry);
}

test('each entry is a line of JSON as the audit holds it, oldest first, of all merchants and of nobody', async () => {
  expect(await exported('--from 2026-11-01')).toEqual(entries);
});

test.each<[words: string, indexes: readonly number[]]>([
  ['--merchant m_1', [0, 2, 3]],
  ['--merchant m_2', [4]],
  ['--merchant m_3', []],
  ['--key k1', [0, 3]],
  ['--merchant m_2 --key k1', []],
  ['--outcome IP_NOT_ALLOWED', [3]],
  ['--ip 2001:DB8:0::7', [4]],
  ['--ip ::ffff:192.168.1.100 --outcome KEY_NOT_FOUND', [1]],
  ['--merchant m_1 --ip 2001:db8::7', []],
  ['--from 2026-11-01T00:02:00Z', [2, 3, 4]],
  ['--from 2026-11-01T02:02:00+02:00 --to 2026-11-01T00:04:00Z', [2, 3]],
  ['--from 2026-11-02 --to 2026-11-03', []],
])('given %s, then only those', async (words, indexes) => {
  const from = words.includes('--from') ? '' : ' --from 2026-11-01';
  expect(await exported(words + from)).toEqual(indexes.map((index) => entries[index]));
});

test('given a range in which nothing can lie, then it is refused as a mistake', async () => {
  const { code, stdout, stderr } = await keyledger(settings, 'audit --from 2026-11-02 --to 2026-11-01');
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toContain('--from must lie before --to');
});

test('given what is no address, then it is refused as a mistake', async () => {
  const { code, stdout, stderr } = await keyledger(settings, 'audit --ip 192.168.1.0/24');
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toContain('It takes an IP address');
});

test('as CSV it has a line of names, every field quoted where it must be, and no formula', async () => {
  const { code, stdout } = await keyledger(
    settings,
    'audit --format csv --from 2026-11-01 --to 2026-11-01T00:04:00Z',
  );
  expect(code).toBe(0);
  const [head, first, second, third, fourth, ...rest] = stdout.split('\r\n');
  expect(head).toBe(
    'timestamp,apiKeyId,apiKeyName,merchantId,endpoint,method,status,ip,id,prefix,outcome,requestId,userAgent,suppressed',
  );
  const id = (index: number) => entries[index]?.id;
  expect(first).toBe(
    `2026-11-01T00:00:00.000Z,k1,Website Checkout,m_1,/public/api/v1/invoices,POST,201,192.168.1.100,${id(0)},` +
      `sntr_abcdefghijk,ALLOWED,req-${id(0)},curl/8.5.0,`,
  );
  expect(second).toContain(`,401,192.168.1.100,${id(1)},,KEY_NOT_FOUND,req-${id(1)},,41`);
  expect(third).toContain(`,k2,"'=HYPERLINK(""http://x"")",m_1,`);
  expect(third).toMatch(/,"'@SUM\(1,2\)",$/);
  expect(fourth).toContain(`,k1,"Łódź, ""Till""",m_1,`);
  expect(fourth).toMatch(/,'-1\+1,$/);
  expect(rest).toEqual(['']);
});

test('given a file, then it holds all of it, only its owner reads it, and stdout is empty', async () => {
  const file = join(folder.path, 'audit.ndjson');
  expect(await exported(`--from 2026-11-01 --output ${file}`)).toEqual([]);
  const lines = (await readFile(file, 'utf8')).trimEnd().split('\n');
  expect(lines.map((line) => JSON.parse(line) as AuditEntry)).toEqual(entries);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
});

test('given a file that cannot be written, then that is said', async () => {
  const missing = join(folder.path, 'missing', 'file');
  expect(await keyledger(settings, `audit --output ${missing}`)).toEqual({
    code: 1,
    stdout: '',
    stderr: expect.stringMatching(/^keyledger: ENOENT: .*missing\/file'\n$/) as string,
  });
  expect((await keyledger(settings, 'audit --output /dev/full')).stderr).toMatch(/^keyledger: ENOSPC: /);
  expect(await shell(settings, 'keyledger audit > /dev/full')).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^keyledger: ENOSPC: .*\n$/) as string,
  });
});

test('however many there are, they take little memory', async () => {
  const small = { ...settings, NODE_OPTIONS: '--max-old-space-size=64' };
  const { stdout, stderr } = await shell(small, 'keyledger audit --merchant m_many | { sleep 1; wc -lc; }');
  const [lines, bytes] = stdout.trim().split(/\s+/).map(Number);
  expect({ lines, stderr }).toEqual({ lines: many, stderr: '' });
  expect(bytes).toBeGreaterThan(64 * 1024 * 1024 - 20 * 1024 * 1024);
});

test('given a reader that has seen enough, then it ends quietly, and nothing is wrong', async () => {
  const { stdout, stderr } = await shell(
    settings,
    '{ keyledger audit; echo "ended with $?" >&2; } | head -1',
  );
  expect(stderr).toBe('ended with 0\n');
  expect(JSON.parse(stdout)).toMatchObject({ merchantId: 'm_many' });
});

test('given read models that are being built, then it says what to do', async () => {
  await stores.ownerDatabase.query('update projection_checkpoints set ready = false');
  expect(await keyledger(settings, 'audit')).toEqual({
    code: 1,
    stdout: '',
    stderr:
      'keyledger: The read models are being built. A worker builds them: try again later. Where none runs, run: keyledger rebuild\n',
  });
});
