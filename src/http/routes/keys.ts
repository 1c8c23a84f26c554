/** Keys: create, list, show, change, revoke, regenerate, and their history. */
import type { Request, Response } from 'express';
import { z } from 'zod';
import type { KeyCommands, Outcome, Target } from '../../commands/keys.ts';
import { invalidInput } from '../../domain/errors.ts';
import { environments, type Profiles } from '../../domain/profiles.ts';
import type { Effects } from '../../projections/effects.ts';
import type { KeyView } from '../../projections/keyList.ts';
import type { ReadModels } from '../../projections/readModels.ts';
import { readJson } from '../body.ts';
import type { Answer, Endpoint } from '../endpoint.ts';
import { admins, callerOf, forRoles, readers } from '../principal.ts';
import { note } from '../exchange.ts';
import {
  createKeyBody,
  expiryBody,
  idempotencyKeyOf,
  ifMatchOf,
  ipRulesBody,
  keyIdOf,
  noSuchKey,
  pageQuery,
  parse,
  regenerateBody,
  renameBody,
  revokeBody,
  scopesBody,
  searchText,
} from '../schemas.ts';
import type { Principal, TokenVerifier } from '../tokens.ts';
import { unproven } from '../unproven.ts';

export interface KeyEndpointsOptions {
  readonly profiles: Profiles;
  readonly commands: KeyCommands;
  readonly readModels: ReadModels;
  readonly effects: Effects;
  readonly tokens: TokenVerifier;
  readonly now: () => Date;
  /** Where these endpoints are, for `Location`. */
  readonly basePath: string;
}

export function keyEndpoints(options: KeyEndpointsOptions): readonly Endpoint[] {
  const { profiles, commands, readModels, effects, tokens, now, basePath } = options;
  const protect = forRoles(tokens);
  const listQuery = z.strictObject({
    status: z.enum(['active', 'revoked', 'expired']).optional(),
    environment: z.enum(environments).optional(),
    profile: z.enum([...profiles.keys()]).optional(),
    q: searchText.optional(),
    ...pageQuery,
  });
  const historyQuery = z.strictObject(pageQuery);

  async function find(principal: Principal, keyId: string, response: Response): Promise<KeyView> {
    const key = await readModels.findKey(principal.merchantId, keyId, now());
    if (key === undefined) throw noSuchKey();
    note(response, { keyId });
    return key;
  }

  /**
   * A command is answered only when authentication sees what it did, also when it did nothing new. When that cannot be
   * told, the event stands all the same, so a new secret goes with the 503: there is no other copy of it.
   */
  async function settled(
    status: number,
    { keyId, revision, secret }: Outcome & { readonly secret?: string | undefined },
    principal: Principal,
    response: Response,
  ): Promise<Answer> {
    try {
      await effects.shown(keyId, revision);
      return keyAnswer(status, await find(principal, keyId, response), secret);
    } catch (error) {
      note(response, { keyId, fault: String(error) });
      return unproven('key', keyId, secret === undefined ? {} : { key: secret });
    }
  }

  /** A change of one key: its path, what the body looks like, and the command, whose secret is shown if it made one. */
  function change<T>(
    method: 'PUT' | 'POST',
    action: string,
    schema: z.ZodType<T>,
    command: (target: Target, input: T) => Promise<Outcome & { readonly secret?: string }>,
  ): Endpoint {
    const handle = protect(admins, async (request, response, principal) => {
      const target = {
        keyId: keyIdOf(request),
        caller: callerOf(principal, response),
        ifMatch: ifMatchOf(request),
      };
      const input = parse(schema, await readJson(request, response));
      await effects.expected();
      return settled(200, await command(target, input), principal, response);
    });
    return { method, path: `/keys/:keyId/${action}`, handle };
  }

  async function create(request: Request, response: Response, principal: Principal): Promise<Answer> {
    const idempotencyKey = idempotencyKeyOf(request);
    const input = parse(createKeyBody, await readJson(request, response));
    await effects.expected();
    const created = await commands.create(input, callerOf(principal, response), idempotencyKey);
    // An Idempotency-Key that came again finds the key, but the secret was shown already.
    const status = created.secret === undefined ? 200 : 201;
    const { headers, ...answer } = await settled(status, created, principal, response);
    return { ...answer, headers: { ...headers, Location: `${basePath}/keys/${created.keyId}` } };
  }

  return [
    { method: 'POST', path: '/keys', handle: protect(admins, create) },
    {
      method: 'GET',
      path: '/keys',
      handle: protect(readers, async (request, _, { merchantId }) => {
        const { limit, cursor, ...filter } = parse(listQuery, request.query, 'query');
        return { status: 200, body: await readModels.listKeys(merchantId, filter, { limit, cursor }, now()) };
      }),
    },
    {
      method: 'GET',
      path: '/keys/:keyId',
      handle: protect(readers, async (request, response, principal) =>
        keyAnswer(200, await find(principal, keyIdOf(request), response)),
      ),
    },
    {
      method: 'GET',
      path: '/keys/:keyId/history',
      handle: protect(readers, async (request, response, principal) => {
        const keyId = keyIdOf(request);
        const { limit, cursor } = parse(historyQuery, request.query, 'query');
        const after = decodeRevision(cursor);
        await find(principal, keyId, response);
        const { items, nextCursor } = await readModels.listHistory(keyId, { limit, after });
        return { status: 200, body: { items, nextCursor: nextCursor && encodeRevision(nextCursor) } };
      }),
    },
    change('PUT', 'name', renameBody, (target, { name }) => commands.rename(target, name)),
    change('PUT', 'scopes', scopesBody, (target, { scopes }) => commands.setScopes(target, scopes)),
    change('PUT', 'ip-rules', ipRulesBody, (target, { ipRules }) => commands.setIpRules(target, ipRules)),
    change('PUT', 'expiry', expiryBody, (target, { expiresAt }) => commands.setExpiry(target, expiresAt)),
    change('POST', 'revoke', revokeBody, (target, { reason }) => commands.revoke(target, reason)),
    change('POST', 'regenerate', regenerateBody, (target, input) => commands.regenerate(target, input)),
  ];
}

function keyAnswer(status: number, key: KeyView, secret?: string) {
  const body = secret === undefined ? key : { ...key, key: secret };
  return { status, body, headers: { ETag: `"${key.revision}"` } };
}

function encodeRevision(revision: string): string {
  return Buffer.from(revision).toString('base64url');
}

/** The revision behind which a page of the history begins. */
function decodeRevision(cursor: string | undefined): number {
  if (cursor === undefined) return -1;
  const text = Buffer.from(cursor, 'base64url').toString();
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw invalidInput('cursor', 'cursor is the nextCursor of an earlier page, unchanged');
}
