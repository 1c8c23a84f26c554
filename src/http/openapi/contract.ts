/**
 * What an operation promises, as data: what it takes, what it answers, and how it refuses. The OpenAPI document is made of
 * it, and the operation's handler reads its request with the same schemas.
 */
import type { z } from 'zod';
import type { Role } from '../tokens.ts';
import type { AnswerHeader, RequestHeader } from './headers.ts';
import type { RefusalName } from './refusals.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

export const tags = {
  Keys: 'Keys: create them, change them, end them, and see what happened to them.',
  Audit: 'Who used which key, from where, for what, and how it ended.',
  Webhooks: "Where a merchant is told of its keys' lifecycle, and how each delivery went.",
  Session: 'Who is signed in, and what changes while they look.',
  Products: 'The routes that keys open. A sandbox answers behind them.',
  Service: 'The state of the service itself.',
} as const;
export type Tag = keyof typeof tags;

/** Who may call: anybody; anybody, whose session is meant if there is one; a role; or whoever has a key with this scope. */
export type Access =
  | { readonly by: 'anyone' }
  | { readonly by: 'browser' }
  | { readonly by: 'role'; readonly roles: readonly Role[] }
  | { readonly by: 'key'; readonly profile: string; readonly scope: string };

/** A JSON answer by its schema; another kind of content by its type. */
export type Content =
  | { readonly json: z.ZodType }
  | {
      readonly type: string;
      readonly about: string;
      readonly example: string;
      /** What its lines or events carry, as JSON. */
      readonly items?: readonly [z.ZodType, ...z.ZodType[]];
    };

export interface AnswerShape {
  readonly description: string;
  /** Absent where there is no body. */
  readonly content?: Content | readonly Content[];
  readonly headers?: readonly AnswerHeader[];
}

export interface Contract {
  readonly method: Method;
  /** Below the base path, in Express's notation: `/keys/:keyId`. */
  readonly path: string;
  /** The name of the operation in programs. */
  readonly operationId: string;
  readonly tag: Tag;
  /** One line, without a full stop. */
  readonly summary: string;
  readonly description?: string;
  readonly access: Access;
  readonly query?: z.ZodObject;
  readonly headers?: readonly RequestHeader[];
  /** Of a JSON body. */
  readonly body?: z.ZodType;
  /** By status. */
  readonly answers: Readonly<Record<number, AnswerShape>>;
  /** Beyond those that every operation of its kind has. */
  readonly refusals?: readonly RefusalName[];
  /** What a 503 carries when the command was recorded and is not proven to hold. */
  readonly unproven?: z.ZodType;
}

/** What the JSON answer of a contract carries, at a status. */
export type AnswerBody<C extends Contract, Status extends keyof C['answers']> = C['answers'][Status] extends {
  readonly content: { readonly json: infer Schema extends z.ZodType };
}
  ? z.output<Schema>
  : never;

/** Whoever may read, and whoever may change, as `Access`. */
export const forReaders: Access = { by: 'role', roles: ['admin', 'viewer', 'auditor'] };
export const forAdmins: Access = { by: 'role', roles: ['admin'] };
export const forAnyone: Access = { by: 'anyone' };
