/** An operation as a command that can be pasted into a shell. */
import type { ParameterObject } from './document.ts';
import type { Operation } from './reference.ts';

/** What stands for a credential of each scheme; a variable, so that no secret lands in a shell's history. */
const headers: Readonly<Record<string, string>> = {
  token: '-H "Authorization: Bearer $KEYLEDGER_TOKEN"',
  key: '-H "Authorization: Bearer $API_KEY"',
};

/** @param origin where this page comes from, such as `https://keys.example.com` */
export function curlOf(operation: Operation, origin: string): string {
  const { method, parameters, body, credentials } = operation;
  const path = parameters
    .filter((parameter) => parameter.in === 'path')
    .reduce((text, parameter) => text.replace(`{${parameter.name}}`, sampleOf(parameter)), operation.path);
  const query = parameters
    .filter((parameter) => parameter.in === 'query' && parameter.required === true)
    .map((parameter) => `${parameter.name}=${encodeURIComponent(sampleOf(parameter))}`);
  // Braces and brackets would be curl's own patterns.
  const url = `${origin}${unbraced(path)}${query.length > 0 ? `?${query.join('&')}` : ''}`;
  const [credential] = credentials.flatMap(({ scheme }) => headers[scheme] ?? []);
  const sample = body?.content.samples[0]?.value;
  const verb =
    method === 'get' || (method === 'post' && sample !== undefined) ? '' : `-X ${method.toUpperCase()} `;
  return [
    `curl ${verb}${quoted(url)}`,
    ...(credential === undefined ? [] : [credential]),
    ...(sample === undefined
      ? []
      : [
          '-H "Content-Type: application/json"',
          `-d '${JSON.stringify(sample, null, 2).replaceAll("'", `'\\''`)}'`,
        ]),
  ].join(' \\\n  ');
}

function sampleOf({ name, example, schema }: ParameterObject): string {
  const sample = example ?? schema?.examples?.[0] ?? schema?.example;
  return typeof sample === 'string' || typeof sample === 'number' ? String(sample) : placeholder(name);
}

/** `keyId` → `KEY_ID`. */
function placeholder(name: string): string {
  return name.replaceAll(/([a-z])([A-Z])/g, '$1_$2').toUpperCase();
}

function unbraced(path: string): string {
  return path.replaceAll(/\{(\w+)\}/g, (_, name: string) => placeholder(name));
}

function quoted(url: string): string {
  return /[?&[\]{}]/.test(url) ? `"${url}"` : url;
}
