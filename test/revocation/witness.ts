/**
 * What is seen from outside, on the one clock of the test's process: what was taken away and when the answer to that
 * arrived, and every use of it. A use that was sent after that answer and was let through is a late accept.
 */

/** Something that a key may do, and that a command takes away. */
export interface Grant {
  readonly keyId: string;
  readonly secret: string;
  /** The scope that is used, and a route that asks for it. */
  readonly scope: string;
  readonly path: string;
  /**
   * When the answer to the command that took it away arrived, in milliseconds, or later, when the end that it set had come;
   * `undefined` until that was answered.
   */
  takenAt?: number;
}

/** `unavailable`: it could not be told (503), or the process went away. */
export type Outcome = 'allowed' | 'refused' | 'unavailable';

export interface LateAccept {
  readonly node: string;
  readonly keyId: string;
  readonly scope: string;
  /** From the command's answer to when the use was sent, milliseconds. */
  readonly afterMs: number;
}

/** The uses of one node. */
export interface Uses {
  /** Let through, and sent before anything was answered: as they should be. */
  allowedBefore: number;
  /** Sent after the answer; those of them that were decided, one way or the other. */
  after: number;
  decidedAfter: number;
}

export interface Witness {
  /**
   * The first answer counts.
   * @param startedAt when the command was sent for the first time
   * @param takenAt when nothing is to be let through any more, not before the answer
   */
  readonly taken: (grant: Grant, startedAt: number, answeredAt: number, takenAt?: number) => void;
  /** @param sentAt a time that is not later than the first byte's */
  readonly used: (node: string, grant: Grant, sentAt: number, outcome: Outcome) => void;
  readonly lateAccepts: readonly LateAccept[];
  /** How long each command took until it was answered with success, milliseconds. */
  readonly latencies: readonly number[];
  /** By node, those that joined and left included. */
  readonly uses: ReadonlyMap<string, Readonly<Uses>>;
}

export function createWitness(): Witness {
  const lateAccepts: LateAccept[] = [];
  const latencies: number[] = [];
  const all = new Map<string, Uses>();

  function usesOf(node: string): Uses {
    const uses = all.get(node) ?? { allowedBefore: 0, after: 0, decidedAfter: 0 };
    all.set(node, uses);
    return uses;
  }

  return {
    lateAccepts,
    latencies,
    uses: all,
    taken(grant, startedAt, answeredAt, takenAt = answeredAt) {
      latencies.push(answeredAt - startedAt);
      grant.takenAt ??= takenAt;
    },
    used(node, { keyId, scope, takenAt }, sentAt, outcome) {
      const uses = usesOf(node);
      // What was sent after the answer is answered after it too, so by then it is known when that arrived.
      const isAfter = takenAt !== undefined && sentAt > takenAt;
      if (isAfter) uses.after += 1;
      if (isAfter && outcome !== 'unavailable') uses.decidedAfter += 1;
      if (!isAfter && outcome === 'allowed') uses.allowedBefore += 1;
      if (isAfter && outcome === 'allowed') {
        lateAccepts.push({ node, keyId, scope, afterMs: sentAt - takenAt });
      }
    },
  };
}

/** The value below which this share of them lies. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
