/** Holds answers against the OpenAPI document: status, headers, kind of content, and a JSON body by its schema. */
import { readConfig } from '../../src/config.ts';
import { portalContracts } from '../../src/http/contracts/portal.ts';
import { productContracts } from '../../src/http/contracts/products.ts';
import { openApiDocument } from '../../src/http/openapi/document.ts';
import {
  openApiReader,
  segment,
  type HeaderObject,
  type OpenApiReader,
  type ResponseObject,
} from './openApi.ts';

/** An answer, as far as it was read. */
export interface Answered {
  readonly method: string;
  readonly url: string;
  readonly status: number;
  readonly headers: Headers;
  /** `undefined`: not to be checked, as it comes in pieces. */
  readonly text: string | undefined;
}

/** An answer that the document does not have. */
export class Undocumented extends Error {
  override readonly name = 'Undocumented';
}

const { profiles } = readConfig({});
/** What an installation with the built-in profiles can answer, however people sign in there. */
const builtIn = openApiReader(
  openApiDocument([...portalContracts, ...[...profiles.values()].flatMap(productContracts)], profiles),
);
/** How a path refuses a method that it lacks, or text that it cannot read, with the headers that go with it. */
const outsideOperations: Readonly<Record<number, readonly string[]>> = { 400: [], 405: ['Allow'] };
const errorSchema = '/components/schemas/Error';
/** By origin: installations with profiles of their own. */
const own = new Map<string, Promise<OpenApiReader>>();

/** @throws Undocumented; an error of `fetch` when the answer breaks off */
export async function checkResponse(
  method: string,
  response: Response,
  fetchPlainly: typeof fetch,
): Promise<void> {
  const { url, status, headers } = response;
  const { pathname, origin } = new URL(url);
  // Every answer of ours has it, so one that has none is of another server, unless its path is one of ours.
  if (builtIn.at(pathname) === undefined && !headers.has('X-Request-Id')) return;
  if (isPage(pathname)) return;
  const inPieces = !headers.has('content-length');
  const text = inPieces ? undefined : await response.clone().text();
  const answered = { method, url, status, headers, text };
  // What the built-in profiles do not have may be this installation's own.
  if (faultsOf(answered, builtIn).length > 0) {
    expectDocumented(answered, await documentOf(origin, fetchPlainly));
  }
}

/** @throws Undocumented */
export function expectDocumented(answered: Answered, reader = builtIn): void {
  const faults = faultsOf(answered, reader);
  if (faults.length === 0) return;
  const { method, url, status, text = '' } = answered;
  throw new Undocumented(
    `${method} ${url} answered ${status}, and /openapi.json does not say so: ${faults.join('; ')}. ${text.slice(0, 1000)}`,
  );
}

/** The portal's files are no part of the API. */
function isPage(pathname: string): boolean {
  return pathname === '/' || pathname.startsWith('/portal/');
}

function documentOf(origin: string, fetchPlainly: typeof fetch): Promise<OpenApiReader> {
  const reader = own.get(origin) ?? readDocument(origin, fetchPlainly);
  own.set(origin, reader);
  return reader;
}

async function readDocument(origin: string, fetchPlainly: typeof fetch): Promise<OpenApiReader> {
  const response = await fetchPlainly(`${origin}/openapi.json`);
  // A worker serves its state only: beyond that it can but refuse.
  return response.ok
    ? openApiReader(await response.json())
    : openApiReader({ ...builtIn.document, paths: {} });
}

function faultsOf(answered: Answered, reader: OpenApiReader): readonly string[] {
  const { method, url, status } = answered;
  const name = method === 'HEAD' ? 'get' : method.toLowerCase();
  const path = reader.at(new URL(url).pathname, name);
  if (path === undefined) {
    return status >= 400 ? errorFaults(answered, reader, []) : ['there is no such path'];
  }
  const operation = path.methods[name];
  if (operation === undefined) {
    const wanted = outsideOperations[status];
    return wanted === undefined ? ['this path has no such method'] : errorFaults(answered, reader, wanted);
  }
  const described = operation.responses[status];
  if (described === undefined) return [`${operation.operationId} has no such status`];
  const here = `/paths${segment(path.template)}/${name}/responses/${status}`;
  const { value, pointer } = reader.resolve(described, here);
  return [...headerFaults(answered, value, reader), ...bodyFaults(answered, value, pointer, reader)];
}

/** Of an answer that belongs to no operation. */
function errorFaults({ method, headers, text }: Answered, reader: OpenApiReader, wanted: readonly string[]) {
  const missing = ['X-Request-Id', ...wanted].filter((name) => !headers.has(name));
  return [
    ...missing.map((name) => `it lacks ${name}`),
    ...(method === 'HEAD' ? [] : jsonFaults(text, errorSchema, reader)),
  ];
}

function headerFaults(
  { headers }: Answered,
  response: ResponseObject,
  reader: OpenApiReader,
): readonly string[] {
  return Object.entries(response.headers ?? {}).flatMap(([name, described]) => {
    const { required = false, schema } = reader.resolve<HeaderObject>(described, '').value;
    const value = headers.get(name);
    if (value === null) return required ? [`it lacks ${name}`] : [];
    return new RegExp(schema.pattern).test(value)
      ? []
      : [`${name} is ${value}, which is no ${schema.pattern}`];
  });
}

function bodyFaults(
  { method, headers, text }: Answered,
  { content }: ResponseObject,
  pointer: string,
  reader: OpenApiReader,
): readonly string[] {
  if (content === undefined) return text === undefined || text === '' ? [] : ['it has a body'];
  const type = headers.get('content-type')?.split(';')[0] ?? 'none';
  if (content[type] === undefined) return [`its Content-Type is ${type}`];
  if (method === 'HEAD' || type !== 'application/json') return [];
  return jsonFaults(text, `${pointer}/content${segment(type)}/schema`, reader);
}

function jsonFaults(text: string | undefined, pointer: string, reader: OpenApiReader): readonly string[] {
  if (text === undefined) return ['it lacks Content-Length'];
  const validate = reader.validator(pointer);
  if (validate(JSON.parse(text))) return [];
  return (validate.errors ?? []).map(
    ({ instancePath, message, params }) =>
      `its body${instancePath} ${message ?? 'is wrong'} ${JSON.stringify(params)}`,
  );
}
