/** Results go to stdout and nothing else does; whatever else is said goes to stderr. */
import type { Writable } from 'node:stream';
import { errorCode } from '../embedded/errors.ts';

/** Whoever read the output has left, as `head` does when it has seen enough: there is nothing more to do. */
export class OutputClosed extends Error {
  override readonly name = 'OutputClosed';
}

/**
 * Resolves when the text is handed on, so that whoever waits for it never gets ahead of a slow reader.
 * @throws OutputClosed, or what the file system says. The stream's own `error` event is the caller's to ignore.
 */
export function write(stream: Writable, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.write(text, (error) => {
      if (error === null || error === undefined) resolve();
      else reject(errorCode(error) === 'EPIPE' ? new OutputClosed() : error);
    });
  });
}

/** Prints a result on stdout. @throws OutputClosed */
export function print(text: string): Promise<void> {
  return write(process.stdout, text);
}

/** Prints a result as JSON, for people and programs alike. @throws OutputClosed */
export function printJson(value: unknown): Promise<void> {
  return print(`${JSON.stringify(value, null, 2)}\n`);
}

/** Says something beside the result. */
export function remark(line: string): void {
  process.stderr.write(`keyledger: ${line}\n`);
}
