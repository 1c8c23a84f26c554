/** Where streams and their metadata streams end. */
import type { StreamState } from '../decide.ts';
import { NO_REVISION } from '../events.ts';
import { parseStreamMetadata } from '../streamMetadata.ts';
import type { Queryable } from './rows.ts';

const STREAM_STATES = {
  name: 'stream-states',
  text: `
    select names.name, stream.revision, metadata.revision as metadata_revision, metadata.data as metadata
    from unnest($1::text[]) as names (name)
    left join lateral (
      select revision from event_store.events
      where stream = names.name order by revision desc limit 1
    ) as stream on true
    left join lateral (
      select revision, data from event_store.events
      where stream = '$$' || names.name order by revision desc limit 1
    ) as metadata on true`,
};

/** The states of streams, which are named by their originals. */
export async function readStreamStates(
  db: Queryable,
  originals: readonly string[],
): Promise<Map<string, StreamState>> {
  const { rows } = await db.query<{
    name: string;
    revision: string | null;
    metadata_revision: string | null;
    metadata: Buffer | null;
  }>({ ...STREAM_STATES, values: [originals] });
  return new Map(
    rows.map((row) => [
      row.name,
      {
        revision: BigInt(row.revision ?? NO_REVISION),
        metadataRevision: BigInt(row.metadata_revision ?? NO_REVISION),
        metadata: parseStreamMetadata(row.metadata ?? undefined),
      },
    ]),
  );
}
