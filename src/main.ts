/**
 * The commands of Keyledger: `all` (default; API and worker in one process), `api`, `worker`, `rebuild`, `token`.
 * What stops a start is said in one message on stderr, with exit code 1.
 */
import { parseArgs } from 'node:util';
import { pino } from 'pino';
import { ConfigError, processEnvironment, readConfig, type Config } from './config.ts';
import { rebuild } from './rebuild.ts';
import { startService, type Mode } from './service.ts';
import { printToken } from './token.ts';

const commands: Readonly<Record<string, (config: Config, args: readonly string[]) => Promise<void>>> = {
  all: (config) => serve(config, 'all'),
  api: (config) => serve(config, 'api'),
  worker: (config) => serve(config, 'worker'),
  rebuild: (config) => rebuild(config, say),
  token: printToken,
};

const [name = 'all', ...args] = process.argv.slice(2);
const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
try {
  if (command === undefined) {
    throw new ConfigError(`There is no command "${name}", but: ${Object.keys(commands).join(', ')}`);
  }
  await command(readConfig(processEnvironment()), args);
} catch (error) {
  fail(error);
}

async function serve(config: Config, mode: Mode): Promise<void> {
  parseArgs({ args: [...args], options: {} });
  const log = pino({ level: config.logLevel });
  const service = await startService(config, { mode, log });
  if (service.url !== undefined) say(welcome(service.url, config));

  let stopping = false;
  const stop = (exitCode: number) => {
    if (stopping) return;
    stopping = true;
    process.exitCode = exitCode;
    service.stop().then(
      () => process.exit(),
      (error: unknown) => fail(error),
    );
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stop(0));
  service.worker.catch((error: unknown) => {
    complain(error);
    stop(1);
  });
}

function welcome(url: string, config: Config): string {
  const token =
    config.tokenIssuer === undefined
      ? '\n  A management token: npm run -s token -- --merchant m_1 --role admin'
      : '';
  return `Keyledger answers at ${url}${token}`;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Errors that are meant for the operator speak for themselves; a defect shows where it happened. */
function complain(error: unknown): void {
  const meant = error instanceof Error && ('code' in error || error instanceof ConfigError);
  const text = meant ? error.message : error instanceof Error ? error.stack : String(error);
  process.stderr.write(`keyledger: ${text}\n`);
}

function fail(error: unknown): never {
  complain(error);
  process.exit(1);
}
