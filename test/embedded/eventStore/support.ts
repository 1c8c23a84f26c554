/** One embedded event store on a database of its own, and the real client that talks to it. */
import { randomUUID } from 'node:crypto';
import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client';
import type {
  AllStreamResolvedEvent,
  AppendToStreamOptions,
  JSONEventData,
  JSONEventType,
  ResolvedEvent,
} from '@eventstore/db-client';
import { startEventStore } from '../../../src/embedded/eventStore/server.ts';
import type { EventStoreServer } from '../../../src/embedded/eventStore/server.ts';
import { createTestDatabase } from '../../support/database.ts';

export interface Store {
  readonly client: EventStoreDBClient;
  readonly server: EventStoreServer;
  readonly databaseUrl: string;
  close(): Promise<void>;
}

export async function startStore(): Promise<Store> {
  const database = await createTestDatabase();
  const server = await startEventStore({ databaseUrl: database.ownerUrl });
  const client = EventStoreDBClient.connectionString(server.url);
  return {
    client,
    server,
    databaseUrl: database.ownerUrl,
    async close() {
      await client.dispose();
      await server.stop();
      await database.drop();
    },
  };
}

/** The client appends by BatchAppend unless a call brings credentials: then it uses Append. */
export const APPEND_PATHS: readonly { path: string; options: AppendToStreamOptions }[] = [
  { path: 'BatchAppend', options: {} },
  { path: 'Append', options: { credentials: { username: 'any', password: 'any' } } },
];

export const newStream = (prefix = 'stream'): string => `${prefix}-${randomUUID()}`;

export type Numbered = JSONEventData<JSONEventType<string, { number: number }>>;

export const numbered = (count: number, type = 'Numbered'): Numbered[] =>
  Array.from({ length: count }, (_, number) =>
    jsonEvent<JSONEventType<string, { number: number }>>({ id: randomUUID(), type, data: { number } }),
  );

export async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const all: Item[] = [];
  for await (const item of items) all.push(item);
  return all;
}

/** The first `count` items of a stream that may never end. */
export async function take<Item>(items: AsyncIterable<Item>, count: number): Promise<Item[]> {
  const taken: Item[] = [];
  if (count === 0) return taken;
  for await (const item of items) if (taken.push(item) === count) break;
  return taken;
}

export const revisionsOf = (
  events: readonly (ResolvedEvent | AllStreamResolvedEvent)[],
): (bigint | undefined)[] => events.map(({ event }) => event?.revision);

export const idsOf = (events: readonly (ResolvedEvent | AllStreamResolvedEvent)[]): (string | undefined)[] =>
  events.map(({ event }) => event?.id);
