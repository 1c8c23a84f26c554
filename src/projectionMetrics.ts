/** How far each projection group is behind, as gauges. */
import { Gauge, type Registry } from 'prom-client';
import type { Progress } from './workers/projectionProgress.ts';

export interface ProjectionMetrics {
  report(group: string, progress: Progress): void;
  /** Sets the gauges as of now: a runner that waits reports nothing, and what it waits with grows older. */
  refresh(): void;
}

/** @param now the clock of this machine, which is taken for that of the event store */
export function projectionMetrics(registers: Registry[], now: () => Date): ProjectionMetrics {
  const gauge = (name: string, help: string) => new Gauge({ name, help, labelNames: ['group'], registers });
  const running = gauge('keyledger_projection_running', 'Whether this process runs the group, and can');
  const events = gauge('keyledger_projection_lag_events', 'Events that have come and are not written');
  const seconds = gauge('keyledger_projection_lag_seconds', 'Age of the oldest event that is not written');
  const groups = new Map<string, Progress>();
  return {
    report: (group, progress) => groups.set(group, progress),
    refresh() {
      for (const [group, { running: runs, unwritten, behindSince }] of groups) {
        running.set({ group }, runs ? 1 : 0);
        events.set({ group }, unwritten);
        seconds.set({ group }, secondsSince(behindSince, now()));
      }
    },
  };
}

/** 0 when there is nothing to wait for. */
function secondsSince(instant: Date | undefined, now: Date): number {
  return instant === undefined ? 0 : Math.max(0, (now.getTime() - instant.getTime()) / 1000);
}
