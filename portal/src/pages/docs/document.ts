/** As much of an OpenAPI 3.1 document as the reference reads. Everything else in it is passed over. */

export interface Ref {
  readonly $ref: string;
}

type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };

/** JSON Schema 2020-12, as far as our zod schemas lead to it. */
export interface Schema {
  readonly $ref?: string;
  readonly title?: string;
  readonly description?: string;
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly enum?: readonly Json[];
  readonly const?: Json;
  readonly default?: Json;
  readonly examples?: readonly Json[];
  readonly example?: Json;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
  readonly items?: Schema | boolean;
  readonly prefixItems?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
}

interface Example {
  readonly summary?: string;
  readonly value?: Json;
}

export interface MediaType {
  readonly schema?: Schema;
  readonly example?: Json;
  readonly examples?: Readonly<Record<string, Example | Ref>>;
}

interface Described {
  readonly description?: string;
}

export interface ParameterObject extends Described {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header' | 'cookie';
  readonly required?: boolean;
  readonly schema?: Schema;
  readonly example?: Json;
}

export interface BodyObject extends Described {
  readonly required?: boolean;
  readonly content?: Readonly<Record<string, MediaType>>;
}

export interface HeaderObject extends Described {
  readonly schema?: Schema;
}

export interface ResponseObject extends Described {
  readonly headers?: Readonly<Record<string, HeaderObject | Ref>>;
  readonly content?: Readonly<Record<string, MediaType>>;
}

export type SecurityRequirement = Readonly<Record<string, readonly string[]>>;

export interface OperationObject extends Described {
  readonly operationId?: string;
  readonly summary?: string;
  readonly tags?: readonly string[];
  readonly deprecated?: boolean;
  readonly parameters?: readonly (ParameterObject | Ref)[];
  readonly requestBody?: BodyObject | Ref;
  readonly responses?: Readonly<Record<string, ResponseObject | Ref>>;
  readonly security?: readonly SecurityRequirement[];
}

export const methods = ['get', 'post', 'put', 'patch', 'delete'] as const;
export type Method = (typeof methods)[number];

export type PathItem = Readonly<Partial<Record<Method, OperationObject>>> & {
  readonly parameters?: readonly (ParameterObject | Ref)[];
};

export interface SecurityScheme extends Described {
  readonly type: string;
  readonly scheme?: string;
  readonly in?: string;
  readonly name?: string;
}

export interface OpenApiDocument {
  readonly openapi: string;
  readonly info: { readonly title: string; readonly version: string; readonly description?: string };
  readonly tags?: readonly { readonly name: string; readonly description?: string }[];
  readonly paths: Readonly<Record<string, PathItem>>;
  readonly webhooks?: Readonly<Record<string, PathItem>>;
  readonly security?: readonly SecurityRequirement[];
  readonly components?: {
    readonly schemas?: Readonly<Record<string, Schema>>;
    readonly securitySchemes?: Readonly<Record<string, SecurityScheme>>;
  };
}

export type { Json };

/**
 * What stands where a reference points (`#/components/…`, RFC 6901), or the value itself when it is none.
 * @throws Error for a reference that leads nowhere in this document: we make it, so that is a defect
 */
export function dereference<T extends object>(document: OpenApiDocument, value: T | Ref): T {
  if (!('$ref' in value) || typeof value.$ref !== 'string') return value as T;
  const path = value.$ref.split('/').slice(1);
  const found = path
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce<unknown>(
      (at, part) =>
        typeof at === 'object' && at !== null ? (at as Record<string, unknown>)[part] : undefined,
      document,
    );
  if (typeof found !== 'object' || found === null) {
    throw new Error(`The API's description refers to ${value.$ref}, which is not in it`);
  }
  return dereference(document, found as T | Ref);
}

/** `Key` of `#/components/schemas/Key`; undefined where a schema has no name. */
export function schemaName({ $ref }: Schema): string | undefined {
  return $ref?.split('/').at(-1);
}
