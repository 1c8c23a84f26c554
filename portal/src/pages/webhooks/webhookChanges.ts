/** How endpoints are changed. Each change rejects with an `ApiError`. */
import { useQueryClient } from '@tanstack/react-query';
import { api, dataOf } from '../../api/client.ts';
import { ApiError } from '../../api/errors.ts';
import { queryKeys } from '../../api/queries.ts';
import type { WebhookEndpoint } from '../../api/types.ts';
import { endpointQuery } from './webhookQueries.ts';

export interface EndpointInput {
  readonly url: string;
  readonly events: readonly string[];
  readonly description: string | null;
}

/** A new signing secret. There is no other copy of it. */
export interface Issued {
  readonly endpointId: string;
  readonly secret: string;
}

interface WithSecret {
  readonly id: string;
  readonly secret: string;
}

/** Which endpoint, and the revision that was shown. */
function target({ id, revision }: WebhookEndpoint) {
  return { path: { endpointId: id }, header: { 'If-Match': `"${revision}"` } };
}

export function useWebhookChanges() {
  const client = useQueryClient();
  const refresh = () => client.invalidateQueries({ queryKey: queryKeys.webhooks });

  /** The secret goes to whoever called and nowhere else; also out of a 503 that says that it was recorded. */
  async function issue(call: Promise<WithSecret>): Promise<Issued> {
    try {
      const { id, secret } = await call;
      return { endpointId: id, secret };
    } catch (error) {
      const recorded = error instanceof ApiError ? error.recorded : undefined;
      if (recorded?.secret === undefined) throw error;
      return { endpointId: recorded.id, secret: recorded.secret };
    } finally {
      void refresh();
    }
  }

  return {
    create: ({ events, ...input }: EndpointInput) =>
      issue(dataOf(api.POST('/api/v1/webhook-endpoints', { body: { ...input, events: [...events] } }))),
    rotateSecret: (endpoint: WebhookEndpoint) =>
      issue(
        dataOf(
          api.POST('/api/v1/webhook-endpoints/{endpointId}/rotate-secret', {
            params: target(endpoint),
            body: {},
          }),
        ),
      ),
    change: async (
      endpoint: WebhookEndpoint,
      { events, ...input }: Partial<EndpointInput> & { readonly status?: WebhookEndpoint['status'] },
    ) => {
      try {
        const body = { ...input, ...(events !== undefined && { events: [...events] }) };
        const changed = await dataOf(
          api.PATCH('/api/v1/webhook-endpoints/{endpointId}', { params: target(endpoint), body }),
        );
        client.setQueryData(endpointQuery(endpoint.id).queryKey, changed);
      } finally {
        void refresh();
      }
    },
    remove: async (endpoint: WebhookEndpoint) => {
      await api.DELETE('/api/v1/webhook-endpoints/{endpointId}', { params: target(endpoint) });
      client.removeQueries({ queryKey: queryKeys.webhook(endpoint.id) });
      void refresh();
    },
    sendTest: async ({ id }: WebhookEndpoint) => {
      const params = { path: { endpointId: id } };
      await api.POST('/api/v1/webhook-endpoints/{endpointId}/test', { params, body: {} });
      await client.invalidateQueries({ queryKey: [...queryKeys.webhook(id), 'deliveries'] });
    },
    retry: async ({ id }: WebhookEndpoint, deliveryId: string) => {
      const params = { path: { endpointId: id, deliveryId } };
      await api.POST('/api/v1/webhook-endpoints/{endpointId}/deliveries/{deliveryId}/retry', {
        params,
        body: {},
      });
      await client.invalidateQueries({ queryKey: [...queryKeys.webhook(id), 'deliveries'] });
    },
  };
}
