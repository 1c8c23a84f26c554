/** The service's API, by the types of its own document. Every answer that is no success is thrown as an `ApiError`. */
import createClient, { type Middleware } from 'openapi-fetch';
import { isUnattended, unattendedHeader } from './attendance.ts';
import { ApiError, apiErrorOf } from './errors.ts';
import type { paths } from './schema.d.ts';

const safeMethods = new Set(['GET', 'HEAD']);

let csrfToken: string | null = null;
let onSignedOut: () => void = () => undefined;

/** Tells the client the session's CSRF token, which every change carries. */
export function setCsrfToken(token: string | null): void {
  csrfToken = token;
}

/** What happens when an answer says that there is no session (any more). */
export function whenSignedOut(callback: () => void): void {
  onSignedOut = callback;
}

/** The headers of a change, for the few calls that do not go through `api`. */
export function csrfHeaders(): Record<string, string> {
  return csrfToken === null ? {} : { 'X-CSRF-Token': csrfToken };
}

const refusals: Middleware = {
  onRequest({ request }) {
    if (!safeMethods.has(request.method)) {
      for (const [name, value] of Object.entries(csrfHeaders())) request.headers.set(name, value);
    }
    if (isUnattended()) request.headers.set(unattendedHeader, '1');
    return request;
  },
  async onResponse({ response, schemaPath }) {
    if (response.ok) return response;
    if (response.status === 401) {
      // Whether there is a session is a question with two good answers.
      if (schemaPath === '/api/v1/session') return response;
      onSignedOut();
    }
    throw await apiErrorOf(response);
  },
  onError({ error }) {
    if (error instanceof Error && error.name === 'AbortError') return error;
    return new ApiError(0, 'UNREACHABLE', 'Nothing answered. Look whether you are online, and try again.');
  },
};

/** `api.GET('/api/v1/keys', { params: { query } })`: rejects with an `ApiError`. See `dataOf` for what it resolves to. */
export const api = createClient<paths>({ credentials: 'same-origin' });
api.use(refusals);

/**
 * What a call answers. Refusals are thrown by then, so that what is left is the data:
 * `await dataOf(api.GET('/api/v1/keys/{keyId}', { params: { path: { keyId } } }))`.
 */
export async function dataOf<T>(call: Promise<{ data?: T; response: Response }>): Promise<NonNullable<T>> {
  const { data, response } = await call;
  if (data === undefined || data === null) {
    throw new ApiError(response.status, 'EMPTY', 'The service answered without a body. Try again.');
  }
  return data;
}
