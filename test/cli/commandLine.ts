/** The built command line, as a shell runs it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { text } from 'node:stream/consumers';

export const main = new URL('../../dist/main.js', import.meta.url).pathname;

export type Settings = Readonly<Record<string, string>>;

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command to its end, whatever that is. Its words are divided by spaces; `more` are taken as they are. */
export async function keyledger(
  settings: Settings,
  words: string,
  ...more: readonly string[]
): Promise<Ended> {
  return ended(process.execPath, [main, ...words.split(' '), ...more], settings);
}

/** Runs a script of the shell, in which `keyledger` is our command. */
export async function shell(settings: Settings, script: string): Promise<Ended> {
  const command = `keyledger() { '${process.execPath}' '${main}' "$@"; }`;
  return ended('/bin/sh', ['-c', `${command}\n${script}`], settings);
}

/** What a process needs of this one's environment, and no setting of ours. */
export function environment(settings: Settings): NodeJS.ProcessEnv {
  return { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? tmpdir(), ...settings };
}

async function ended(program: string, args: readonly string[], settings: Settings): Promise<Ended> {
  const child = spawn(program, args, { env: environment(settings), stdio: ['ignore', 'pipe', 'pipe'] });
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'exit') as Promise<[number | null]>,
  ]);
  return { code, stdout, stderr };
}
