/** `/healthz`: this process answers. `/readyz`: it can do its work. */
import { showHealth, showReadiness } from '../contracts/service.ts';
import type { Endpoint } from '../endpoint.ts';
import { note } from '../exchange.ts';

/** What was checked, and how it went: `ok`, or what is wrong. */
export type Readiness = () => Promise<{
  readonly ready: boolean;
  readonly checks: Readonly<Record<string, string>>;
}>;

export function healthEndpoints(readiness: Readiness): readonly Endpoint[] {
  return [
    {
      ...showHealth,
      handle: (_, response) => {
        note(response, { routine: true });
        return { status: 200, body: { status: 'ok' } };
      },
    },
    {
      ...showReadiness,
      handle: async (_, response) => {
        note(response, { routine: true });
        const body = await readiness();
        return body.ready ? { status: 200, body } : { status: 503, body, headers: { 'Retry-After': '1' } };
      },
    },
  ];
}
