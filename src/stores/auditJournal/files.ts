/** The calls of the file system that the journal writes with: an argument, so that a test can make any of them fail. */
import { access, close, fdatasync, ftruncate, open, write } from 'node:fs';
import { open as openHandle } from 'node:fs/promises';

export interface JournalFiles {
  /** Opens a file that did not exist, for its owner alone. */
  create(path: string): Promise<number>;
  /** Writes at this position of the file and tells how many bytes it took, which may be fewer than there are. */
  write(file: number, data: Uint8Array, position: number): Promise<number>;
  /** Brings a file's data to the disk, and what is needed to find them again. */
  sync(file: number): Promise<void>;
  /** The same for the names in a folder. */
  syncFolder(path: string): Promise<void>;
  /** Whether anything of this name can still be found. */
  exists(path: string): Promise<boolean>;
  truncate(file: number, bytes: number): Promise<void>;
  close(file: number): Promise<void>;
}

/** The real ones. By callbacks: a file handle costs a tenth more, in every group of lines. */
export const systemFiles: JournalFiles = {
  create: (path) =>
    new Promise((resolve, reject) => {
      open(path, 'wx', 0o600, (error, file) => (error === null ? resolve(file) : reject(error)));
    }),
  write: (file, data, position) =>
    new Promise((resolve, reject) => {
      write(file, data, 0, data.length, position, (error, bytes) =>
        error === null ? resolve(bytes) : reject(error),
      );
    }),
  sync: (file) => called((done) => fdatasync(file, done)),
  async syncFolder(path) {
    if (process.platform === 'win32') return; // which has no such call
    const folder = await openHandle(path, 'r');
    try {
      await folder.sync();
    } finally {
      await folder.close();
    }
  },
  exists: (path) =>
    new Promise((resolve) => {
      access(path, (error) => resolve(error?.code !== 'ENOENT'));
    }),
  truncate: (file, bytes) => called((done) => ftruncate(file, bytes, done)),
  close: (file) => called((done) => close(file, done)),
};

function called(call: (done: (error: Error | null) => void) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    call((error) => (error === null ? resolve() : reject(error)));
  });
}
