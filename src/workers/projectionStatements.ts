/** What is to be written for events that follow each other, whether they are a replay or news. */
import type { Project, Projection, Statement } from '../projections/projection.ts';
import type { Queryable } from '../stores/database.ts';
import type { RecordedEvent } from '../stores/eventStore.ts';

/**
 * Reads what the projections hold, and writes nothing. Events are written together up to one that has effects: what those
 * read is to be as of this very event.
 * @param tx the transaction in which the statements are to run, in their order, behind nothing that changes the tables
 * @param isNew whether an event has not had its effects yet
 * @throws UnreadableEvent, DatabaseUnavailable
 */
export async function statementsFor(
  tx: Queryable,
  projections: readonly Projection[],
  events: readonly RecordedEvent[],
  isNew: (event: RecordedEvent) => boolean,
): Promise<readonly Statement[]> {
  const projects = await Promise.all(projections.map((projection) => begin(tx, projection, events)));
  const statements: Statement[] = [];
  let together: RecordedEvent[] = [];
  for (const event of events) {
    together.push(event);
    const effects = isNew(event)
      ? projections.flatMap((projection) => projection.effects?.(event) ?? [])
      : [];
    if (effects.length === 0 && event !== events.at(-1)) continue;
    for (const project of projects) statements.push(...project(together));
    statements.push(...effects);
    together = [];
  }
  return statements;
}

async function begin(
  tx: Queryable,
  { project = () => [] }: Projection,
  events: readonly RecordedEvent[],
): Promise<Project> {
  if (typeof project === 'function') return project;
  const held = project.held(events);
  return project.from(held ? await tx.prepared(held.text, held.values) : []);
}
