/**
 * How a command ends: 0 when it is done, 2 when the command line cannot be accepted, 1 when what it asks for failed. A
 * signal ends it as signals do; a shell shows that as 128 and its number, 130 for Ctrl-C.
 */
import { CommanderError } from 'commander';
import { ConfigError, type Config } from '../config.ts';
import { OutputClosed } from './output.ts';

/** Reads the settings, when a command that needs them runs: help must not fail because of them. @throws ConfigError */
export type ReadSettings = () => Config;

/** The exit code for what ended a command, after saying on stderr what is to be said. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof OutputClosed) return 0;
  // Commander has said it, on stdout what was asked for and on stderr what is wrong.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  complain(error);
  return 1;
}

/** What an operator can do about an error that says only what is wrong. */
const advice: Readonly<Record<string, string>> = {
  READ_MODELS_NOT_READY: 'A worker builds them: try again later. Where none runs, run: keyledger rebuild',
  EFFECT_NOT_SHOWN: 'It is recorded and takes effect as soon as a worker catches up. Do not repeat it',
};

/** Says on stderr what is wrong. */
export function complain(error: unknown): void {
  process.stderr.write(`keyledger: ${sayable(error)}\n`);
}

/** Errors that are meant for the operator speak for themselves; a defect shows where it happened. */
export function sayable(error: unknown): string {
  const meant = error instanceof Error && ('code' in error || error instanceof ConfigError);
  const text = meant ? error.message : error instanceof Error ? error.stack : String(error);
  const todo = error instanceof Error && 'code' in error ? advice[String(error.code)] : undefined;
  return `${text}${todo === undefined ? '' : `. ${todo}`}`;
}
