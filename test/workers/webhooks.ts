/** Webhook delivery under test: stores, the runner of the projections, endpoints and keys of a merchant; time in short. */
import { randomUUID } from 'node:crypto';
import { webhookEndpointCommands } from '../../src/commands/webhookEndpoints.ts';
import { keyStream, type KeyEvent } from '../../src/domain/keyEvents.ts';
import { webhookTypes } from '../../src/domain/webhookTypes.ts';
import { keyProjections } from '../../src/projections/keys.ts';
import {
  webhookDeliveries,
  type DeliveryView,
  type WebhookDeliveries,
} from '../../src/projections/webhookDeliveries.ts';
import { deliverWebhooks, type DeliveryOptions } from '../../src/workers/webhookDelivery.ts';
import { eventually } from '../support/condition.ts';
import { created, recorded } from '../support/keyEvents.ts';
import { startTestStores, type TestStores } from '../support/stores.ts';
import { startWebhookReceiver, type Respond, type WebhookReceiver } from '../support/webhookReceiver.ts';
import { run } from './projections.ts';

export const webhookKey = Buffer.alloc(32, 'webhook key');
/** Whoever commands on the stage. */
export const caller = { merchantId: 'm_1', actor: 'alice', requestId: 'r_1' };

export interface Deliverer {
  readonly said: readonly string[];
  /** Resolves when it has let go of everything. */
  stop(): Promise<void>;
}

export interface WebhookStage {
  readonly stores: TestStores;
  readonly deliveries: WebhookDeliveries;
  /** One more process that delivers, as it were. */
  deliver(options?: Partial<DeliveryOptions>): Deliverer;
  /** A receiver that goes with the stage, and an endpoint for it that wants everything. */
  receiver(respond?: Respond): Promise<WebhookReceiver & { readonly endpointId: string }>;
  /** A new endpoint of the merchant, that wants everything. */
  endpoint(url: string, events?: readonly string[]): Promise<{ id: string; secret: string }>;
  commands: ReturnType<typeof webhookEndpointCommands>;
  /** Appends a creation; resolves when the read models show it. */
  createKey(keyId?: string): Promise<string>;
  append(keyId: string, behind: bigint | 'no_stream', ...events: readonly KeyEvent[]): Promise<void>;
  /** Resolves when the read models show all that was appended. */
  shown(): Promise<void>;
  /** Of an endpoint, newest first. */
  list(endpointId: string): Promise<readonly DeliveryView[]>;
  stop(): Promise<void>;
}

export async function webhookStage(): Promise<WebhookStage> {
  const stores = await startTestStores();
  const { database, databaseUrl, eventStore } = stores;
  const runner = run(stores, keyProjections);
  const deliverers: Deliverer[] = [];
  const receivers: WebhookReceiver[] = [];
  const deliveries = webhookDeliveries(database);
  const commands = webhookEndpointCommands({
    eventStore,
    webhookKey,
    urlRules: { allowLoopback: true },
    now: () => new Date(),
  });
  await runner.ready();

  const append: WebhookStage['append'] = async (keyId, behind, ...events) => {
    const appended = recorded(keyId, events).map(({ type, data, metadata }) => ({
      id: randomUUID(),
      type,
      data: data as object,
      metadata: metadata as object,
    }));
    await eventStore.append(keyStream(keyId), appended, behind);
  };

  const endpoint: WebhookStage['endpoint'] = async (url, events = webhookTypes) => {
    const { endpointId, secret } = await commands.create({ url, events }, caller);
    await runner.ready();
    return { id: endpointId, secret };
  };

  return {
    stores,
    deliveries,
    commands,
    append,
    endpoint,
    async receiver(respond) {
      const receiver = await startWebhookReceiver(respond);
      receivers.push(receiver);
      const { id, secret } = await endpoint(receiver.url);
      receiver.trust(secret);
      return { ...receiver, endpointId: id };
    },
    shown: () => runner.ready(),
    deliver(options = {}) {
      const stopping = new AbortController();
      const said: string[] = [];
      const say = (_: object, message: string) => void said.push(message);
      const ended = deliverWebhooks({
        databaseUrl,
        database,
        eventStore,
        webhookKey,
        allowLoopback: true,
        now: () => new Date(),
        log: { info: say, warn: say },
        timeoutMs: 500,
        retryDelay: (failures) => (failures < 3 ? 0.01 : undefined),
        ...options,
        signal: stopping.signal,
      });
      ended.catch((error: unknown) => said.push(String(error)));
      const deliverer = {
        said,
        async stop() {
          stopping.abort();
          await ended;
        },
      };
      deliverers.push(deliverer);
      return deliverer;
    },
    async createKey(keyId = `key_${randomUUID().replaceAll('-', '')}`) {
      await append(keyId, 'no_stream', created({ keyId }));
      await runner.ready();
      return keyId;
    },
    list: async (endpointId) =>
      (await deliveries.list({ merchantId: 'm_1', endpointId }, {}, { limit: 100 })).items,
    async stop() {
      for (const deliverer of deliverers) await deliverer.stop();
      for (const receiver of receivers) await receiver.stop();
      await runner.stop();
      await stores.stop();
    },
  };
}

/** Resolves with an endpoint's only delivery, once it has this status. */
export async function settled(
  stage: WebhookStage,
  endpointId: string,
  status: DeliveryView['status'],
): Promise<DeliveryView> {
  let found: DeliveryView | undefined;
  await eventually(`the delivery is ${status}`, async () => {
    [found] = await stage.list(endpointId);
    return found?.status === status;
  });
  if (found === undefined) throw new Error('There is no delivery');
  return found;
}

/** Answers with these statuses, one after the other; the last one stays. */
export function answering(...statuses: readonly number[]): Respond {
  let nth = 0;
  return (response) => {
    response.writeHead(statuses[Math.min(nth, statuses.length - 1)] ?? 204).end('what a receiver says');
    nth += 1;
  };
}
