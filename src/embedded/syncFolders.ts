import { open } from 'node:fs/promises';

/** Makes the names in these folders durable: a file's own sync says nothing of the folder that it was put in. */
export async function syncFolders(...folders: readonly string[]): Promise<void> {
  if (process.platform === 'win32') return; // which has no such call
  for (const folder of folders) {
    const handle = await open(folder, 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  }
}
