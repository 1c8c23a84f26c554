/** What a reader wants to know of a schema, in words: its type, what it must keep to, and the fields inside. */
import { dereference, schemaName, type Json, type OpenApiDocument, type Schema } from './document.ts';

export interface Field {
  readonly name: string;
  readonly schema: Schema;
  readonly isRequired: boolean;
}

/** `string`, `string (date-time) or null`, `array of Key`. */
export function typeText(document: OpenApiDocument, schema: Schema): string {
  const { base, isNullable } = withoutNull(schema);
  return `${plainType(document, base)}${isNullable ? ' or null' : ''}`;
}

/** In the order in which they are read: length, range, form, default. */
export function constraints(document: OpenApiDocument, schema: Schema): readonly string[] {
  const { base } = withoutNull(schema);
  const given = dereference(document, base);
  const { minLength, maxLength, minItems, maxItems, pattern, format } = given;
  const least =
    given.minimum ?? (given.exclusiveMinimum === undefined ? undefined : given.exclusiveMinimum + 1);
  const most =
    given.maximum ?? (given.exclusiveMaximum === undefined ? undefined : given.exclusiveMaximum - 1);
  const fallback = schema.default ?? given.default;
  return [
    between(minLength, maxLength, 'characters'),
    between(minItems, maxItems, 'items'),
    between(isUnbounded(least) ? undefined : least, isUnbounded(most) ? undefined : most, ''),
    // A format says the same as the long pattern that zod adds to it.
    pattern === undefined || format !== undefined || pattern.length > 60 ? undefined : `matches ${pattern}`,
    fallback === undefined ? undefined : `default ${JSON.stringify(fallback)}`,
  ].filter((text) => text !== undefined);
}

/** The values that are possible, where they can be listed. */
export function possibleValues(document: OpenApiDocument, schema: Schema): readonly Json[] {
  const { base } = withoutNull(schema);
  const given = dereference(document, base);
  if (given.enum !== undefined) return given.enum.filter((value) => value !== null);
  if (given.const !== undefined) return [given.const];
  return typeof given.items === 'object' ? possibleValues(document, given.items) : [];
}

/** The description that stands beside a reference goes before the one that it refers to. */
export function descriptionOf(document: OpenApiDocument, schema: Schema): string | undefined {
  const { base } = withoutNull(schema);
  return schema.description ?? base.description ?? dereference(document, base).description;
}

/** The fields of an object, or of each item of a list; none for anything else. */
export function fieldsOf(document: OpenApiDocument, schema: Schema): readonly Field[] {
  const { base } = withoutNull(schema);
  const given = dereference(document, base);
  if (given.allOf !== undefined) return given.allOf.flatMap((part) => fieldsOf(document, part));
  if (given.properties !== undefined) {
    const required = new Set(given.required);
    return Object.entries(given.properties).map(([name, field]) => ({
      name,
      schema: field,
      isRequired: required.has(name),
    }));
  }
  if (typeof given.items === 'object') return fieldsOf(document, given.items);
  return typeof given.additionalProperties === 'object' ? fieldsOf(document, given.additionalProperties) : [];
}

/** The shapes of which one is meant, where there is more than one. */
export function variantsOf(document: OpenApiDocument, schema: Schema): readonly Schema[] {
  const { base } = withoutNull(schema);
  const given = dereference(document, base);
  const variants = given.oneOf ?? given.anyOf ?? [];
  return variants.some((variant) => fieldsOf(document, variant).length > 0) ? variants : [];
}

function plainType(document: OpenApiDocument, schema: Schema): string {
  const name = schemaName(schema);
  const given = dereference(document, schema);
  const { type, format, items } = given;
  const variants = given.oneOf ?? given.anyOf;
  if (variants !== undefined && name !== undefined) return name;
  if (variants !== undefined) {
    const texts = variants.map((variant) => typeText(document, variant));
    return [...new Set(texts)].join(' or ');
  }
  if (type === 'array' || items !== undefined) {
    return typeof items === 'object' ? `array of ${typeText(document, items)}` : 'array';
  }
  if (typeof given.additionalProperties === 'object' && given.properties === undefined) {
    return `map of ${typeText(document, given.additionalProperties)}`;
  }
  if (type === 'object' || given.allOf !== undefined) return name ?? 'object';
  const text = typeof type === 'string' ? type : (type ?? []).join(' or ');
  if (text === '') return typeof given.const === 'object' || given.enum === undefined ? 'any' : 'string';
  return format === undefined ? text : `${text} (${format})`;
}

/** zod writes what may be null as a choice of two. */
function withoutNull(schema: Schema): { readonly base: Schema; readonly isNullable: boolean } {
  const { type, anyOf, oneOf } = schema;
  if (typeof type === 'object' && type.includes('null')) {
    const names = type.filter((name) => name !== 'null');
    return { base: { ...schema, type: names.length === 1 ? (names[0] ?? '') : names }, isNullable: true };
  }
  const choice = anyOf ?? oneOf;
  const rest = choice?.filter((variant) => variant.type !== 'null');
  if (choice === undefined || rest === undefined || rest.length === choice.length) {
    return { base: schema, isNullable: false };
  }
  const [only] = rest;
  return { base: rest.length === 1 && only !== undefined ? only : { anyOf: rest }, isNullable: true };
}

function between(least: number | undefined, most: number | undefined, unit: string): string | undefined {
  const of = unit === '' ? '' : ` ${unit}`;
  if (least !== undefined && most !== undefined) {
    return least === most ? `exactly ${most}${of}` : `${least}–${most}${of}`;
  }
  if (most !== undefined) return `at most ${most}${of}`;
  return least === undefined || (least === 0 && unit !== '') ? undefined : `at least ${least}${of}`;
}

/** zod states the range of safe integers for every integer. */
function isUnbounded(bound: number | undefined): boolean {
  return bound !== undefined && Math.abs(bound) === Number.MAX_SAFE_INTEGER;
}
