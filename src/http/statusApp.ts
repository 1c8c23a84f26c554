/** What a port of its own shows of a process: metrics and health, and nothing of the API. */
import express, { type Express } from 'express';
import type { Logger } from 'pino';
import { mount } from './endpoint.ts';
import { failure } from './failure.ts';
import { problem } from './problem.ts';
import { requestLog } from './requestLog.ts';
import { healthEndpoints, type Readiness } from './routes/health.ts';
import { metricsEndpoint, type MetricsText } from './routes/metrics.ts';

/** `/metrics`, `/healthz` and `/readyz`. */
export function createStatusApp(options: {
  readonly metrics: MetricsText;
  readonly readiness: Readiness;
  readonly log: Logger;
}): Express {
  const { metrics, readiness, log } = options;
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.use(requestLog(log));
  mount(app, '', [metricsEndpoint(metrics), ...healthEndpoints(readiness)]);
  app.use(() => {
    throw problem(404, 'NOT_FOUND', 'There is nothing at this path');
  });
  app.use(failure(log));
  return app;
}
