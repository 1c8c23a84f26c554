/** What is taken away, by which command, and what is left: the life of each key of the test. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Calls } from './calls.ts';
import type { Node } from './cluster.ts';
import type { Grant, Witness } from './witness.ts';

/** A command, as a call below the key's path. Each may be repeated until it is answered with success. */
const commands = {
  narrow: { method: 'PUT', path: 'scopes', body: { scopes: ['customer:read'] } },
  exclude: { method: 'PUT', path: 'ip-rules', body: { ipRules: ['203.0.113.0/24'] } },
  revoke: { method: 'POST', path: 'revoke', body: {} },
  regenerate: { method: 'POST', path: 'regenerate', body: { gracePeriodSeconds: 0 } },
} as const;

type Command = keyof typeof commands;

/** A grant and what will take it away. */
export interface Taking {
  readonly command: Command;
  readonly grant: Grant;
}

const sales = { scope: 'sales:read', path: '/public/api/v1/sales' };
const customers = { scope: 'customer:read', path: '/public/api/v1/customers' };

/** What happens to one key after the other, in turn: 12 takings for every 10 keys. */
const lives: readonly (readonly (readonly [Command, typeof sales])[])[] = [
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

/** The takings of each key, in their order. @param count of keys */
export async function createKeys(
  calls: Calls,
  nodes: readonly Node[],
  count: number,
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
 * @throws Error when it is refused
 */
export async function take(
  calls: Calls,
  witness: Witness,
  { command, grant }: Taking,
  nodes: readonly Node[],
): Promise<void> {
  const { method, path, body } = commands[command];
  const startedAt = performance.now();
  for (let attempt = 0; ; attempt += 1) {
    const answer = await calls.manage(
      nodeFor(nodes, attempt),
      method,
      `/api/v1/keys/${grant.keyId}/${path}`,
      body,
    );
    if (answer.status === 200) return witness.taken(grant, startedAt, answer.arrivedAt);
    if (![0, 409, 503].includes(answer.status)) {
      throw new Error(`${command} was answered ${answer.status} ${JSON.stringify(answer.body)}`);
    }
    await sleep(20);
  }
}

function nodeFor(nodes: readonly Node[], index: number): Node {
  const node = nodes[index % nodes.length];
  if (node === undefined) throw new Error('There is no node');
  return node;
}
