/**
 * Postgres refuses to run as root. Started as root, it runs as another user, which must reach its programs and its
 * data: this file says who that is, and what that user can reach.
 */
import { readFile, realpath, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

export interface Account {
  readonly uid: number;
  readonly gid: number;
}

/** 65534 is nobody on Linux: the last resort where no /etc/passwd says otherwise. */
const nobody: Account = { uid: 65534, gid: 65534 };

export const isRoot = (): boolean => process.getuid?.() === 0;

/** Who runs a new server: user `postgres`, else `nobody`. Undefined: ourselves, since we are not root. */
export async function serverAccount(): Promise<Account | undefined> {
  if (!isRoot()) return undefined;
  const passwd = await readFile('/etc/passwd', 'utf8').catch(() => '');
  return accountNamed('postgres', passwd) ?? accountNamed('nobody', passwd) ?? nobody;
}

/** The entry of a passwd(5) file. */
export function accountNamed(name: string, passwd: string): Account | undefined {
  const fields = passwd
    .split('\n')
    .map((line) => line.split(':'))
    .find((entry) => entry[0] === name);
  const uid = Number(fields?.[2]);
  const gid = Number(fields?.[3]);
  return Number.isInteger(uid) && Number.isInteger(gid) && uid !== 0 ? { uid, gid } : undefined;
}

const bits = { read: 4, enter: 1 } as const;

/** Whether the account may enter every folder on the way to this existing path, and read (or enter) what is there. */
export async function canReach(account: Account, path: string, want: keyof typeof bits): Promise<boolean> {
  const target = await realpath(path);
  if (!(await grants(account, target, bits[want]))) return false;
  for (let folder = dirname(target); ; folder = dirname(folder)) {
    if (!(await grants(account, folder, bits.enter))) return false;
    if (folder === dirname(folder)) return true;
  }
}

async function grants(account: Account, path: string, bit: number): Promise<boolean> {
  const { uid, gid, mode } = await stat(path);
  const shift = uid === account.uid ? 6 : gid === account.gid ? 3 : 0;
  return ((mode >> shift) & bit) !== 0;
}
