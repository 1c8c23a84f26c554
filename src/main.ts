/**
 * The process: runs what the command line says, `all` when it says nothing (API and worker in one process). What cannot be
 * done is said in one message on stderr; `cli/ending.ts` tells the exit codes.
 */
import { exitCodeOf } from './cli/ending.ts';
import { createProgram } from './cli/program.ts';
import { processEnvironment, readConfig } from './config.ts';

// Whoever writes hears of it; unheard, the event would end the process.
process.stdout.on('error', () => undefined);

const args = process.argv.slice(2);
try {
  const program = createProgram(() => readConfig(processEnvironment()));
  await program.parseAsync(args.length === 0 ? ['all'] : args, { from: 'user' });
} catch (error) {
  process.exit(exitCodeOf(error));
}
