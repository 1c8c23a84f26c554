/**
 * The commands of Keyledger: `all` (default; API and worker in one process), `api`, `worker`, `rebuild`, `token`.
 * What stops a start is said in one message on stderr, with exit code 1.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { ConfigError, processEnvironment, readConfig, type Config } from './config.ts';
import { createLog } from './log.ts';
import { rebuild } from './rebuild.ts';
import { startService, type Mode, type Service } from './service.ts';
import { printToken } from './token.ts';

type Command = (config: Config, args: readonly string[]) => Promise<void>;

const commands: Readonly<Record<string, Command>> = {
  all: withoutArguments('npm start', (config) => serve(config, 'all')),
  api: withoutArguments('node dist/main.js api', (config) => serve(config, 'api')),
  worker: withoutArguments('node dist/main.js worker', (config) => serve(config, 'worker')),
  rebuild: (config, groups) => rebuild(config, groups, say),
  token: printToken,
};

/** A signal within this time of the first is the same one: of Ctrl-C, npm passes on what the terminal has sent already. */
const sameSignalMs = 1000;

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

/** Refuses what it would otherwise ignore: who writes `rebuild --help` does not want a rebuild. */
function withoutArguments(usage: string, run: (config: Config) => Promise<void>): Command {
  return async (config, given) => {
    if (given.length > 0) {
      throw new ConfigError(`This command takes no arguments, not: ${given.join(' ')}\nUsage: ${usage}`);
    }
    await run(config);
  };
}

async function serve(config: Config, mode: Mode): Promise<void> {
  const log = createLog(config.logLevel);
  const service = await startService(config, { mode, log });
  if (service.url !== undefined) void announce(service, service.url, config);

  let stoppingSince: number | undefined;
  const stop = (exitCode: number) => {
    if (stoppingSince !== undefined) return;
    stoppingSince = performance.now();
    process.exitCode = exitCode;
    service.stop().then(
      () => process.exit(),
      (error: unknown) => fail(error),
    );
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => {
      // Whoever asks again does not want to wait for an orderly end.
      if (stoppingSince !== undefined && performance.now() - stoppingSince > sameSignalMs) process.exit(1);
      stop(0);
    });
  service.worker.catch((error: unknown) => {
    complain(error);
    stop(1);
  });
}

/** Says where the service is, once whoever reads it can use it. */
async function announce(service: Service, url: string, config: Config): Promise<void> {
  while (!(await service.ready()).ready) await sleep(50);
  say(`Keyledger answers at ${url}`);
  if (config.tokenIssuer === undefined) {
    say('  A management token: npm run -s token -- --merchant m_1 --role admin');
  }
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
