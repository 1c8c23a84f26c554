/** The lifecycle events of a key as its history shows them: without any hash or secret. */
import { z } from 'zod';
import { keyEventSchemas } from '../../domain/keyEvents.ts';
import type { HistoryEntry } from '../../projections/keyHistory.ts';
import { answerShape, instant, pageShape } from '../openapi/shapes.ts';

const { ApiKeyCreated, ApiKeyRegenerated, ...asTheyAre } = keyEventSchemas;
const prefix = z.string();

function entry<T extends string, D extends z.ZodType>(type: T, data: D) {
  return z.strictObject({
    revision: z.int().min(0),
    type: z.literal(type),
    at: instant,
    actor: z.string().describe('Who did it; `keyledger` where the service did'),
    data,
  });
}

const schema = z.discriminatedUnion('type', [
  entry('ApiKeyCreated', ApiKeyCreated.omit({ secret: true, requestFingerprint: true }).extend({ prefix })),
  entry('ApiKeyRenamed', asTheyAre.ApiKeyRenamed),
  entry('ApiKeyScopesSet', asTheyAre.ApiKeyScopesSet),
  entry('ApiKeyIpRulesSet', asTheyAre.ApiKeyIpRulesSet),
  entry('ApiKeyExpirySet', asTheyAre.ApiKeyExpirySet),
  entry('ApiKeyRevoked', asTheyAre.ApiKeyRevoked),
  entry('ApiKeyRegenerated', ApiKeyRegenerated.omit({ secret: true }).extend({ prefix })),
  entry('ApiKeyExpiring', asTheyAre.ApiKeyExpiring),
  entry('ApiKeyExpired', asTheyAre.ApiKeyExpired),
]) satisfies z.ZodType<HistoryEntry>;

const example: HistoryEntry = {
  revision: 1,
  type: 'ApiKeyScopesSet',
  at: '2026-11-21T09:41:00.000Z',
  actor: 'alice',
  data: { scopes: ['invoice:write'] },
};

export const historyEntryShape = answerShape('HistoryEntry', schema, {
  description: 'A lifecycle event of a key',
  examples: [example],
});
export const historyPageShape = pageShape('HistoryPage', historyEntryShape, example);
