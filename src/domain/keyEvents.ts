/**
 * The lifecycle events of a key, as they stand in its stream `apiKey-<id>`: past tense, versioned, plain JSON. A stored
 * shape is never changed: a new shape is a new version, and an older one is upcast on reading. A golden fixture holds
 * each type and version.
 */
import { z } from 'zod';
import { UnreadableEvent } from './errors.ts';
import { environments } from './profiles.ts';

export const keyStreamPrefix = 'apiKey-';

/** The stream of a key. */
export function keyStream(keyId: string): string {
  return keyStreamPrefix + keyId;
}

const instant = z.iso.datetime();
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

/**
 * Each type's versions, oldest first; the last is the one that is written. An older version that differs ends in a
 * `.transform` to the newest shape: that is its upcaster.
 */
const catalogue = {
  ApiKeyCreated: [ApiKeyCreated],
  ApiKeyRenamed: [ApiKeyRenamed],
  ApiKeyScopesSet: [ApiKeyScopesSet],
  ApiKeyIpRulesSet: [ApiKeyIpRulesSet],
  ApiKeyExpirySet: [ApiKeyExpirySet],
  ApiKeyRevoked: [ApiKeyRevoked],
  ApiKeyRegenerated: [ApiKeyRegenerated],
} as const;

type Catalogue = typeof catalogue;
export type KeyEventType = keyof Catalogue;

/** Who did it and when. `at` is ISO 8601 UTC. */
interface Occurrence {
  readonly at: string;
  readonly actor: string;
}

type EventOf<T extends KeyEventType> = Occurrence & {
  readonly type: T;
  readonly data: Readonly<z.infer<Catalogue[T][number]>>;
};

/** A lifecycle event. */
export type KeyEvent = { [T in KeyEventType]: EventOf<T> }[KeyEventType];

/** An event as the store keeps it. */
export interface StoredEvent {
  readonly type: string;
  readonly data: unknown;
  readonly metadata: unknown;
}

const metadataSchema = z.looseObject({ version: z.int().min(1), at: instant, actor: text });

/** Every type with the number of its versions, for the test that wants a golden fixture of each. */
export const keyEventVersions: Readonly<Record<KeyEventType, number>> = Object.fromEntries(
  Object.entries(catalogue).map(([type, versions]) => [type, versions.length]),
) as Record<KeyEventType, number>;

/**
 * The stored form of an event, validated.
 * @throws UnreadableEvent when it does not fit its own schema: a defect, caught before it is written for ever.
 */
export function encodeKeyEvent(event: KeyEvent): StoredEvent & { data: object; metadata: object } {
  const { type, at, actor, data } = event;
  const version = catalogue[type].length;
  decodeKeyEvent({ type, data, metadata: { version, at, actor } });
  return { type, data, metadata: { version, at, actor } };
}

/**
 * Reads a stored event of any known version, as the newest one.
 * @throws UnreadableEvent that names the type and what does not fit.
 */
export function decodeKeyEvent(stored: StoredEvent): KeyEvent {
  const metadata = metadataSchema.safeParse(stored.metadata);
  if (!metadata.success) {
    throw new UnreadableEvent(`${stored.type}: unreadable metadata: ${z.prettifyError(metadata.error)}`);
  }
  const { version, at, actor } = metadata.data;
  const schema = Object.hasOwn(catalogue, stored.type)
    ? catalogue[stored.type as KeyEventType][version - 1]
    : undefined;
  if (schema === undefined) throw new UnreadableEvent(`${stored.type} version ${version} is not known here`);
  const data = schema.safeParse(stored.data);
  if (!data.success) {
    throw new UnreadableEvent(`${stored.type} version ${version}: ${z.prettifyError(data.error)}`);
  }
  return { type: stored.type, at, actor, data: data.data } as KeyEvent;
}
