/** What a runner tells of how far it is behind. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runProjections } from '../../src/workers/projectionRunner.ts';
import type { Progress } from '../../src/workers/projectionProgress.ts';
import { eventually } from '../support/condition.ts';
import { startTestStores, type TestStores } from '../support/stores.ts';
import { append, group } from './projections.ts';

let stores: TestStores;
let reports: Progress[];
let stop: () => Promise<void>;
beforeEach(async () => {
  stores = await startTestStores();
  reports = [];
});
afterEach(async () => {
  await stop();
  await stores.stop();
});

function start(): void {
  const stopping = new AbortController();
  const log = { info: () => undefined, warn: () => undefined };
  const report = (progress: Progress) => void reports.push(progress);
  const running = runProjections({ ...stores, group, report, log, signal: stopping.signal });
  stop = async () => {
    stopping.abort();
    await running;
  };
}

const caughtUp: Progress = { running: true, unwritten: 0, behindSince: undefined };
const isCaughtUp = () => {
  const last = reports.at(-1);
  return last?.running === true && last.unwritten === 0 && last.behindSince === undefined;
};

test('given history, then it is behind by what it holds, since the oldest of it, until all is written', async () => {
  await append(stores.eventStore, 'thing-1', 1200);
  const [first] = await stores.eventStore.readStream('thing-1');
  start();
  await eventually('it has caught up', isCaughtUp);
  expect(reports[0]).toEqual({ running: false, unwritten: 0, behindSince: undefined });
  const behind = reports.find(({ unwritten }) => unwritten > 0);
  expect(behind).toMatchObject({ running: true, behindSince: first?.created });
  // The first transaction took 500 of them: as long as more is to come, the time of the last written one stands.
  const times = reports.slice(1, -1).map(({ behindSince }) => behindSince);
  expect(times).not.toContain(undefined);
  expect(reports.at(-1)).toEqual(caughtUp);
});

test('given a live event, then it is told of before it is written, and that it is written', async () => {
  start();
  await eventually('it has caught up', isCaughtUp);
  await append(stores.eventStore, 'thing-1', 1);
  const isBehind = ({ unwritten }: Progress) => unwritten > 0;
  await eventually('it is written', () => reports.some(isBehind) && isCaughtUp());
  const [event] = await stores.eventStore.readStream('thing-1');
  // The same may be told again, as it is when the store says that its history has ended.
  const told = new Set(reports.slice(reports.findIndex(isBehind)).map((each) => JSON.stringify(each)));
  const behind: Progress = { running: true, unwritten: 1, behindSince: event?.created };
  expect([...told]).toEqual([behind, caughtUp].map((each) => JSON.stringify(each)));
});

test('given an event store that goes away and comes back, then it does not run, and then it does', async () => {
  start();
  await eventually('it has caught up', isCaughtUp);
  await stores.stopEventStore();
  await eventually('it says so', () => reports.at(-1)?.running === false);
  await stores.restartEventStore();
  await eventually('it has caught up again', isCaughtUp);
});
