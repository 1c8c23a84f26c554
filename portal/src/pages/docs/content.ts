/** What a body holds: its type, its schema, and samples of it. */
import { dereference, type Json, type MediaType, type OpenApiDocument, type Schema } from './document.ts';

export interface Sample {
  readonly name: string;
  readonly value: Json;
}

export interface Content {
  readonly contentType: string;
  readonly schema: Schema | undefined;
  readonly samples: readonly Sample[];
}

/** JSON where there is a choice. */
export function contentOf(
  document: OpenApiDocument,
  content: Readonly<Record<string, MediaType>> | undefined,
): Content | undefined {
  const all = Object.entries(content ?? {});
  const chosen = all.find(([type]) => type.includes('json')) ?? all[0];
  if (chosen === undefined) return undefined;
  const [contentType, { schema, example, examples = {} }] = chosen;
  const named = Object.entries(examples).flatMap(([name, given]) => {
    const { summary, value } = dereference<{ summary?: string; value?: Json }>(document, given);
    return value === undefined ? [] : [{ name: summary ?? name, value }];
  });
  return {
    contentType: all.length > 1 ? all.map(([type]) => type).join(', ') : contentType,
    schema,
    samples: samplesOf(document, { schema, example, named }),
  };
}

/** Those of the content; where it has none, those of its schema. */
function samplesOf(
  document: OpenApiDocument,
  given: {
    readonly schema: Schema | undefined;
    readonly example: Json | undefined;
    readonly named: readonly Sample[];
  },
): readonly Sample[] {
  if (given.example !== undefined) return [{ name: 'Example', value: given.example }, ...given.named];
  if (given.named.length > 0 || given.schema === undefined) return given.named;
  const { examples = [] } = dereference(document, given.schema);
  return examples.map((value, index) => ({
    name: examples.length === 1 ? 'Example' : `Example ${index + 1}`,
    value,
  }));
}
