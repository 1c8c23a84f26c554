/** Writes what events mean to read models of the keys, as their runner does, but for the checkpoint: for tests of what reads them. */
import { keyProjections } from '../../src/projections/keys.ts';
import type { Projection } from '../../src/projections/projection.ts';
import type { Transactional } from '../../src/stores/database.ts';
import type { RecordedEvent } from '../../src/stores/eventStore.ts';
import { statementsFor } from '../../src/workers/projectionStatements.ts';

/** All in one transaction. @param isNew whether an event has its effects */
export async function project(
  database: Transactional,
  projections: readonly Projection[],
  events: readonly RecordedEvent[],
  isNew: (event: RecordedEvent) => boolean = () => true,
): Promise<void> {
  await database.transaction(async (tx) => {
    const statements = await statementsFor(tx, { ...keyProjections, projections }, events, isNew);
    await Promise.all([...statements].flat().map(({ text, values }) => tx.query(text, values)));
  });
}
