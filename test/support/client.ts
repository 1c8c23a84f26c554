/** Talks to the service as its callers do: JSON over HTTP, with a bearer token or key. */
import { expect } from 'vitest';
import type { KeyView } from '../../src/projections/keyList.ts';

export type Json = Record<string, unknown>;

export interface Reply<T = Json> {
  readonly status: number;
  readonly headers: Headers;
  /** `{}` when there is none. */
  readonly body: T;
}

export interface RequestExtras {
  readonly headers?: Record<string, string>;
  /** Sent as it is, instead of a JSON body. */
  readonly raw?: string | Uint8Array;
}

export interface Client {
  send<T = Json>(method: string, path: string, body?: unknown, extras?: RequestExtras): Promise<Reply<T>>;
  get<T = Json>(path: string, extras?: RequestExtras): Promise<Reply<T>>;
  post<T = Json>(path: string, body?: unknown, extras?: RequestExtras): Promise<Reply<T>>;
  put<T = Json>(path: string, body?: unknown, extras?: RequestExtras): Promise<Reply<T>>;
}

/** A key as its creation shows it. */
export type CreatedKey = KeyView & { readonly key: string };

/** @param bearer token or key; `undefined` for nobody */
export function client(url: string, bearer?: string): Client {
  const send: Client['send'] = async (method, path, body, extras = {}) => {
    const content = extras.raw ?? (body === undefined ? undefined : JSON.stringify(body));
    const response = await fetch(url + path, {
      method,
      headers: {
        ...(bearer !== undefined && { Authorization: `Bearer ${bearer}` }),
        ...(content !== undefined && { 'Content-Type': 'application/json' }),
        ...extras.headers,
      },
      ...(content !== undefined && { body: content }),
    });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      body: (text === '' ? {} : JSON.parse(text)) as never,
    };
  };
  return {
    send,
    get: (path, extras) => send('GET', path, undefined, extras),
    post: (path, body, extras) => send('POST', path, body, extras),
    put: (path, body, extras) => send('PUT', path, body, extras),
  };
}

/** Creates a key, or fails with what was answered. */
export async function createKey(admin: Client, input: Json): Promise<CreatedKey> {
  const { status, body } = await admin.post<CreatedKey>('/api/v1/keys', { name: 'A key', ...input });
  expect({ status, body }).toMatchObject({ status: 201 });
  return body;
}
