/** Reads an OpenAPI document: which operation a request is, and whether a value is what a schema in it says. */
import { Ajv2020, type AnySchemaObject, type ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';

interface Reference {
  readonly $ref: string;
}
export interface HeaderObject {
  readonly required?: boolean;
  readonly schema: { readonly pattern: string };
  readonly example: string;
}
export interface MediaType {
  readonly schema: AnySchemaObject;
  readonly example?: unknown;
  readonly examples?: Readonly<Record<string, { readonly value: unknown }>>;
}
export interface ResponseObject {
  readonly headers?: Readonly<Record<string, HeaderObject | Reference>>;
  readonly content?: Readonly<Record<string, MediaType>>;
}
export interface Operation {
  readonly operationId: string;
  readonly security: readonly object[];
  readonly parameters?: readonly {
    readonly name: string;
    readonly schema: AnySchemaObject;
    readonly example?: unknown;
  }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, MediaType>> };
  readonly responses: Readonly<Record<string, ResponseObject | Reference>>;
}
export interface OpenApi {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: Readonly<Record<string, Readonly<Record<string, AnySchemaObject>>>>;
}

export interface OpenApiReader {
  readonly document: OpenApi;
  /**
   * The path's template, and its operations by method in lower case; `undefined` where nothing is documented. Of two that
   * fit, the one that has the method.
   */
  at(
    pathname: string,
    method?: string,
  ): { readonly template: string; readonly methods: OpenApi['paths'][string] } | undefined;
  /** What a reference refers to, or the value itself; with the JSON pointer to it. */
  resolve<T extends object>(
    value: T | Reference,
    pointer: string,
  ): { readonly value: T; readonly pointer: string };
  /** The validator of the schema at a JSON pointer. */
  validator(pointer: string): ValidateFunction;
}

/** A JSON pointer's segment (RFC 6901). */
export function segment(name: string): string {
  return `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

export function openApiReader(given: unknown): OpenApiReader {
  const document = given as OpenApi;
  const templates = Object.entries(document.paths).map(([template, methods]) => ({
    template,
    methods,
    pattern: new RegExp(`^${template.replaceAll('.', String.raw`\.`).replaceAll(/\{\w+\}/g, '[^/]+')}/?$`),
  }));
  // What is written out goes before what stands for anything.
  templates.sort((a, b) => Number(a.template.includes('{')) - Number(b.template.includes('{')));

  // Beside schemas, a document has much that is none.
  const ajv = new Ajv2020({ strict: false, validateSchema: false });
  formats.default(ajv);
  ajv.addSchema(document, 'document');

  return {
    document,
    at(pathname, method = '') {
      const fitting = templates.filter(({ pattern }) => pattern.test(pathname));
      return fitting.find(({ methods }) => Object.hasOwn(methods, method)) ?? fitting[0];
    },
    resolve<T extends object>(value: T | Reference, pointer: string) {
      if (!('$ref' in value)) return { value, pointer };
      const place = value.$ref.slice(1);
      const [, , kind = '', name = ''] = place.split('/');
      return { value: document.components[kind]?.[name] as unknown as T, pointer: place };
    },
    validator(pointer) {
      const found = ajv.getSchema(`document#${pointer.split('/').map(encodeURIComponent).join('/')}`);
      if (found === undefined) throw new Error(`There is no schema at ${pointer}`);
      return found;
    },
  };
}
