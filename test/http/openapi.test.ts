import { readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { apiTypes } from '../../scripts/apiTypes.mjs';
import { DomainError, type DomainErrorCode } from '../../src/domain/errors.ts';
import { portalContracts } from '../../src/http/contracts/portal.ts';
import { errorAnswer } from '../../src/http/errorAnswers.ts';
import { openApiDocument } from '../../src/http/openapi/document.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { openApiReader, segment, type OpenApi, type OpenApiReader } from '../support/openApi.ts';

/** As far as it is used of `@redocly/openapi-core`. */
interface Linter {
  readonly createConfig: (config: object) => Promise<unknown>;
  readonly lintFromString: (
    given: object,
  ) => Promise<readonly { readonly ruleId: string; readonly message: string; readonly location: object }[]>;
}

let app: TestApp;
let served: OpenApiReader;
let document: OpenApi;

beforeAll(async () => {
  app = await startApp();
  const response = await fetch(`${app.url}/openapi.json`);
  served = openApiReader(await response.json());
  ({ document } = served);
});
afterAll(() => app.stop());

/** `METHOD path` of each operation. */
function operationsOf({ paths }: OpenApi): readonly string[] {
  return Object.entries(paths)
    .flatMap(([path, methods]) => Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`))
    .toSorted();
}

/** Every value in it that is an object, with the JSON pointer to it. */
function* objectsIn(value: unknown, pointer = ''): Generator<[pointer: string, Record<string, unknown>]> {
  if (typeof value !== 'object' || value === null) return;
  yield [pointer, value as Record<string, unknown>];
  for (const [name, inner] of Object.entries(value)) yield* objectsIn(inner, pointer + segment(name));
}

describe('/openapi.json', () => {
  test('anybody may have it, and is to ask for it again', async () => {
    const response = await fetch(`${app.url}/openapi.json`);
    expect(response.status).toBe(200);
    expect(response.headers.get('cache-control')).toBe('no-cache');
    expect(response.headers.get('etag')).toBeNull();
    expect(document).toMatchObject({ openapi: '3.1.1', servers: [{ url: '/' }] });
  });

  test('is valid, and as one would write it', async () => {
    // It came with what makes the page's types.
    const ofGenerator = createRequire(
      createRequire(join(process.cwd(), 'portal/package.json')).resolve('openapi-typescript'),
    );
    const { createConfig, lintFromString } = ofGenerator('@redocly/openapi-core') as Linter;
    const config = await createConfig({
      extends: ['recommended-strict'],
      // Whoever asks for health is never refused; a redirect is what sign-in answers.
      rules: { 'operation-4xx-response': 'off', 'operation-2xx-response': 'off' },
    });
    const source = JSON.stringify(document);
    const problems = await lintFromString({ source, config, absoluteRef: 'openapi.json' });
    expect(problems.map(({ ruleId, message, location }) => ({ ruleId, message, location }))).toEqual([]);
  });

  test('an operation has a name of its own', () => {
    const names = Object.values(document.paths).flatMap((methods) =>
      Object.values(methods).map(({ operationId }) => operationId),
    );
    expect(names.length).toBeGreaterThan(40);
    expect(new Set(names).size).toBe(names.length);
  });

  test('what a path takes has a name', () => {
    const names = Object.keys(document.paths).flatMap((path) => path.match(/\{\w+\}/g) ?? []);
    expect([...new Set(names)].toSorted()).toEqual(['{deliveryId}', '{endpointId}', '{id}', '{keyId}']);
  });

  test('each field of a request says what it is', () => {
    const bodies = new Set(
      [...objectsIn(document.paths)]
        .filter(([pointer]) => /\/requestBody\/content\/[^/]+\/schema$/.test(pointer))
        .map(([, { $ref }]) => String($ref).split('/').at(-1) ?? ''),
    );
    expect(bodies).toContain('CreateKey');
    const silent = [...bodies].flatMap((name) => {
      const { properties = {} } = document.components['schemas']?.[name] ?? {};
      return Object.entries(properties as Readonly<Record<string, { readonly description?: string }>>)
        .filter(([, { description }]) => description === undefined)
        .map(([field]) => `${name}.${field}`);
    });
    expect(silent).toEqual([]);
  });

  test('what is written for people holds no secret that is one', () => {
    const text = JSON.stringify(document);
    expect(text).not.toMatch(/(?:sk_live|sk_test|sentrial_live)_[\w-]{28}/);
    expect(text.match(/sntr_[\w-]{32}/g)?.filter((key) => !key.includes('EXAMPLE')) ?? []).toEqual([]);
  });
});

describe('every example is what its schema says', () => {
  const failing = (values: readonly unknown[], pointer: string) => {
    const validate = served.validator(pointer);
    return values
      .filter((value) => !validate(value))
      .map((value) => ({ pointer, value, errors: validate.errors }));
  };

  test('of schemas', () => {
    const found = [...objectsIn(document)].flatMap(([pointer, { examples }]) =>
      Array.isArray(examples) ? [{ pointer, values: examples as unknown[] }] : [],
    );
    expect(found.length).toBeGreaterThan(20);
    expect(found.flatMap(({ values, pointer }) => failing(values, pointer))).toEqual([]);
  });

  test('of requests, answers, parameters and headers', () => {
    const described = [...objectsIn(document)].filter(([, { schema }]) => schema !== undefined);
    const found = described.map(([pointer, { example, examples }]) => ({
      pointer: `${pointer}/schema`,
      values: [
        ...(example === undefined ? [] : [example]),
        ...Object.values((examples ?? {}) as Record<string, { value: unknown }>).map(({ value }) => value),
      ],
    }));
    expect(found.filter(({ values }) => values.length > 0).length).toBeGreaterThan(100);
    expect(found.flatMap(({ values, pointer }) => failing(values, pointer))).toEqual([]);
  });

  test('every named schema has one', () => {
    const without = Object.entries(document.components['schemas'] ?? {}).filter(
      ([, { examples }]) => !Array.isArray(examples) || examples.length === 0,
    );
    expect(without.map(([name]) => name)).toEqual([]);
  });
});

describe('what is answered and what is documented are the same', () => {
  test('a path takes the methods that it is documented with, and no other', async () => {
    const authorization = `Bearer ${await app.token('m_openapi')}`;
    for (const [path, methods] of Object.entries(document.paths)) {
      const url = app.url + path.replaceAll(/\{\w+\}/g, 'any');
      const response = await fetch(url, { method: 'OPTIONS', headers: { authorization } });
      const allowed = response.headers.get('allow')?.split(', ') ?? [];
      const wanted = Object.keys(methods).flatMap((name) =>
        name === 'get' ? ['GET', 'HEAD'] : [name.toUpperCase()],
      );
      expect({ path, status: response.status, allowed: allowed.toSorted() }).toEqual({
        path,
        status: 405,
        allowed: wanted.toSorted(),
      });
    }
  });

  test('the page is written against what is served', () => {
    const written = new Set(
      operationsOf(openApiReader(openApiDocument(portalContracts, new Map())).document),
    );
    const here = operationsOf(document);
    const products = here.filter((name) => !written.has(name));
    // Those of the other way to sign in.
    expect([...written].filter((name) => !here.includes(name))).toEqual([
      'GET /auth/callback',
      'GET /auth/login',
    ]);
    expect(products).toHaveLength(32);
    expect(products.filter((name) => / \/(?:api\/v1|auth|portal)/.test(name))).toEqual([]);
  });

  test('whatever the code refuses with is documented, code and status', () => {
    const text = ['http', 'domain', 'commands'].flatMap(sourcesOf).join('\n');
    const ofHttp = [...text.matchAll(/\bproblem\(\s*(\d{3}),\s*'([A-Z_]+)'/g)].map(
      ([, status, code]) => `${status} ${code}`,
    );
    const ofDomain = [...text.matchAll(/\bDomainError\(\s*'([A-Z_]+)'/g)].map(([, code]) => {
      const { status, body } = errorAnswer(new DomainError(code as DomainErrorCode, ''), '');
      return `${status} ${(body as { error: string }).error}`;
    });
    const documented = new Set(
      [...objectsIn(document)].flatMap(([pointer, { enum: codes }]) => {
        if (!pointer.endsWith('/error') || !Array.isArray(codes)) return [];
        const status = /\/responses\/(\d{3})\//.exec(pointer)?.[1] ?? statusOf(pointer);
        return codes.map((code) => `${status} ${code}`);
      }),
    );
    // Of paths and methods that there are not: no operation answers so.
    const general = new Set(['404 NOT_FOUND', '405 METHOD_NOT_ALLOWED']);
    const refusals = new Set([...ofHttp, ...ofDomain]);
    expect(refusals.size).toBeGreaterThan(20);
    expect([...refusals].filter((name) => !documented.has(name) && !general.has(name))).toEqual([]);
  });

  /** The text of each file in a folder of src, but for what the document itself is made of. */
  function sourcesOf(folder: string): readonly string[] {
    const files = readdirSync(join('src', folder), { recursive: true, encoding: 'utf8' });
    return files
      .filter((file) => file.endsWith('.ts') && !file.startsWith('openapi'))
      .map((file) => readFileSync(join('src', folder, file), 'utf8'));
  }

  /** The status that a named response is used for. */
  function statusOf(pointer: string): string | undefined {
    const name = /^\/components\/responses\/([\w-]+)\//.exec(pointer)?.[1];
    const use = [...objectsIn(document.paths)].find(
      ([, { $ref }]) => $ref === `#/components/responses/${name}`,
    );
    return use?.[0].split('/').at(-1);
  }
});

test('the page’s types are those of the document', async () => {
  const types = readFileSync('portal/src/api/schema.d.ts', 'utf8');
  // Then run `npm run types`.
  expect(types === (await apiTypes(openApiDocument(portalContracts, new Map())))).toBe(true);
});
