import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { expect, test } from 'vitest';
import { mergedMetrics } from '../src/mergedMetrics.ts';

/** What a process tells that has counted so much. */
async function metricsOf(count: number): Promise<string> {
  const registry = new Registry();
  const registers = [registry];
  new Counter({ name: 'requests_total', help: 'Requests', labelNames: ['outcome'], registers }).inc(
    { outcome: 'A {"quoted"} one' },
    count,
  );
  new Gauge({ name: 'age_seconds', help: 'Age', registers }).set(NaN);
  new Histogram({ name: 'took_seconds', help: 'Time', buckets: [1], registers }).observe(count);
  return registry.metrics();
}

test('samples of one name stand together under one head, and each says whose it is', async () => {
  const merged = mergedMetrics(
    new Map([
      ['primary', '# HELP only_here x\n# TYPE only_here gauge\nonly_here 1\n'],
      ['1', await metricsOf(1)],
      ['2', await metricsOf(2)],
    ]),
  );
  expect(merged).toBe(`# HELP only_here x
# TYPE only_here gauge
only_here{process="primary"} 1

# HELP requests_total Requests
# TYPE requests_total counter
requests_total{process="1",outcome="A {\\"quoted\\"} one"} 1
requests_total{process="2",outcome="A {\\"quoted\\"} one"} 2

# HELP age_seconds Age
# TYPE age_seconds gauge
age_seconds{process="1"} Nan
age_seconds{process="2"} Nan

# HELP took_seconds Time
# TYPE took_seconds histogram
took_seconds_bucket{process="1",le="1"} 1
took_seconds_bucket{process="1",le="+Inf"} 1
took_seconds_sum{process="1"} 1
took_seconds_count{process="1"} 1
took_seconds_bucket{process="2",le="1"} 0
took_seconds_bucket{process="2",le="+Inf"} 1
took_seconds_sum{process="2"} 2
took_seconds_count{process="2"} 1
`);
});
