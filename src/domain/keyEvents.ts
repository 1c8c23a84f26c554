/** The lifecycle events of a key, as they stand in its stream `apiKey-<id>`. */
import { z } from 'zod';
import { eventCodec, instant, type EventIn } from './events.ts';
import { environments } from './profiles.ts';

export const keyStreamPrefix = 'apiKey-';

/** The stream of a key. */
export function keyStream(keyId: string): string {
  return keyStreamPrefix + keyId;
}

const end = instant.nullable();
const text = z.string();
const list = z.array(text).readonly();

/** A secret at rest: where it is looked up, and `v1$salt$hash`. */
const secret = z.strictObject({ prefix: text, hash: text });

const ApiKeyCreated = z.strictObject({
  keyId: text,
  merchantId: text,
  name: text,
  profile: text,
  environment: z.enum(environments),
  scopes: list,
  ipRules: list,
  expiresAt: end,
  secret,
  /** What the creating request asked for, as a digest, when it came with an Idempotency-Key. */
  requestFingerprint: text.nullable(),
});
const ApiKeyRenamed = z.strictObject({ name: text });
const ApiKeyScopesSet = z.strictObject({ scopes: list });
const ApiKeyIpRulesSet = z.strictObject({ ipRules: list });
const ApiKeyExpirySet = z.strictObject({ expiresAt: instant });
const ApiKeyRevoked = z.strictObject({ reason: text.nullable() });
const ApiKeyRegenerated = z.strictObject({
  secret,
  expiresAt: end,
  /** When the outgoing secret dies: the event's own instant, or the end of the grace period. */
  previousSecretEndsAt: instant,
});
/** The end is 7 days away, or nearer if it was set so. */
const ApiKeyExpiring = z.strictObject({ expiresAt: instant });
/** The end has come. */
const ApiKeyExpired = z.strictObject({ expiresAt: instant });

/** What each event says, as it is written today. */
export const keyEventSchemas = {
  ApiKeyCreated,
  ApiKeyRenamed,
  ApiKeyScopesSet,
  ApiKeyIpRulesSet,
  ApiKeyExpirySet,
  ApiKeyRevoked,
  ApiKeyRegenerated,
  ApiKeyExpiring,
  ApiKeyExpired,
} as const;

const catalogue = {
  ApiKeyCreated: [ApiKeyCreated],
  ApiKeyRenamed: [ApiKeyRenamed],
  ApiKeyScopesSet: [ApiKeyScopesSet],
  ApiKeyIpRulesSet: [ApiKeyIpRulesSet],
  ApiKeyExpirySet: [ApiKeyExpirySet],
  ApiKeyRevoked: [ApiKeyRevoked],
  ApiKeyRegenerated: [ApiKeyRegenerated],
  ApiKeyExpiring: [ApiKeyExpiring],
  ApiKeyExpired: [ApiKeyExpired],
} as const;

type Catalogue = typeof catalogue;
export type KeyEventType = keyof Catalogue;

/** A lifecycle event. */
export type KeyEvent = EventIn<Catalogue>;

export const {
  versions: keyEventVersions,
  encode: encodeKeyEvent,
  decode: decodeKeyEvent,
} = eventCodec(catalogue);
