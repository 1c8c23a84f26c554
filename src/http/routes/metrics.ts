/** `/metrics`: what is counted, for Prometheus. It asks for no key and no token, and names no key, merchant or address. */
import { showMetrics } from '../contracts/service.ts';
import type { Endpoint } from '../endpoint.ts';
import { note } from '../exchange.ts';

/** The metrics as they are now, in the format that the Content-Type names. */
export interface MetricsText {
  readonly contentType: string;
  text(): Promise<string>;
}

export const metricsPath = showMetrics.path;

/** The endpoint that shows them. */
export function metricsEndpoint(metrics: MetricsText): Endpoint {
  return {
    ...showMetrics,
    handle: async (_, response) => {
      note(response, { routine: true });
      return {
        status: 200,
        text: await metrics.text(),
        headers: { 'Content-Type': metrics.contentType },
      };
    },
  };
}
