import { setTimeout as sleep } from 'node:timers/promises';

/** Resolves when the condition holds; throws when it does not in time, with what was waited for. */
export async function eventually(
  what: string,
  condition: () => boolean | Promise<boolean>,
  timeoutMs = 15_000,
): Promise<void> {
  const until = performance.now() + timeoutMs;
  while (!(await condition())) {
    if (performance.now() > until) throw new Error(`Waited in vain: ${what}`);
    await sleep(10);
  }
}
