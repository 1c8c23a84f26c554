import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface TestFolder extends AsyncDisposable {
  readonly path: string;
}

/** An empty folder that goes with its scope (`await using`). Others may pass through it, unless the mode says no. */
export async function temporaryFolder(mode = 0o711): Promise<TestFolder> {
  const path = await mkdtemp(join(tmpdir(), 'keyledger-'));
  await chmod(path, mode);
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}
