/** How much a key is used. */
import type { z } from 'zod';
import { invalidInput } from '../../domain/errors.ts';
import type { ReadModels } from '../../projections/readModels.ts';
import { showKeyUsage } from '../contracts/keys.ts';
import type { Endpoint } from '../endpoint.ts';
import { forRoles, readers } from '../principal.ts';
import { note } from '../exchange.ts';
import { keyIdOf, noSuchKey, parse } from '../schemas.ts';
import { expectRange } from '../timeRange.ts';
import type { TokenVerifier } from '../tokens.ts';

const hourMs = 60 * 60 * 1000;

/** The length of a bucket and of the range that is shown unasked, in milliseconds. */
const intervals = {
  hour: { bucketMs: hourMs, usualMs: 24 * hourMs },
  day: { bucketMs: 24 * hourMs, usualMs: 30 * 24 * hourMs },
} as const;

const mostBuckets = 1000;

export function usageEndpoint(options: {
  readonly readModels: ReadModels;
  readonly tokens: TokenVerifier;
  readonly now: () => Date;
}): Endpoint {
  const { readModels, tokens, now } = options;
  const handle = forRoles(tokens)(readers, async (request, response, { merchantId }) => {
    const keyId = keyIdOf(request);
    const range = usageRange(parse(showKeyUsage.query, request.query, 'query'), now());
    if ((await readModels.findKey(merchantId, keyId, now())) === undefined) throw noSuchKey();
    note(response, { keyId });
    return { status: 200, body: await readModels.usage(keyId, range) };
  });
  return { ...showKeyUsage, handle };
}

/** @throws DomainError INVALID_INPUT for a range that is empty or too long */
function usageRange(asked: z.infer<typeof showKeyUsage.query>, now: Date) {
  const { interval, to = now } = asked;
  const { bucketMs, usualMs } = intervals[interval];
  const { from = new Date(to.getTime() - usualMs) } = asked;
  expectRange({ from, to });
  const buckets = Math.ceil((to.getTime() - from.getTime()) / bucketMs);
  if (buckets > mostBuckets) {
    const advice = interval === 'hour' ? 'take interval=day or a shorter range' : 'take a shorter range';
    throw invalidInput(
      'from',
      `This range has ${buckets} ${interval}s, of at most ${mostBuckets}: ${advice}`,
    );
  }
  return { from, to, interval };
}
