/**
 * What of a merchant's has changed, in the order of the event log: for the pages that show it. A row says which key or
 * endpoint to look at again, and no more; rows are kept for an hour, for whoever was away. What is replayed was told before.
 */
import { keyStreamPrefix } from '../domain/keyEvents.ts';
import { webhookStreamPrefix } from '../domain/webhookEvents.ts';
import { feed, type Feed, type FeedConnections } from './feed.ts';
import { keyProjectionGroup } from './keyProjection.ts';
import type { Projection } from './projection.ts';

/** A position is that of the event in the log: one writer writes them in their order, and so they become visible. */
const create = `
  create table merchant_changes (
    position    numeric(20) primary key,
    merchant_id text        not null,
    kind        text        not null check (kind in ('key', 'webhook_endpoint')),
    id          text        not null,
    revision    bigint      not null,
    at          timestamptz not null default now()
  )`;

/** Whoever adds a row looks at the two oldest, and removes them when they are old: there are never many more than an hour brings. */
function change(source: string): string {
  return `
    with old as (
      delete from merchant_changes where position in (
        select position from (select position, at from merchant_changes order by position limit 2) oldest
        where at < now() - interval '1 hour'))
    insert into merchant_changes (position, merchant_id, kind, id, revision) ${source}`;
}

/** By the prefix of the stream. It stands behind the tables in its group that know whose the key or endpoint is. */
const changes: readonly (readonly [streamPrefix: string, text: string])[] = [
  [keyStreamPrefix, change(`select $1, merchant_id, 'key', key_id, $3 from key_list where key_id = $2`)],
  [
    webhookStreamPrefix,
    change(
      `select $1, merchant_id, 'webhook_endpoint', endpoint_id, $3 from webhook_endpoints where endpoint_id = $2`,
    ),
  ],
];

export const merchantChanges: Projection = {
  name: 'merchant_changes',
  version: 1,
  create,
  drop: 'drop table if exists merchant_changes',
  effects: ({ stream, position, revision }) =>
    changes.flatMap(([prefix, text]) =>
      stream.startsWith(prefix)
        ? [{ text, values: [position.commit, stream.slice(prefix.length), revision] }]
        : [],
    ),
};

/** The key or webhook endpoint is at this revision, or a later one. */
export interface MerchantChange {
  readonly merchantId: string;
  readonly kind: 'key' | 'webhook_endpoint';
  readonly id: string;
  readonly revision: number;
}

interface Row {
  readonly merchant_id: string;
  readonly kind: MerchantChange['kind'];
  readonly id: string;
  readonly revision: string;
}

/** The changes of all merchants as they come: whoever follows them takes those of one. */
export function merchantFeed(connections: FeedConnections): Feed<MerchantChange> {
  return feed<Row, MerchantChange>(connections, {
    group: keyProjectionGroup,
    table: 'merchant_changes',
    columns: 'merchant_id, kind, id, revision',
    read: (row) => ({
      merchantId: row.merchant_id,
      kind: row.kind,
      id: row.id,
      revision: Number(row.revision),
    }),
  });
}
