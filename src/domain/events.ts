/**
 * Events as a store keeps them: past tense, versioned, plain JSON. A stored shape is never changed: a new shape is a new
 * version, and an older one is upcast on reading. A golden fixture holds each type and version.
 */
import { z } from 'zod';
import { UnreadableEvent } from './errors.ts';

/** An event as the store keeps it. */
export interface StoredEvent {
  readonly type: string;
  readonly data: unknown;
  readonly metadata: unknown;
}

/** Who did it and when. `at` is ISO 8601 UTC. */
export interface Occurrence {
  readonly at: string;
  readonly actor: string;
}

/** Who acts when the service does something by itself. */
export const serviceActor = 'keyledger';

/**
 * Each type's versions, oldest first; the last is the one that is written. An older version that differs ends in a
 * `.transform` to the newest shape: that is its upcaster.
 */
export type Catalogue = Readonly<Record<string, readonly z.ZodType[]>>;

export type EventOf<C extends Catalogue, T extends keyof C> = Occurrence & {
  readonly type: T;
  readonly data: Readonly<z.infer<C[T][number]>>;
};

/** Any event of a catalogue. */
export type EventIn<C extends Catalogue> = { [T in keyof C]: EventOf<C, T> }[keyof C];

export interface EventCodec<Event> {
  /** Every type with the number of its versions, for the test that wants a golden fixture of each. */
  readonly versions: Readonly<Record<string, number>>;
  /**
   * The stored form of an event, validated.
   * @throws UnreadableEvent when it does not fit its own schema: a defect, caught before it is written for ever.
   */
  readonly encode: (event: Event) => StoredEvent & { data: object; metadata: object };
  /**
   * Reads a stored event of any known version, as the newest one.
   * @throws UnreadableEvent that names the type and what does not fit.
   */
  readonly decode: (stored: StoredEvent) => Event;
}

export const instant = z.iso.datetime();
const metadataSchema = z.looseObject({ version: z.int().min(1), at: instant, actor: z.string() });

export function eventCodec<C extends Catalogue>(catalogue: C): EventCodec<EventIn<C>> {
  const versionsOf = (type: string): readonly z.ZodType[] =>
    (Object.hasOwn(catalogue, type) ? catalogue[type] : undefined) ?? [];

  function decode(stored: StoredEvent): EventIn<C> {
    const metadata = metadataSchema.safeParse(stored.metadata);
    if (!metadata.success) {
      throw new UnreadableEvent(`${stored.type}: unreadable metadata: ${z.prettifyError(metadata.error)}`);
    }
    const { version, at, actor } = metadata.data;
    const schema = versionsOf(stored.type)[version - 1];
    if (schema === undefined)
      throw new UnreadableEvent(`${stored.type} version ${version} is not known here`);
    const data = schema.safeParse(stored.data);
    if (!data.success) {
      throw new UnreadableEvent(`${stored.type} version ${version}: ${z.prettifyError(data.error)}`);
    }
    return { type: stored.type, at, actor, data: data.data } as EventIn<C>;
  }

  return {
    versions: Object.fromEntries(
      Object.entries(catalogue).map(([type, versions]) => [type, versions.length]),
    ),
    encode(event) {
      const { at, actor } = event;
      const type = event.type as string;
      const data = event.data as object;
      const metadata = { version: versionsOf(type).length, at, actor };
      decode({ type, data, metadata });
      return { type, data, metadata };
    },
    decode,
  };
}
