/** The OpenAPI 3.1 document, made of the contracts that are kept (`src/http/contracts`). */
import type { Profiles } from '../../domain/profiles.ts';
import { schemaComponents, type Json } from './components.ts';
import { tags, type Contract } from './contract.ts';
import { headerComponents } from './headers.ts';
import { operationObject } from './operation.ts';
import type { Responses } from './responses.ts';

/** Contracts below the base path at which they are kept. */
export interface Mounted {
  readonly basePath: string;
  readonly contracts: readonly Contract[];
}

const description = `Keyledger issues, checks and accounts for API keys.

JSON in, JSON out. Times are ISO 8601 UTC, ids are opaque. Lists page by cursor: \`?limit=&cursor=\` → \`{ items, nextCursor }\`, \`nextCursor\` being null at the end. Unknown fields are refused.

Errors are \`{ error, message, details? }\`: \`error\` is stable and for programs, \`message\` is for people, \`details\` names each field that is wrong. Every answer carries \`X-Request-Id\`.

Beyond what each operation says: there is nothing at any other path (404 \`NOT_FOUND\`); a path refuses a method that it lacks (405 \`METHOD_NOT_ALLOWED\`, with \`Allow\`) and answers HEAD like GET, without the body; what cannot be read as HTTP is 400 \`BAD_REQUEST\`, headers beyond 16 KiB are 431 \`HEADERS_TOO_LARGE\`, and what takes too long to arrive is 408 \`REQUEST_TIMEOUT\`.`;

/** @param profiles those of the products' routes among them */
export function openApiDocument(mounted: readonly Mounted[], profiles: Profiles): Json {
  const paths: Record<string, Record<string, Json>> = {};
  const responses: Responses = new Map();
  for (const { basePath, contracts } of mounted) {
    for (const contract of contracts) {
      const path = basePath + contract.path.replaceAll(/:(\w+)/g, '{$1}');
      (paths[path] ??= {})[contract.method.toLowerCase()] = operationObject(contract, profiles, responses);
    }
  }
  return {
    openapi: '3.1.1',
    info: { title: 'Keyledger', version: '1', description, license: { name: 'MIT', identifier: 'MIT' } },
    servers: [{ url: '/' }],
    tags: Object.entries(tags).map(([name, about]) => ({ name, description: about })),
    paths,
    components: { ...usedComponents(paths, responses), securitySchemes },
  };
}

/** What the paths refer to, and what that refers to. */
function usedComponents(paths: Json, responses: Responses): Json {
  const all = {
    schemas: schemaComponents(),
    responses: Object.fromEntries([...responses].toSorted(([a], [b]) => (a < b ? -1 : 1))),
    headers: headerComponents(),
  };
  const used = new Set<string>();
  const follow = (value: unknown) => {
    for (const [, kind, name] of JSON.stringify(value).matchAll(/"#\/components\/(\w+)\/([\w-]+)"/g)) {
      const place = `${kind}/${name}`;
      if (used.has(place)) continue;
      used.add(place);
      follow((all as Readonly<Record<string, Json>>)[kind ?? '']?.[name ?? '']);
    }
  };
  follow(paths);
  return Object.fromEntries(
    Object.entries(all).map(([kind, components]) => [
      kind,
      Object.fromEntries(Object.entries(components).filter(([name]) => used.has(`${kind}/${name}`))),
    ]),
  );
}

const securitySchemes = {
  token: {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description:
      'A management token, with the claims `sub` (the actor), `merchant` and `role`. Where it comes with a session, it counts.',
  },
  session: {
    type: 'apiKey',
    in: 'cookie',
    name: '__Host-keyledger',
    description: "The portal's session",
  },
  csrfToken: {
    type: 'apiKey',
    in: 'header',
    name: 'X-CSRF-Token',
    description: 'Goes with a session that changes something; `GET /api/v1/session` gives it',
  },
  key: { type: 'http', scheme: 'bearer', description: 'A key of the profile that the route belongs to' },
};
