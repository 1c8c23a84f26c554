/** The calls of the test, each with the times that count: before it was sent, and when its answer arrived. */
import { Agent, type Dispatcher } from 'undici';
import type { Node } from './cluster.ts';
import type { Grant, Outcome, Witness } from './witness.ts';

export interface Answer {
  /** 0 when there was none. */
  readonly status: number;
  readonly body: unknown;
  readonly sentAt: number;
  readonly arrivedAt: number;
}

export interface Calls {
  /** A management call. */
  manage(node: Node, method: 'POST' | 'PUT', path: string, body: unknown): Promise<Answer>;
  /** Uses a grant on its route and tells the witness. */
  use(node: Node, grant: Grant): Promise<Outcome>;
  /** The same by asking whether the key is valid for it. */
  verify(node: Node, grant: Grant): Promise<Outcome>;
  close(): Promise<void>;
}

const outcomes: Readonly<Record<number, Outcome>> = {
  0: 'unavailable',
  200: 'allowed',
  401: 'refused',
  403: 'refused',
  503: 'unavailable',
};

/** Longer than any fault lasts: a process that is paused answers when it goes on. */
const patienceMs = 60_000;

/** @param token an admin's */
export function openCalls(token: string, witness: Witness): Calls {
  // As many connections as there are calls: none waits for another, also where nobody answers.
  const agent = new Agent({
    headersTimeout: patienceMs,
    bodyTimeout: patienceMs,
    connectTimeout: patienceMs,
  });

  async function call(
    node: Node,
    method: Dispatcher.HttpMethod,
    path: string,
    bearer: string,
    content?: unknown,
  ): Promise<Answer> {
    const headers = { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' };
    const body = content === undefined ? null : JSON.stringify(content);
    const sentAt = performance.now();
    try {
      const answer = await agent.request({ origin: node.url, method, path, headers, body });
      const arrivedAt = performance.now();
      // Who goes away in the middle of an answer has answered.
      const said = await answer.body.json().catch(() => ({}));
      return { status: answer.statusCode, body: said, sentAt, arrivedAt };
    } catch {
      return { status: 0, body: {}, sentAt, arrivedAt: performance.now() };
    }
  }

  function seen(
    node: Node,
    grant: Grant,
    sentAt: number,
    outcome: Outcome | undefined,
    said: unknown,
  ): Outcome {
    if (outcome === undefined) throw new Error(`${node.name} answers ${JSON.stringify(said)}`);
    witness.used(node.name, grant, sentAt, outcome);
    return outcome;
  }

  return {
    manage: (node, method, path, body) => call(node, method, path, token, body),
    async use(node, grant) {
      const { status, body, sentAt } = await call(node, 'GET', grant.path, grant.secret);
      return seen(node, grant, sentAt, outcomes[status], [status, body]);
    },
    async verify(node, grant) {
      const asked = { key: grant.secret, scopes: [grant.scope], ip: '127.0.0.1' };
      const { status, body, sentAt } = await call(node, 'POST', '/api/v1/verify', token, asked);
      const { valid } = body as { valid?: boolean };
      const verdict = { true: 'allowed', false: 'refused', undefined: 'unavailable' } as const;
      const outcome = status === 200 ? verdict[`${valid}`] : outcomes[status];
      // 401 and 403 are about the token, which is a good one.
      return seen(node, grant, sentAt, outcome === 'refused' && status !== 200 ? undefined : outcome, [
        status,
        body,
      ]);
    },
    close: () => agent.destroy(),
  };
}
