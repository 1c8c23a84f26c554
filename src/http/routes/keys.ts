/** Keys: create, list, show, change, revoke, regenerate, and their history. */
import type { Request, Response } from 'express';
import type { z } from 'zod';
import type { KeyCommands, Outcome, Target } from '../../commands/keys.ts';
import { invalidInput } from '../../domain/errors.ts';
import type { Profiles } from '../../domain/profiles.ts';
import type { Effects } from '../../projections/effects.ts';
import type { KeyView } from '../../projections/keyList.ts';
import type { ReadModels } from '../../projections/readModels.ts';
import { readJson } from '../body.ts';
import {
  createKey,
  listKeyHistory,
  listKeys,
  regenerateKey,
  renameKey,
  revokeKey,
  setKeyExpiry,
  setKeyIpRules,
  setKeyScopes,
  showKey,
} from '../contracts/keys.ts';
import type { Answer, Endpoint } from '../endpoint.ts';
import type { Contract } from '../openapi/contract.ts';
import { admins, callerOf, forRoles, readers } from '../principal.ts';
import { note } from '../exchange.ts';
import { idempotencyKeyOf, ifMatchOf, keyIdOf, noSuchKey, parse } from '../schemas.ts';
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

  /** A change of one key: the command's secret is shown if it made one. */
  function change<T>(
    contract: Contract & { readonly body: z.ZodType<T> },
    command: (target: Target, input: T) => Promise<Outcome & { readonly secret?: string }>,
  ): Endpoint {
    const handle = protect(admins, async (request, response, principal) => {
      const target = {
        keyId: keyIdOf(request),
        caller: callerOf(principal, response),
        ifMatch: ifMatchOf(request),
      };
      const input = parse(contract.body, await readJson(request, response));
      await effects.expected();
      return settled(200, await command(target, input), principal, response);
    });
    return { ...contract, handle };
  }

  async function create(request: Request, response: Response, principal: Principal): Promise<Answer> {
    const idempotencyKey = idempotencyKeyOf(request);
    const input = parse(createKey.body, await readJson(request, response));
    await effects.expected();
    const created = await commands.create(input, callerOf(principal, response), idempotencyKey);
    // An Idempotency-Key that came again finds the key, but the secret was shown already.
    const status = created.secret === undefined ? 200 : 201;
    const { headers, ...answer } = await settled(status, created, principal, response);
    return { ...answer, headers: { ...headers, Location: `${basePath}/keys/${created.keyId}` } };
  }

  return [
    { ...createKey, handle: protect(admins, create) },
    {
      ...listKeys,
      handle: protect(readers, async (request, _, { merchantId }) => {
        const { limit, cursor, ...filter } = parse(listKeys.query, request.query, 'query');
        expectProfile(filter.profile, profiles);
        return { status: 200, body: await readModels.listKeys(merchantId, filter, { limit, cursor }, now()) };
      }),
    },
    {
      ...showKey,
      handle: protect(readers, async (request, response, principal) =>
        keyAnswer(200, await find(principal, keyIdOf(request), response)),
      ),
    },
    {
      ...listKeyHistory,
      handle: protect(readers, async (request, response, principal) => {
        const keyId = keyIdOf(request);
        const { limit, cursor } = parse(listKeyHistory.query, request.query, 'query');
        const after = decodeRevision(cursor);
        await find(principal, keyId, response);
        const { items, nextCursor } = await readModels.listHistory(keyId, { limit, after });
        return { status: 200, body: { items, nextCursor: nextCursor && encodeRevision(nextCursor) } };
      }),
    },
    change(renameKey, (target, { name }) => commands.rename(target, name)),
    change(setKeyScopes, (target, { scopes }) => commands.setScopes(target, scopes)),
    change(setKeyIpRules, (target, { ipRules }) => commands.setIpRules(target, ipRules)),
    change(setKeyExpiry, (target, { expiresAt }) => commands.setExpiry(target, expiresAt)),
    change(revokeKey, (target, { reason }) => commands.revoke(target, reason)),
    change(regenerateKey, (target, input) => commands.regenerate(target, input)),
  ];
}

function keyAnswer(status: number, key: KeyView, secret?: string) {
  const body = secret === undefined ? key : { ...key, key: secret };
  return { status, body, headers: { ETag: `"${key.revision}"` } };
}

function expectProfile(name: string | undefined, profiles: Profiles): void {
  if (name === undefined || profiles.has(name)) return;
  throw invalidInput('profile', `There is no such profile, but: ${[...profiles.keys()].join(', ')}`);
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
