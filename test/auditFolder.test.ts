/** Which process keeps its journal where. */
import { mkdir, stat, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { auditFolders, claimAuditFolder } from '../src/auditFolder.ts';
import { built, startChild } from './support/child.ts';
import { temporaryFolder } from './support/folder.ts';

/** Claims a folder and says which. */
const program = (dataDir: string): string => `
  import { claimAuditFolder } from '${built('auditFolder.js')}';
  const { node } = await claimAuditFolder(${JSON.stringify(dataDir)});
  console.log(JSON.stringify(node));
  setInterval(() => {}, 1000);`;

const startClaiming = (dataDir: string) => startChild(program(dataDir));

test('given a new data directory, then a folder is made for this host, and nobody else may read it', async () => {
  await using data = await temporaryFolder();
  const dataDir = join(data.path, 'deep', 'data');
  expect(await auditFolders(dataDir)).toEqual([]);
  const { node, folder, release } = await claimAuditFolder(dataDir);
  expect(node).toMatch(/^[A-Za-z0-9-]{1,40}\.[0-9a-f]{16}$/);
  expect(
    node.startsWith(
      `${hostname()
        .replaceAll(/[^A-Za-z0-9-]+/g, '-')
        .slice(0, 40)}.`,
    ),
  ).toBe(true);
  expect(folder).toBe(join(dataDir, 'audit', node));
  if (process.platform !== 'win32') {
    for (const made of [folder, join(dataDir, 'audit')]) expect((await stat(made)).mode & 0o777).toBe(0o700);
  }
  expect(await auditFolders(dataDir)).toEqual([{ node, folder }]);
  await release();
});

test('given a folder that was released, then the next one takes it over', async () => {
  await using data = await temporaryFolder();
  const first = await claimAuditFolder(data.path);
  await first.release();
  const second = await claimAuditFolder(data.path);
  expect(second.node).toBe(first.node);
  await second.release();
});

test('given a folder that is held, then another one is made, and each is taken over again', async () => {
  await using data = await temporaryFolder();
  const first = await claimAuditFolder(data.path);
  const second = await claimAuditFolder(data.path);
  expect(second.node).not.toBe(first.node);
  await first.release();
  const third = await claimAuditFolder(data.path);
  expect(third.node).toBe(first.node);
  await Promise.all([second.release(), third.release()]);
  expect(await auditFolders(data.path)).toHaveLength(2);
});

test('given folders of other hosts, then they are left alone, and shipped', async () => {
  await using data = await temporaryFolder();
  const names = ['api-1', 'api-10', 'API-1', 'api-1.local'];
  const claims = [];
  for (const host of names) {
    const claimed = await claimAuditFolder(data.path, host);
    await claimed.release();
    claims.push(claimed.node);
  }
  expect(new Set(claims).size).toBe(names.length);
  expect((await auditFolders(data.path)).map(({ node }) => node)).toEqual(claims.toSorted());
  const again = await claimAuditFolder(data.path, 'api-1');
  expect(again.node).toBe(claims[0]);
  await again.release();
});

test.each([
  ['', 'host.'],
  ['../../etc', '-etc.'],
  ['prüfung_1.example', 'pr-fung-1-example.'],
  ['ß', '-.'],
  ['a'.repeat(100), `${'a'.repeat(40)}.`],
])('given the host name %j, then the node begins with %j', async (host, beginning) => {
  await using data = await temporaryFolder();
  const { node, release } = await claimAuditFolder(data.path, host);
  expect(node.slice(0, -16)).toBe(beginning);
  expect(await auditFolders(data.path)).toHaveLength(1);
  await release();
});

test('given what is no node, then it is not taken for one', async () => {
  await using data = await temporaryFolder();
  const { node, release } = await claimAuditFolder(data.path);
  const audit = join(data.path, 'audit');
  await mkdir(join(audit, 'lost+found'));
  await writeFile(join(audit, `${node.slice(0, -16)}0123456789abcdef`), '');
  expect((await auditFolders(data.path)).map((found) => found.node)).toEqual([node]);
  await release();
});

test('given processes that start at once, then no two have one folder, and the folders of killed ones are used again', async () => {
  await using data = await temporaryFolder();
  const claimed = async (): Promise<readonly string[]> => {
    const children = await Promise.all(Array.from({ length: 4 }, () => startClaiming(data.path)));
    const nodes = children.map(({ said }) => said as string);
    await Promise.all(children.map((child) => child.kill('SIGKILL')));
    return nodes.toSorted();
  };
  const first = await claimed();
  expect(new Set(first).size).toBe(4);
  for (let round = 0; round < 3; round += 1) {
    const next = await claimed();
    expect(new Set(next).size).toBe(4);
    // All look at it first, and one gets it.
    expect(next).toContain(first[0]);
  }
});

test('given a data directory that cannot be used, then it says so', async () => {
  await using data = await temporaryFolder();
  const file = join(data.path, 'file');
  await writeFile(file, '');
  await expect(claimAuditFolder(file)).rejects.toThrow('Set DATA_DIR');
});
