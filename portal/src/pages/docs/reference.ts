/** The API's description put in the order in which it is read: tags, their operations, and what each takes and gives. */
import {
  dereference,
  methods,
  type BodyObject,
  type HeaderObject,
  type Method,
  type OpenApiDocument,
  type OperationObject,
  type ParameterObject,
  type PathItem,
  type ResponseObject,
} from './document.ts';
import { contentOf, type Content } from './content.ts';

export interface Body {
  readonly isRequired: boolean;
  readonly description: string | undefined;
  readonly content: Content;
}

export interface Response {
  readonly status: string;
  readonly description: string;
  readonly headers: readonly { readonly name: string; readonly description: string | undefined }[];
  readonly content: Content | undefined;
}

/** A security scheme by its name, and what of it is needed: the roles of a token, the scopes of a key. */
export interface Credential {
  readonly scheme: string;
  readonly needs: readonly string[];
}

export interface Operation {
  /** The operation's anchor in the page. */
  readonly id: string;
  readonly method: Method;
  readonly path: string;
  readonly title: string;
  readonly description: string | undefined;
  readonly isDeprecated: boolean;
  readonly parameters: readonly ParameterObject[];
  readonly body: Body | undefined;
  readonly successes: readonly Response[];
  readonly errors: readonly Response[];
  /** What may be presented, each enough by itself; none where everybody may call. */
  readonly credentials: readonly Credential[];
  /** We call it, and the merchant answers. */
  readonly isWebhook: boolean;
}

export interface Group {
  /** The group's anchor in the page. */
  readonly id: string;
  readonly name: string;
  readonly description: string | undefined;
  readonly operations: readonly Operation[];
}

/** Groups in the order of the document's tags; what carries no tag comes last. */
export function referenceOf(document: OpenApiDocument): readonly Group[] {
  const groups = new Map<string, { description: string | undefined; operations: Operation[] }>();
  for (const { name, description } of document.tags ?? []) groups.set(name, { description, operations: [] });
  const add = (tag: string, operation: Operation) => {
    const group = groups.get(tag);
    if (group === undefined) groups.set(tag, { description: undefined, operations: [operation] });
    else group.operations.push(operation);
  };
  for (const [path, item] of Object.entries(document.paths)) {
    each(item, (method, operation) =>
      add(
        operation.tags?.[0] ?? 'Other',
        operationOf(document, { path, method, item, operation, isWebhook: false }),
      ),
    );
  }
  for (const [path, item] of Object.entries(document.webhooks ?? {})) {
    each(item, (method, operation) =>
      add(
        operation.tags?.[0] ?? 'Webhooks sent',
        operationOf(document, { path, method, item, operation, isWebhook: true }),
      ),
    );
  }
  return [...groups]
    .filter(([, { operations }]) => operations.length > 0)
    .map(([name, group]) => ({ id: `tag-${slug(name)}`, name, ...group }));
}

/** The groups with the operations in which every word stands; groups without any are left out. */
export function matching(groups: readonly Group[], query: string): readonly Group[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return groups;
  return groups
    .map((group) => ({
      ...group,
      operations: group.operations.filter(({ method, path, title, id, description = '' }) => {
        const text = `${method} ${path} ${title} ${id} ${group.name} ${description}`.toLowerCase();
        return words.every((word) => text.includes(word));
      }),
    }))
    .filter(({ operations }) => operations.length > 0);
}

function each(item: PathItem, visit: (method: Method, operation: OperationObject) => void): void {
  for (const method of methods) {
    const operation = item[method];
    if (operation !== undefined) visit(method, operation);
  }
}

function operationOf(
  document: OpenApiDocument,
  {
    path,
    method,
    item,
    operation,
    isWebhook,
  }: {
    readonly path: string;
    readonly method: Method;
    readonly item: PathItem;
    readonly operation: OperationObject;
    readonly isWebhook: boolean;
  },
): Operation {
  const parameters = [...(item.parameters ?? []), ...(operation.parameters ?? [])].map((parameter) =>
    dereference<ParameterObject>(document, parameter),
  );
  const responses = Object.entries(operation.responses ?? {}).map(([status, response]) =>
    responseOf(document, status, dereference<ResponseObject>(document, response)),
  );
  return {
    id: operation.operationId ?? slug(`${method} ${path}`),
    method,
    path,
    title: operation.summary ?? `${method.toUpperCase()} ${path}`,
    description: operation.description,
    isDeprecated: operation.deprecated ?? false,
    parameters: parameters.toSorted((a, b) => places.indexOf(a.in) - places.indexOf(b.in)),
    body: operation.requestBody && bodyOf(document, dereference<BodyObject>(document, operation.requestBody)),
    successes: responses.filter((response) => !isError(response)),
    errors: responses.filter(isError),
    credentials: (operation.security ?? document.security ?? []).flatMap((requirement) =>
      Object.entries(requirement)
        .slice(0, 1)
        .map(([scheme, needs]) => ({ scheme, needs })),
    ),
    isWebhook,
  };
}

function isError({ status }: Response): boolean {
  return /^[45]|default/.test(status);
}

const places: readonly ParameterObject['in'][] = ['path', 'query', 'header', 'cookie'];

function bodyOf(
  document: OpenApiDocument,
  { required = false, description, content }: BodyObject,
): Body | undefined {
  const found = contentOf(document, content);
  return found && { isRequired: required, description, content: found };
}

/** Headers that every answer has: said once, before the reference. */
const everywhere: ReadonlySet<string> = new Set(['X-Request-Id']);

function responseOf(document: OpenApiDocument, status: string, response: ResponseObject): Response {
  return {
    status,
    description: response.description ?? '',
    headers: Object.entries(response.headers ?? {})
      .filter(([name]) => !everywhere.has(name))
      .map(([name, header]) => ({
        name,
        description: dereference<HeaderObject>(document, header).description,
      })),
    content: contentOf(document, response.content),
  };
}

function slug(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');
}
