/** What is to be written for events that follow each other, whether they are a replay or news. */
import type { Project, Projection, ProjectionGroup, Statement } from '../projections/projection.ts';
import type { Queryable } from '../stores/database.ts';
import type { RecordedEvent } from '../stores/eventStore.ts';

/**
 * Reads what the projections hold, and writes nothing. The statements come in lots, each made as it is taken: a projection's of a
 * part of the events, or the effects of a part.
 * @param tx the transaction in which the statements are to run, in their order, behind nothing that changes the tables
 * @param isNew whether an event has not had its effects yet
 * @throws DatabaseUnavailable, UnreadableEvent, this one also when a lot is taken
 */
export async function statementsFor(
  tx: Queryable,
  group: Pick<ProjectionGroup, 'projections' | 'streamPrefixes'>,
  events: readonly RecordedEvent[],
  isNew: (event: RecordedEvent) => boolean,
): Promise<Iterable<readonly Statement[]>> {
  const { projections } = group;
  const projects = await Promise.all(projections.map((projection) => begin(tx, projection, events)));
  const effectsOf = (event: RecordedEvent): readonly Statement[] =>
    isNew(event) ? projections.flatMap(({ effects }) => effects?.(event) ?? []) : [];
  return statementsOf(writtenTogether(group, events, effectsOf), projects);
}

function* statementsOf(
  parts: readonly Part[],
  projects: readonly Project[],
): Generator<readonly Statement[]> {
  for (const { together, effects } of parts) {
    for (const project of projects) yield project(together);
    yield effects;
  }
}

interface Part {
  readonly together: RecordedEvent[];
  /** Behind what is written for all of them. */
  readonly effects: Statement[];
}

/**
 * Parts as large as they can be without an effect that sees more of its own stream, or of streams of another kind, than was
 * there at its event: one with effects holds events of one kind, and none of a stream behind one that has effects.
 */
function writtenTogether(
  { streamPrefixes }: Pick<ProjectionGroup, 'streamPrefixes'>,
  events: readonly RecordedEvent[],
  effectsOf: (event: RecordedEvent) => readonly Statement[],
): readonly Part[] {
  const parts: Part[] = [];
  let part: Part | undefined;
  let streams = new Set<string>();
  let kind: string | undefined;
  for (const event of events) {
    const effects = effectsOf(event);
    const itsKind = streamPrefixes.find((prefix) => event.stream.startsWith(prefix));
    const isApart = (part?.effects.length ?? 0) + effects.length > 0 && kind !== itsKind;
    if (part === undefined || isApart || streams.has(event.stream)) {
      part = { together: [], effects: [] };
      parts.push(part);
      streams = new Set();
    }
    kind = itsKind;
    part.together.push(event);
    part.effects.push(...effects);
    if (effects.length > 0) streams.add(event.stream);
  }
  return parts;
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
