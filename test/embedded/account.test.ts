import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { accountNamed, canReach } from '../../src/embedded/account.ts';
import { temporaryFolder } from '../support/folder.ts';

describe('an entry of /etc/passwd', () => {
  const passwd = [
    'root:x:0:0:root:/root:/bin/bash',
    'postgresql:x:7:7::/:/bin/sh',
    'postgres:x:101:104:PostgreSQL administrator,,,:/var/lib/postgresql:/bin/bash',
    'broken:x',
  ].join('\n');

  test.each([
    ['postgres', { uid: 101, gid: 104 }],
    ['nobody', undefined],
    ['broken', undefined],
    ['root', undefined],
  ])('%s is %o', (name, account) => {
    expect(accountNamed(name, passwd)).toEqual(account);
  });
});

describe('whether an account reaches a file', () => {
  const self = { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 };
  const stranger = { uid: 64_000, gid: 64_000 };

  test.each([
    ['a stranger, everything open', stranger, 0o755, 0o644, true],
    ['a stranger, a folder to pass through only', stranger, 0o711, 0o644, true],
    ['a stranger, a closed folder', stranger, 0o700, 0o644, false],
    ['a stranger, a closed file', stranger, 0o755, 0o600, false],
    ['a member of the group, a folder for the group', { ...stranger, gid: self.gid }, 0o710, 0o640, true],
    ['a member of the group, whom the group may not', { ...stranger, gid: self.gid }, 0o705, 0o604, false],
    ['its owner', self, 0o700, 0o400, true],
  ])('%s', async (_, account, folderMode, fileMode, reachable) => {
    await using folder = await temporaryFolder();
    const inside = join(folder.path, 'inside');
    await mkdir(inside);
    await writeFile(join(inside, 'file'), '');
    await chmod(join(inside, 'file'), fileMode);
    await chmod(inside, folderMode);
    expect(await canReach(account, join(inside, 'file'), 'read')).toBe(reachable);
  });
});
