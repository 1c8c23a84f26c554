/** `all`, `api` and `worker`: the service as a process, until a signal or a fault ends it. */
import cluster from 'node:cluster';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import { runApiProcess } from '../apiProcess.ts';
import type { Config } from '../config.ts';
import { createLog } from '../log.ts';
import { startService, type Mode, type Service } from '../service.ts';
import { signInLink, signInWay } from '../signIn.ts';
import { complain, sayable, type ReadSettings } from './ending.ts';
import { print } from './output.ts';

/** A signal within this time of the first is the same one: of Ctrl-C, npm passes on what the terminal has sent already. */
const sameSignalMs = 1000;

const modes: Readonly<Record<Mode, string>> = {
  all: 'run API and worker in one process (the default)',
  api: 'run the HTTP API',
  worker: 'run what follows the events: projections, audit, expiry, webhooks',
};

/** Adds a command for each mode. */
export function serveCommands(program: Command, settings: ReadSettings): void {
  for (const mode of ['all', 'api', 'worker'] as const) {
    program
      .command(mode)
      .description(modes[mode])
      .action(() => serve(settings(), mode));
  }
}

async function serve(config: Config, mode: Mode): Promise<void> {
  const log = createLog(config.logLevel);
  if (cluster.worker !== undefined) return runApiProcess(config, log, cluster.worker, sayable);
  const service = await startService(config, { mode, log });
  if (service.url !== undefined) void announce(service, service.url, config);

  let stoppingSince: number | undefined;
  const stop = (exitCode: number) => {
    if (stoppingSince !== undefined) return;
    stoppingSince = performance.now();
    process.exitCode = exitCode;
    service.stop().then(
      () => process.exit(),
      (error: unknown) => {
        complain(error);
        process.exit(1);
      },
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
  const hints = [
    await portalHint(url, config),
    config.tokenIssuer === undefined
      ? '  A management token: npm run -s token -- --merchant m_1 --role admin\n'
      : '',
  ];
  await print(`Keyledger answers at ${url}\n${hints.join('')}`).catch(() => undefined); // nobody may be listening any more
}

async function portalHint(url: string, config: Config): Promise<string> {
  const way = signInWay(config);
  switch (way) {
    case 'oidc':
      return `  The portal: ${config.publicUrl ?? url}/portal/\n`;
    case 'local': {
      const operator = { actor: 'operator', merchantId: 'm_1', role: 'admin' } as const;
      return `  The portal, for one sign-in within 15 minutes: ${await signInLink(config, url, operator)}\n`;
    }
    case 'none':
      return '';
    default:
      return way satisfies never;
  }
}
