/** The contracts of keys: create, list, show, change, revoke, regenerate, usage and history. */
import { z } from 'zod';
import { keyStatuses } from '../../domain/keyState.ts';
import { environments } from '../../domain/profiles.ts';
import { forAdmins, forReaders, type Contract } from '../openapi/contract.ts';
import type { RefusalName } from '../openapi/refusals.ts';
import { pageQuery, searchText } from '../schemas.ts';
import { rangeQuery } from '../timeRange.ts';
import { callersShape } from './auditShapes.ts';
import { historyPageShape } from './historyShapes.ts';
import {
  createdKeyShape,
  keyBodies,
  keyPageShape,
  keyShape,
  unprovenKeyShape,
  usageShape,
} from './keyShapes.ts';

const tag = 'Keys';
const key = { description: 'The key', content: { json: keyShape }, headers: ['ETag'] } as const;

export const createKey = {
  method: 'POST',
  path: '/keys',
  operationId: 'createKey',
  tag,
  summary: 'Create a key',
  description:
    'Answered when authentication knows the key. The secret is in this answer only. With an `Idempotency-Key` that came before, the key that was made then is answered with 200, without its secret.',
  access: forAdmins,
  headers: ['Idempotency-Key'],
  body: keyBodies.create,
  answers: {
    201: {
      description: 'The key with its secret',
      content: { json: createdKeyShape },
      headers: ['ETag', 'Location'],
    },
    200: { ...key, description: 'The key that this Idempotency-Key made', headers: ['ETag', 'Location'] },
  },
  refusals: ['Conflict', 'IdempotencyKeyReused'],
  unproven: unprovenKeyShape,
} as const satisfies Contract;

export const listKeys = {
  method: 'GET',
  path: '/keys',
  operationId: 'listKeys',
  tag,
  summary: 'List keys, newest first',
  access: forReaders,
  query: z.strictObject({
    status: z.enum(keyStatuses).optional(),
    environment: z.enum(environments).optional(),
    profile: z.string().min(1).max(32).optional(),
    q: searchText.describe('A part of the name, in any case').optional(),
    ...pageQuery,
  }),
  answers: { 200: { description: 'A page of keys', content: { json: keyPageShape } } },
} as const satisfies Contract;

export const showKey = {
  method: 'GET',
  path: '/keys/:keyId',
  operationId: 'showKey',
  tag,
  summary: 'Show a key',
  access: forReaders,
  answers: { 200: key },
  refusals: ['NoSuchKey'],
} as const satisfies Contract;

const change = {
  tag,
  access: forAdmins,
  headers: ['If-Match'],
  unproven: unprovenKeyShape,
} as const satisfies Partial<Contract>;
const refusals = ['NoSuchKey', 'Conflict', 'KeyRevoked', 'KeyExpired'] as const satisfies RefusalName[];

export const renameKey = {
  ...change,
  method: 'PUT',
  path: '/keys/:keyId/name',
  operationId: 'renameKey',
  summary: 'Rename a key',
  body: keyBodies.rename,
  answers: { 200: key },
  refusals,
} as const satisfies Contract;

export const setKeyScopes = {
  ...change,
  method: 'PUT',
  path: '/keys/:keyId/scopes',
  operationId: 'setKeyScopes',
  summary: 'Take scopes from a key',
  description: 'A key can lose scopes and never gain any: what it lacks is refused, and nothing is changed.',
  body: keyBodies.scopes,
  answers: { 200: key },
  refusals: [...refusals, 'ScopeEscalation'],
} as const satisfies Contract;

export const setKeyIpRules = {
  ...change,
  method: 'PUT',
  path: '/keys/:keyId/ip-rules',
  operationId: 'setKeyIpRules',
  summary: 'Say which addresses may use a key',
  body: keyBodies.ipRules,
  answers: { 200: key },
  refusals,
} as const satisfies Contract;

export const setKeyExpiry = {
  ...change,
  method: 'PUT',
  path: '/keys/:keyId/expiry',
  operationId: 'setKeyExpiry',
  summary: 'End a key sooner',
  description: "A key's end can come nearer and never move away. Only a new secret can have a later end.",
  body: keyBodies.expiry,
  answers: { 200: key },
  refusals: [...refusals, 'ExpiryExtension'],
} as const satisfies Contract;

export const revokeKey = {
  ...change,
  method: 'POST',
  path: '/keys/:keyId/revoke',
  operationId: 'revokeKey',
  summary: 'Revoke a key, for good',
  description: 'Answered when no process accepts the key any more. Doing it again changes nothing.',
  body: keyBodies.revoke,
  answers: { 200: key },
  refusals: ['NoSuchKey', 'Conflict'],
} as const satisfies Contract;

export const regenerateKey = {
  ...change,
  method: 'POST',
  path: '/keys/:keyId/regenerate',
  operationId: 'regenerateKey',
  summary: 'Give a key a new secret',
  description:
    'Id, name, history and quota go on. The old secret ends at once, or when the grace period is over. The new secret is in this answer only.',
  body: keyBodies.regenerate,
  answers: {
    200: {
      description: 'The key with its new secret',
      content: { json: createdKeyShape },
      headers: ['ETag'],
    },
  },
  refusals,
} as const satisfies Contract;

export const showKeyUsage = {
  method: 'GET',
  path: '/keys/:keyId/usage',
  operationId: 'showKeyUsage',
  tag,
  summary: 'Show how much a key is used',
  description:
    'By the hour, of the last 24 hours, or by the day, of the last 30 days, unless `from` and `to` say otherwise; at most 1000 buckets.',
  access: forReaders,
  query: z.strictObject({ ...rangeQuery, interval: z.enum(['hour', 'day']).default('hour') }),
  answers: { 200: { description: 'Its totals and its buckets', content: { json: usageShape } } },
  refusals: ['NoSuchKey'],
} as const satisfies Contract;

export const listKeyHistory = {
  method: 'GET',
  path: '/keys/:keyId/history',
  operationId: 'listKeyHistory',
  tag,
  summary: "List a key's lifecycle events, oldest first",
  access: forReaders,
  query: z.strictObject(pageQuery),
  answers: { 200: { description: 'A page of events', content: { json: historyPageShape } } },
  refusals: ['NoSuchKey'],
} as const satisfies Contract;

export const listKeyCallers = {
  method: 'GET',
  path: '/keys/:keyId/callers',
  operationId: 'listKeyCallers',
  tag,
  summary: 'Show who used which secret of a key in the last 7 days',
  description: 'Newest first, from the newest 10,000 audit entries of that time.',
  access: forReaders,
  answers: { 200: { description: 'Who used it', content: { json: callersShape } } },
  refusals: ['NoSuchKey'],
} as const satisfies Contract;
