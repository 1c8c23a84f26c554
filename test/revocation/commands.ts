/** What is taken away, by which command, and what is left: the life of each key of the test. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Answer, Calls } from './calls.ts';
import type { Node } from './cluster.ts';
import type { Grant, Witness } from './witness.ts';

/** A command, as a call below the key's path. Each may be repeated until it is answered with success. */
interface CommandCall {
  readonly method: 'POST' | 'PUT';
  readonly path: string;
  readonly body: object;
  /** What it takes away it takes at this time and not at once: milliseconds by the wall clock. */
  readonly from?: number;
}

/** How long after its command a nearer end comes: longer than it takes to do without a process that does not follow. */
export const endMs = 2000;

const commands = {
  narrow: () => ({ method: 'PUT', path: 'scopes', body: { scopes: ['customer:read'] } }),
  exclude: () => ({ method: 'PUT', path: 'ip-rules', body: { ipRules: ['203.0.113.0/24'] } }),
  revoke: () => ({ method: 'POST', path: 'revoke', body: {} }),
  regenerate: () => ({ method: 'POST', path: 'regenerate', body: { gracePeriodSeconds: 0 } }),
  end() {
    const from = Date.now() + endMs;
    return { method: 'PUT', path: 'expiry', body: { expiresAt: new Date(from).toISOString() }, from };
  },
} as const satisfies Readonly<Record<string, () => CommandCall>>;

export type Command = keyof typeof commands;

/** A grant and what will take it away. */
export interface Taking {
  readonly command: Command;
  readonly grant: Grant;
}

const sales = { scope: 'sales:read', path: '/public/api/v1/sales' };
const customers = { scope: 'customer:read', path: '/public/api/v1/customers' };

/** What is taken from one key after the other, in turn. */
export type Lives = readonly (readonly (readonly [Command, typeof sales])[])[];

/** 12 takings for every 10 keys. */
export const usualLives: Lives = [
  [['revoke', sales]],
  [
    ['narrow', sales],
    ['revoke', customers],
  ],
  [['revoke', sales]],
  [['exclude', sales]],
  [['revoke', customers]],
  [['regenerate', sales]],
  [['revoke', sales]],
  [
    ['narrow', sales],
    ['regenerate', customers],
  ],
  [['revoke', customers]],
  [['revoke', sales]],
];

export const endingLives: Lives = [[['end', sales]], [['end', customers]]];

/** The takings of each key, in their order. @param count of keys */
export async function createKeys(
  calls: Calls,
  nodes: readonly Node[],
  count: number,
  lives: Lives,
): Promise<readonly (readonly Taking[])[]> {
  return Promise.all(
    Array.from({ length: count }, async (_, index) => {
      const { id: keyId, secret } = await createKey(calls, nodes, index);
      return (lives[index % lives.length] ?? []).map(([command, use]) => ({
        command,
        grant: { keyId, secret, ...use },
      }));
    }),
  );
}

/** One that nothing is taken from. */
export async function createLastingGrant(calls: Calls, nodes: readonly Node[]): Promise<Grant> {
  const { id: keyId, secret } = await createKey(calls, nodes, 0);
  return { keyId, secret, ...sales };
}

async function createKey(
  calls: Calls,
  nodes: readonly Node[],
  index: number,
): Promise<{ id: string; secret: string }> {
  const input = { name: 'A key', scopes: [sales.scope, customers.scope] };
  const { status, body } = await calls.manage(nodeFor(nodes, index), 'POST', '/api/v1/keys', input);
  if (status !== 201) throw new Error(`A key could not be made: ${status} ${JSON.stringify(body)}`);
  const { id, key } = body as { id: string; key: string };
  return { id, secret: key };
}

/**
 * Takes a grant away: tries one node after the other, beginning with the first, until one answers with success. Until
 * then nothing is promised: it may be recorded and not hold yet (503), have lost a race (409), or the node may have gone.
 * An end that has come before it was recorded (422) is set anew; one that was recorded and has come before it was proven to
 * hold (409) was promised by nobody, and is not counted.
 * @returns from when the grant is taken: the answer, or the end where that comes later
 * @throws Error when it is refused
 */
export async function take(
  calls: Calls,
  witness: Witness,
  { command, grant }: Taking,
  nodes: readonly Node[],
): Promise<number> {
  let call: CommandCall = commands[command]();
  const startedAt = performance.now();
  for (let attempt = 0; ; attempt += 1) {
    const { method, path, body, from = 0 } = call;
    const answer = await calls.manage(
      nodeFor(nodes, attempt),
      method,
      `/api/v1/keys/${grant.keyId}/${path}`,
      body,
    );
    if (answer.status === 200) {
      const takenAt = Math.max(answer.arrivedAt, performance.now() + from - Date.now());
      witness.taken(grant, startedAt, answer.arrivedAt, takenAt);
      return takenAt;
    }
    if (command === 'end' && isExpired(answer)) return answer.arrivedAt;
    if (answer.status === 422 && from <= Date.now()) call = commands[command]();
    else if (![0, 409, 503].includes(answer.status)) {
      throw new Error(`${command} was answered ${answer.status} ${JSON.stringify(answer.body)}`);
    }
    await sleep(20);
  }
}

function isExpired({ status, body }: Answer): boolean {
  return status === 409 && (body as { error?: string }).error === 'KEY_EXPIRED';
}

function nodeFor(nodes: readonly Node[], index: number): Node {
  const node = nodes[index % nodes.length];
  if (node === undefined) throw new Error('There is no node');
  return node;
}
