/**
 * A setup file: every answer that a test gets of the service by `fetch` is held against the OpenAPI document. Whatever is
 * no answer of ours passes: other hosts, and servers that a test says are others' (`notOurs`).
 */
import { afterEach } from 'vitest';

const others = new Set<string>();

/** The server at this URL is not the service, though it listens on this machine. */
export function notOurs(url: string): void {
  others.add(new URL(url).origin);
}

const loopback = new Set(['127.0.0.1', 'localhost', '[::1]']);
const plainFetch = globalThis.fetch;
const undocumented: Error[] = [];

globalThis.fetch = async function checkedFetch(input, init) {
  const response = await plainFetch(input, init);
  const { hostname, origin } = new URL(response.url);
  if (!loopback.has(hostname) || others.has(origin)) return response;
  // Only here, so that a test that asks nothing loads nothing.
  const { checkResponse, Undocumented } = await import('./contractCheck.ts');
  const method = init?.method ?? (input instanceof Request ? input.method : 'GET');
  try {
    await checkResponse(response.redirected ? 'GET' : method.toUpperCase(), response, plainFetch);
  } catch (error) {
    if (error instanceof Undocumented) undocumented.push(error);
    throw error;
  }
  return response;
};

/** Whoever asks again and again until it goes well does not let the error through. */
afterEach(() => {
  const [first] = undocumented.splice(0);
  if (first !== undefined) throw first;
});
