/** A contract as an Operation Object of OpenAPI. */
import type { z } from 'zod';
import type { Profiles } from '../../domain/profiles.ts';
import { exampleOf, inlineSchema, reference, type Json } from './components.ts';
import type { Access, AnswerShape, Content, Contract } from './contract.ts';
import { headerReferences, requestHeaders } from './headers.ts';
import { pathParameters } from './parameters.ts';
import { productRefusals } from './productRefusals.ts';
import { refusalExample, type RefusalExample, type RefusalName } from './refusals.ts';
import { refusalResponses, type Responses } from './responses.ts';

/** @param named where responses that others may have too are kept by name */
export function operationObject(contract: Contract, profiles: Profiles, named: Responses): Json {
  const { operationId, tag, summary, description, access, body } = contract;
  const parameters = [...pathParameters(contract.path), ...headersOf(contract), ...queryOf(contract)];
  const answers = Object.entries(contract.answers).map(([status, answer]) => [status, answerObject(answer)]);
  return {
    operationId,
    tags: [tag],
    summary,
    ...(description !== undefined && { description }),
    security: security(access, contract.method !== 'GET'),
    ...(parameters.length > 0 && { parameters }),
    ...(body !== undefined && {
      requestBody: {
        required: !body.safeParse({}).success,
        content: { 'application/json': { schema: reference('input', body), example: exampleOf(body) } },
      },
    }),
    responses: {
      ...refusalResponses(
        [...commonRefusals(contract), ...ownRefusals(contract, profiles)],
        contract.unproven,
        named,
      ),
      ...(Object.fromEntries(answers) as Json),
    },
  };
}

/** Changes by a session need its token, too. */
function security(access: Access, changes: boolean): readonly Json[] {
  switch (access.by) {
    case 'anyone':
      return [];
    case 'browser':
      return [{ session: [], csrfToken: [] }, {}];
    case 'key':
      return [{ key: [access.scope] }];
    case 'role':
      return [
        { token: access.roles },
        { session: access.roles, ...(changes && { csrfToken: access.roles }) },
      ];
    default:
      return access satisfies never;
  }
}

function headersOf({ headers = [] }: Contract): readonly Json[] {
  return headers.map((name) => {
    const { description, pattern, example } = requestHeaders[name];
    return { name, in: 'header', description, schema: { type: 'string', pattern }, example };
  });
}

function queryOf({ query }: Contract): readonly Json[] {
  if (query === undefined) return [];
  const { properties = {}, required = [] } = inlineSchema(query) as {
    properties?: Record<string, Json>;
    required?: readonly string[];
  };
  return Object.entries(properties).map(([name, { description, ...schema }]) => ({
    name,
    in: 'query',
    ...(description !== undefined && { description }),
    ...(required.includes(name) && { required: true }),
    schema,
  }));
}

function answerObject({ description, content = [], headers = [] }: AnswerShape): Json {
  const contents: readonly Content[] = 'length' in content ? content : [content];
  return {
    description,
    headers: headerReferences(headers),
    ...(contents.length > 0 && { content: Object.fromEntries(contents.map(mediaType)) as Json }),
  };
}

function mediaType(content: Content): readonly [type: string, Json] {
  if ('json' in content) {
    const { json } = content;
    return ['application/json', { schema: reference('output', json), example: exampleOf(json) }];
  }
  const { type, about, example, items } = content;
  // What a JSON document is cannot be told by an example in text.
  if (type === 'application/json') return [type, { schema: { type: 'object', description: about } }];
  const schema = { type: 'string', description: about, ...(items !== undefined && carried(items)) };
  return [type, { schema, example }];
}

/** JSON within text, as JSON Schema 2020-12 has words for it (Validation §8). */
function carried(items: readonly z.ZodType[]): Json {
  const [first, ...others] = items.map((item) => reference('output', item));
  return {
    contentMediaType: 'application/json',
    contentSchema: others.length === 0 ? first : { anyOf: [first, ...others] },
  };
}

/** What every operation of its kind refuses. */
function commonRefusals({
  access,
  method,
  query,
  body,
  headers = [],
  path,
}: Contract): readonly RefusalExample[] {
  const names: readonly (RefusalName | false)[] = [
    (path.includes(':') || headers.includes('If-Match')) && 'BadRequest',
    body !== undefined && 'MalformedJson',
    access.by === 'role' && 'Unauthorized',
    access.by === 'role' && access.roles.length === 1 && 'Forbidden',
    (access.by === 'role' || access.by === 'browser') && method !== 'GET' && 'Csrf',
    headers.includes('If-Match') && 'RevisionMismatch',
    body !== undefined && 'PayloadTooLarge',
    body !== undefined && 'UnsupportedMediaType',
    body !== undefined && (access.by === 'key' ? 'InvalidJson' : 'InvalidBody'),
    query !== undefined && access.by === 'role' && 'InvalidQuery',
    'InternalError',
    access.by !== 'anyone' && 'Unavailable',
  ];
  return names.flatMap((name) => (name === false ? [] : [refusalExample(name)]));
}

function ownRefusals({ access, refusals = [] }: Contract, profiles: Profiles): readonly RefusalExample[] {
  return [
    ...refusals.map(refusalExample),
    ...(access.by === 'key' ? productRefusals(profiles.get(access.profile), access.scope) : []),
  ];
}
