/** The data directory itself: made for its owner, or refused when it is another user's. */
import { access, constants, mkdir, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { isRoot } from './account.ts';
import { EmbeddedStoresFailed, errorCode } from './errors.ts';

/** Its absolute path. Throws EmbeddedStoresFailed when this user cannot write there. */
export async function openDataDir(path: string): Promise<string> {
  const dataDir = resolve(path);
  try {
    // Others may pass through (the Postgres of a root user is another user), and see nothing on the way.
    await mkdir(dataDir, { recursive: true, mode: isRoot() ? 0o711 : 0o700 });
    await access(dataDir, constants.R_OK | constants.W_OK | constants.X_OK);
    return dataDir;
  } catch (error) {
    const owner = await stat(dataDir).then(
      ({ uid }) => ` It belongs to the user ${uid}, and this is ${process.getuid?.() ?? 'another'}.`,
      () => '',
    );
    throw new EmbeddedStoresFailed(
      `The data directory ${dataDir} cannot be used (${errorCode(error) ?? String(error)}).${owner} Set DATA_DIR to a folder of your own.`,
      { cause: error },
    );
  }
}
