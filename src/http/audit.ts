/**
 * One audit entry for every request that a key may be used for, allowed or not. The answer is made, its entry is
 * journalled, and only then the answer is sent: what a caller has seen is on record. When it cannot be recorded, the
 * caller gets a 503 and nothing of the answer.
 */
import { isIPv4 } from 'node:net';
import type { Request, Response } from 'express';
import type { Logger } from 'pino';
import { journalLine, type AuditEntry, type Outcome } from '../domain/auditEntry.ts';
import { canonicalAddress } from '../domain/ipRules.ts';
import type { RandomBytes } from '../domain/keyFormat.ts';
import { orderedIds } from '../domain/orderedId.ts';
import { mayHoldCredential } from './credential.ts';
import type { Answer } from './endpoint.ts';
import { failureAnswer } from './failure.ts';
import type { RequestObserver } from './observer.ts';
import { Unavailable } from './problem.ts';
import { requestIdOf } from './exchange.ts';
import { boundedRefusals } from './unknownKeys.ts';

/** Where entries are kept, a line each. */
export interface AuditTrail {
  /** Resolves when the line is kept. Rejects with code `AUDIT_JOURNAL_UNAVAILABLE` when it is not. */
  write(line: string): Promise<void>;
}

/** An entry in the making: what is known of the request so far, for it may fail at any step. */
export interface Draft {
  /** The address that the entry names. */
  ip: string;
  /** Of a secret that bears our MAC. */
  prefix: string | null;
  /** Whose secret it is. */
  key: { readonly keyId: string; readonly name: string; readonly merchantId: string } | undefined;
  /** Who asked, where that is known without a key. */
  merchantId: string | null;
  outcome: Outcome;
}

/**
 * Answers a request and records how. What the handler throws becomes its answer too.
 * @param endpoint the route's path, with `{id}` for what varies
 * @throws what makes a 503 when the entry cannot be kept. What the handler did by then is done, so for a moment after
 *   that no handler begins at all
 */
export type Audited = (
  endpoint: string,
  request: Request,
  response: Response,
  handle: (draft: Draft) => Promise<Answer>,
) => Promise<Answer>;

export interface RequestAudit {
  readonly audited: Audited;
  /** Writes what was only counted so far. Nothing is to be audited afterwards. */
  close(): Promise<void>;
}

const longestUserAgent = 200;
/** How long requests are refused before they begin when an entry could not be kept; then one may try again. */
const pauseMs = 250;

export function requestAudit(options: {
  readonly trail: AuditTrail;
  readonly now: () => Date;
  readonly randomBytes: RandomBytes;
  readonly log: Logger;
  readonly observer?: Pick<RequestObserver, 'request'> | undefined;
}): RequestAudit {
  const { trail, now, randomBytes, log, observer } = options;
  const newId = orderedIds(randomBytes);
  const refusals = boundedRefusals(keep, log);
  /** 0 while all is well. */
  let pausedUntil = 0;

  async function keep(entry: AuditEntry): Promise<void> {
    try {
      await trail.write(journalLine(entry));
    } catch (error) {
      pause(error);
      throw error;
    }
    if (pausedUntil !== 0) resume();
  }

  async function audited(...[endpoint, request, response, handle]: Parameters<Audited>): Promise<Answer> {
    if (pausedUntil !== 0 && performance.now() < pausedUntil) {
      observer?.request('SERVICE_UNAVAILABLE');
      throw new Unavailable('AUDIT_JOURNAL_UNAVAILABLE', 'The audit journal took no entry a moment ago');
    }
    const draft: Draft = {
      ip: callerAddress(request),
      prefix: null,
      key: undefined,
      merchantId: null,
      outcome: 'KEY_NOT_FOUND',
    };
    let answer: Answer;
    try {
      answer = await handle(draft);
    } catch (error) {
      answer = failureAnswer(error, response, log);
    }
    const { key, ip, prefix, outcome } = draft;
    const at = now();
    const entry: AuditEntry = {
      timestamp: at.toISOString(),
      apiKeyId: key === undefined ? null : key.keyId,
      apiKeyName: key === undefined ? null : key.name,
      merchantId: key === undefined ? draft.merchantId : key.merchantId,
      endpoint,
      method: request.method,
      status: answer.status,
      ip,
      id: newId(at.getTime()),
      prefix,
      outcome,
      requestId: requestIdOf(response),
      userAgent: userAgentOf(request),
    };
    const isOfNoKey = key === undefined && outcome === 'KEY_NOT_FOUND';
    try {
      await (isOfNoKey ? refusals.keep(entry) : keep(entry));
    } catch (error) {
      observer?.request('SERVICE_UNAVAILABLE');
      throw error;
    }
    observer?.request(outcome);
    return answer;
  }

  function pause(error: unknown): void {
    if (pausedUntil === 0)
      log.error({ reason: String(error) }, 'requests are refused: they cannot be recorded');
    pausedUntil = performance.now() + pauseMs;
  }

  function resume(): void {
    pausedUntil = 0;
    log.info('requests are recorded again');
  }

  return { audited, close: () => refusals.close() };
}

/** The caller's address as IP rules see it; `unknown`, as in RFC 7239 §6, for what a proxy says that is no address. */
export function callerAddress(request: Request): string {
  // Without the header it is the socket's, which Express takes 3 µs to find out.
  const forwarded = request.headers['x-forwarded-for'] !== undefined;
  const ip = (forwarded ? request.ip : request.socket.remoteAddress) ?? '';
  // Its text is canonical already, and most are.
  return isIPv4(ip) ? ip : (canonicalAddress(ip) ?? 'unknown');
}

/** What could be a credential is found before the text is cut, or a part of it would be kept. */
function userAgentOf(request: Request): string | null {
  const given = request.headers['user-agent'];
  if (given === undefined) return null;
  if (mayHoldCredential(given)) return '[redacted]';
  return given.replaceAll(/\p{Cc}+/gu, ' ').slice(0, longestUserAgent);
}
