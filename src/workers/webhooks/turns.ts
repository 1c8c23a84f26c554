/**
 * An endpoint's turn: what is due for it is attempted, and the endpoint goes to the lane that it deserves. An endpoint has
 * one turn at a time. In the common lane a turn is a batch, several at once, and ends with the first that fails; in the
 * sluggish lane it is one attempt, after which the others there come first. So a dead endpoint with thousands of
 * deliveries keeps one place of the sluggish lane at most, and none of the common one.
 */
import { ReadModelsNotReady } from '../../projections/completeQuery.ts';
import { findDeliveryTarget, type DeliveryTarget } from '../../projections/deliveryTarget.ts';
import { retryDelay } from '../../domain/retries.ts';
import type { AttemptOutcome } from '../../domain/webhookDelivery.ts';
import type { Database } from '../../stores/database.ts';
import {
  cancelDeliveries,
  dueDeliveries,
  recordAttempt,
  wakeEndpoint,
  type DueDelivery,
  type Lane,
  type Next,
} from '../../stores/webhookDeliveries.ts';

export interface TurnsOptions {
  readonly database: Database;
  readonly attempt: (
    delivery: DueDelivery,
    target: DeliveryTarget,
    signal: AbortSignal,
  ) => Promise<AttemptOutcome>;
  /** The endpoint said that it is gone (410): nothing more is to be sent there. */
  readonly disable: (target: DeliveryTarget) => Promise<void>;
  /** Endpoints that begin in the sluggish lane. */
  readonly sluggish: Iterable<string>;
  readonly now: () => Date;
  /** From 0 to 1. */
  readonly random: () => number;
  readonly retryDelay?: typeof retryDelay;
  /** Told of every attempt, for counters. */
  readonly attempted?: (outcome: AttemptOutcome) => void;
}

/** A turn of an endpoint. @param dueAt when the job that gives it was due @param signal breaks it off; it is given again */
export type Turn = (endpointId: string, dueAt: Date, signal: AbortSignal) => Promise<void>;

/** From so many milliseconds on, an answer is slow. */
const slowMs = 2000;
/** A turn in the common lane takes so many at most, so many of them at once. */
const batch = 100;
const atOnce = 4;
/** Of an endpoint to which nothing may be sent any more: a turn gives up so many. */
const cancelledAtOnce = 1000;
/** In seconds: while nobody can say where an endpoint is. */
const notReadyDelay = 2;

export function endpointTurns(options: TurnsOptions): Readonly<Record<Lane, Turn>> {
  const { database, attempt, disable, now, random, attempted } = options;
  const delayOf = options.retryDelay ?? retryDelay;
  const sluggish = new Set(options.sluggish);
  /** Whose turn it is, and whether somebody asked for another meanwhile. */
  const turns = new Map<string, { askedAgain: boolean }>();

  const turnIn =
    (lane: Lane): Turn =>
    async (endpointId, dueAt, signal) => {
      const other = turns.get(endpointId);
      if (other !== undefined) {
        // Whatever this job was for is in the tables by now, and the turn that runs sees to another.
        other.askedAgain = true;
        return;
      }
      const turn = { askedAgain: false };
      turns.set(endpointId, turn);
      let delaySeconds = 0;
      try {
        const left = await serve(lane, endpointId, dueAt, signal);
        if (left) turn.askedAgain = true;
      } catch (error) {
        // Not this job but another goes on: for whoever delivers next, or when it is known where the endpoint is.
        if (!signal.aborted && !(error instanceof ReadModelsNotReady)) throw error;
        turn.askedAgain = true;
        if (!signal.aborted) delaySeconds = notReadyDelay;
      } finally {
        turns.delete(endpointId);
      }
      // Only now, for the next turn may begin before this call has returned.
      if (turn.askedAgain) await wakeEndpoint(database, endpointId, laneOf(endpointId), delaySeconds);
    };

  const laneOf = (endpointId: string): Lane => (sluggish.has(endpointId) ? 'webhooks_sluggish' : 'webhooks');

  /** Whether something is left that is due. */
  async function serve(lane: Lane, endpointId: string, dueAt: Date, signal: AbortSignal): Promise<boolean> {
    if (lane === 'webhooks' && sluggish.has(endpointId)) return true;
    const target = await findDeliveryTarget(database, endpointId);
    if (target === undefined) {
      sluggish.delete(endpointId);
      return (await cancelDeliveries(database, endpointId, cancelledAtOnce)) === cancelledAtOnce;
    }
    const most = lane === 'webhooks' ? batch : 1;
    const due = await dueDeliveries(database, endpointId, dueAt, most + 1);
    const next = due.slice(0, most).values();
    let begun = 0;
    let well = true;
    const results = await Promise.allSettled(
      Array.from({ length: atOnce }, async () => {
        for (const delivery of next) {
          begun += 1;
          if (!(await deliver(delivery, target, signal))) well = false;
          if (!well) return;
        }
      }),
    );
    for (const result of results) if (result.status === 'rejected') throw result.reason;
    return begun < due.length;
  }

  /** Whether the endpoint took it, and in good time. */
  async function deliver(
    delivery: DueDelivery,
    target: DeliveryTarget,
    signal: AbortSignal,
  ): Promise<boolean> {
    const at = now();
    const start = performance.now();
    const outcome = await attempt(delivery, target, signal);
    const durationMs = Math.round(performance.now() - start);
    attempted?.(outcome);
    if (!outcome.delivered && outcome.error === 'gone') await disable(target);
    await recordAttempt(database, delivery, { at, durationMs, outcome }, nextOf(delivery, outcome));
    const well = outcome.delivered && durationMs < slowMs;
    if (well) sluggish.delete(target.endpointId);
    else sluggish.add(target.endpointId);
    return well;
  }

  function nextOf({ failures }: DueDelivery, outcome: AttemptOutcome): Next {
    if (outcome.delivered) return { status: 'delivered' };
    if (outcome.error === 'gone') return { status: 'cancelled' };
    const delaySeconds = delayOf(failures + 1, random(), outcome.retryAfter);
    return delaySeconds === undefined ? { status: 'dead' } : { status: 'pending', delaySeconds };
  }

  return { webhooks: turnIn('webhooks'), webhooks_sluggish: turnIn('webhooks_sluggish') };
}
