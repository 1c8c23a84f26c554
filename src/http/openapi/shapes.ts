/** The schemas that the OpenAPI document names: what requests carry (as they are sent), and what answers carry. */
import { z } from 'zod';

interface Named {
  readonly id: string;
}

/** By `components/schemas` name. A request is described as it is sent, an answer as it is given. */
export const shapes = { input: z.registry<Named>(), output: z.registry<Named>() } as const;

interface About {
  readonly description: string;
  /** Whole values that the schema accepts. */
  readonly examples: readonly [unknown, ...unknown[]];
}

/** Names the schema of a request's body. */
export function requestShape<S extends z.ZodType>(id: string, schema: S, about: About): S {
  return named('input', id, schema, about);
}

/** Names the schema of an answer's body, or of a part of one. */
export function answerShape<S extends z.ZodType>(id: string, schema: S, about: About): S {
  return named('output', id, schema, about);
}

/**
 * The same, of a view that the code has as a type: it does not compile when either has what the other lacks.
 * @example viewShape<KeyView>()('Key', z.strictObject({ … }), about)
 */
export function viewShape<View>() {
  return <S extends z.ZodType<View>>(
    id: string,
    schema: S & (View extends z.output<S> ? unknown : never),
    about: About,
  ): S => named<S>('output', id, schema, about);
}

/** A page of a list. */
export function pageShape<S extends z.ZodType>(id: string, item: S, example: unknown) {
  const schema = z.strictObject({
    items: z.array(item).readonly(),
    nextCursor: z.string().nullable().describe('For the next page; `null` on the last'),
  });
  return answerShape(id, schema, {
    description: 'A page of a list',
    examples: [{ items: [example], nextCursor: null }],
  });
}

function named<S extends z.ZodType>(io: keyof typeof shapes, id: string, schema: S, about: About): S {
  const described = schema.meta({ description: about.description, examples: [...about.examples] });
  shapes[io].add(described, { id });
  return described;
}

/** A point in time in an answer: ISO 8601, UTC. */
export const instant = z.iso.datetime();
export const instantOrNull = instant.nullable();
