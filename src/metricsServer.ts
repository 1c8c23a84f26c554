/** A port of their own for metrics and health, where one is set. */
import type { Logger } from 'pino';
import type { Config } from './config.ts';
import type { MetricsText } from './http/routes/metrics.ts';
import { listen, urlOf } from './http/server.ts';
import { createStatusApp } from './http/statusApp.ts';
import type { Releases } from './openStores.ts';
import type { Readiness } from './readiness.ts';

export interface MetricsServerOptions {
  readonly config: Pick<Config, 'metricsPort' | 'metricsHost'>;
  readonly metrics: MetricsText;
  readonly ready: () => Promise<Readiness>;
  readonly log: Logger;
}

/** Where they are shown, as a URL; `undefined` when no port is set. @throws Error that names the setting to change */
export async function serveMetrics(
  { config, metrics, ready, log }: MetricsServerOptions,
  releases: Releases,
): Promise<string | undefined> {
  const { metricsPort: port, metricsHost: host } = config;
  if (port === undefined) return undefined;
  const app = createStatusApp({ metrics, readiness: ready, log });
  const settings = { port: 'METRICS_PORT', host: 'METRICS_HOST' };
  const server = await listen(app, { host, port, settings });
  releases.push(() => server.close());
  return urlOf(host, server.port);
}
