import { setTimeout as sleep } from 'node:timers/promises';

/** Resolves when the condition holds; throws after 15 s, with what was waited for. */
export async function eventually(what: string, condition: () => boolean | Promise<boolean>): Promise<void> {
  const until = performance.now() + 15_000;
  while (!(await condition())) {
    if (performance.now() > until) throw new Error(`Waited in vain: ${what}`);
    await sleep(10);
  }
}
