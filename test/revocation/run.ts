/** A scenario: rounds of revocations under load while something goes wrong. */
import { setTimeout as sleep } from 'node:timers/promises';
import { eventually } from '../support/condition.ts';
import { openCalls, type Calls } from './calls.ts';
import type { Cluster, Node } from './cluster.ts';
import { createKeys, createLastingGrant, endingLives, take, usualLives, type Taking } from './commands.ts';
import { startHammer, type Hammer } from './hammer.ts';
import { createWitness, type Grant, type Witness } from './witness.ts';

export interface Round {
  readonly cluster: Cluster;
  readonly index: number;
  /** The node that something happens to. */
  readonly victim: Node;
  /** Resolves when everything is taken away that others than the victim were asked to take. */
  readonly answered: Promise<void>;
  /** Resolves when a node lets a key through that nothing is taken from. */
  readonly serves: (node: Node) => Promise<void>;
  /** Lets the second half of the commands begin, where the scenario holds it back. */
  readonly proceed: () => void;
}

export interface Scenario {
  readonly name: string;
  /** What goes wrong in a round while keys are revoked. It is over, and mended, when this resolves. */
  disturb(round: Round): Promise<void>;
  /** Over how many milliseconds the commands of a round are spread. */
  spreadMs(index: number): number;
  /** Whether the second half of the commands waits for the disturbance to say when. */
  readonly inHalves?: boolean;
  /** Whether nobody has met a key before it is about to be revoked. */
  readonly cold?: boolean;
  /** Whether each command is given to two nodes at once. */
  readonly twice?: boolean;
  /** Whether all that is taken is the time after a nearer end. */
  readonly ends?: boolean;
}

export interface Extent {
  readonly rounds: number;
  readonly keysARound: number;
}

/** When each node is asked again after an answer, in milliseconds: beside what the clients ask all the time. */
const volleys = [0, 50, 250];
/** Where no node has met a key, its command comes at one of so many moments of the first look-ups. */
const fillMoments = 6;
/** How long a node may take to be of use again after a fault. */
const recoveryMs = 30_000;

/** Runs it on a cluster that is well, and leaves it so. */
export async function runScenario(cluster: Cluster, scenario: Scenario, extent: Extent): Promise<Witness> {
  const witness = createWitness();
  const calls = openCalls(cluster.token, witness);
  const hammer = startHammer(calls, cluster.nodes);
  try {
    const lasting = await createLastingGrant(calls, cluster.nodes);
    const takings = scenario.ends === true ? endingLives : usualLives;
    const keys = await createKeys(calls, cluster.nodes, extent.rounds * extent.keysARound, takings);
    for (let index = 0; index < extent.rounds; index += 1) {
      const lives = keys.slice(index * extent.keysARound, (index + 1) * extent.keysARound);
      const grants = lives.flat().map(({ grant }) => grant);
      await Promise.all(cluster.nodes.map((node) => isOfUse(calls, node, lasting)));
      if (scenario.cold !== true) await meet(calls, cluster.nodes, grants);
      hammer.aim(scenario.cold === true ? [lasting] : [lasting, ...grants]);
      await runRound({ cluster, scenario, index, lives, lasting, calls, hammer, witness });
      // Whoever is well again knows all that was taken away, and nothing else.
      hammer.aim([lasting, ...grants]);
      await Promise.all(
        cluster.nodes.map(async (node) => {
          await isOfUse(calls, node, lasting);
          await Promise.all(grants.map((grant) => isRefused(calls, node, grant)));
        }),
      );
    }
  } finally {
    await hammer.stop();
    await calls.close();
  }
  return witness;
}

/** One round with all that it needs. */
interface Course {
  readonly cluster: Cluster;
  readonly scenario: Scenario;
  readonly index: number;
  /** What is taken from each key. */
  readonly lives: readonly (readonly Taking[])[];
  readonly lasting: Grant;
  readonly calls: Calls;
  readonly hammer: Hammer;
  readonly witness: Witness;
}

async function runRound(course: Course): Promise<void> {
  const { cluster, scenario, index, lives, lasting, calls, hammer, witness } = course;
  const { nodes } = cluster;
  const victim = at(nodes, index);
  const others = nodes.filter((node) => node !== victim);
  const spreadMs = scenario.spreadMs(index);
  const asking: Promise<unknown>[] = [];
  const half = scenario.inHalves === true ? lives.length / 2 : lives.length;
  let proceed = (): void => undefined;
  const proceeded = new Promise<void>((resolve) => (proceed = resolve));

  async function live(takings: readonly Taking[], place: number): Promise<void> {
    if (place >= half) await proceeded;
    await sleep((spreadMs * (place % half)) / half);
    const order = [...(isForVictim(place) ? [victim] : []), at(others, place), at(others, place + 1)];
    for (const taking of takings) {
      if (scenario.cold === true) {
        asking.push(...nodes.map((node) => calls.use(node, taking.grant)));
        hammer.also(taking.grant);
        await sleep(25 * (place % fillMoments));
      }
      const twice = scenario.twice === true ? [take(calls, witness, taking, order.toReversed())] : [];
      const [takenAt] = await Promise.all([take(calls, witness, taking, order), ...twice]);
      asking.push(askAgain(calls, cluster, taking.grant, takenAt));
    }
  }

  const serves = (node: Node) => isOfUse(calls, node, lasting);
  const living = lives.map(live);
  const answered = Promise.all(living.filter((_, place) => !isForVictim(place))).then(() => undefined);
  await Promise.all([...living, scenario.disturb({ cluster, index, victim, answered, serves, proceed })]);
  await Promise.all(asking);
}

/** One in six commands is given to the victim first. */
function isForVictim(place: number): boolean {
  return place % 6 === 5;
}

/** At every node that is there then, without waiting for answers: who is paused gets them too. */
async function askAgain(calls: Calls, { nodes }: Cluster, grant: Grant, takenAt: number): Promise<void> {
  const asked: Promise<unknown>[] = [];
  const start = Math.max(takenAt, performance.now());
  for (const volley of volleys) {
    await sleep(start + volley - performance.now());
    for (const node of nodes) asked.push(calls.use(node, grant), calls.use(node, grant));
  }
  await Promise.all(asked);
}

/** Until each node has let each grant through twice: it knows them, and has had them in its memory. */
async function meet(calls: Calls, nodes: readonly Node[], grants: readonly Grant[]): Promise<void> {
  await Promise.all(
    nodes.flatMap((node) =>
      grants.map(async (grant) => {
        for (let times = 0; times < 2; times += 1) await isOfUse(calls, node, grant);
      }),
    ),
  );
}

function isOfUse(calls: Calls, node: Node, grant: Grant): Promise<void> {
  const what = `${node.name} lets ${grant.scope} of ${grant.keyId} through`;
  return eventually(what, async () => (await calls.use(node, grant)) === 'allowed', recoveryMs);
}

function isRefused(calls: Calls, node: Node, grant: Grant): Promise<void> {
  const what = `${node.name} refuses ${grant.scope} of ${grant.keyId}`;
  return eventually(what, async () => (await calls.use(node, grant)) === 'refused', recoveryMs);
}

function at(nodes: readonly Node[], index: number): Node {
  const node = nodes[index % nodes.length];
  if (node === undefined) throw new Error('There is no node');
  return node;
}
