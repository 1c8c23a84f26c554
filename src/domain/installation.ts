/**
 * An installation is sealed once with each of its secrets, in a stream of its own: the pepper and the MAC key of its
 * first start by one event, the webhook key by another, which older installations get at their next start. Whoever
 * starts later with others is stopped, rather than let to answer 401 to every good key or to sign what no receiver
 * believes.
 */
import { createHmac } from 'node:crypto';
import { z } from 'zod';
import { UnreadableEvent, DomainError } from './errors.ts';
import type { StoredEvent } from './events.ts';

export const installationStream = 'installation';

/** How messages call each secret, and what it would break. */
const secrets = {
  pepper: { called: 'pepper (PEPPER or PEPPER_FILE)', wrong: 'every good key would be refused' },
  macKey: { called: 'MAC key (MAC_KEY or MAC_KEY_FILE)', wrong: 'every good key would be refused' },
  webhookKey: {
    called: 'webhook key (WEBHOOK_KEY or WEBHOOK_KEY_FILE; where neither is set, it comes from the MAC key)',
    wrong: 'receivers would refuse every webhook',
  },
} as const;

type SecretName = keyof typeof secrets;
const names = Object.keys(secrets) as readonly SecretName[];

/** What secrets are recognised by, as far as they are known; says nothing about the secrets themselves. */
export type Seal = { readonly [Name in SecretName as `${Name}Fingerprint`]?: string };

const catalogue = {
  InstallationSealed: z.strictObject({ pepperFingerprint: z.string(), macKeyFingerprint: z.string() }),
  WebhookKeySealed: z.strictObject({ webhookKeyFingerprint: z.string() }),
} as const satisfies Record<string, z.ZodType<Seal>>;

const metadataSchema = z.looseObject({ version: z.literal(1) });

/** The fingerprints of the secrets that somebody holds. */
export function sealOf(held: { readonly [Name in SecretName]?: Buffer }): Seal {
  return Object.fromEntries(
    names.flatMap((name) => {
      const secret = held[name];
      return secret === undefined ? [] : [[fingerprintName(name), fingerprint(secret)]];
    }),
  );
}

/** The stored form of the events that seal an installation with what is held and it is not sealed with yet. */
export function encodeSeals(
  sealed: Seal,
  held: Seal,
  at: Date,
): readonly (StoredEvent & { data: object; metadata: object })[] {
  const missing = Object.fromEntries(Object.entries(held).filter(([name]) => !Object.hasOwn(sealed, name)));
  return Object.entries(catalogue).flatMap(([type, schema]) => {
    const data = schema.strip().safeParse(missing);
    return data.success ? [{ type, data: data.data, metadata: { version: 1, at: at.toISOString() } }] : [];
  });
}

/** What a stored event seals. @throws UnreadableEvent when it is of no known type, version or shape. */
export function decodeSeal(stored: StoredEvent): Seal {
  const schema = Object.hasOwn(catalogue, stored.type)
    ? catalogue[stored.type as keyof typeof catalogue]
    : undefined;
  const seal = schema?.safeParse(stored.data);
  if (seal?.success === true && metadataSchema.safeParse(stored.metadata).success) return seal.data;
  throw new UnreadableEvent(`Stream "${installationStream}" holds an unreadable ${stored.type} event`);
}

/**
 * Checks that a start holds no other secrets than the installation was sealed with; what it does not hold, or the
 * installation is not sealed with yet, is not compared.
 * @throws DomainError WRONG_SECRETS that says which one is wrong and what to do.
 */
export function checkSeal(sealed: Seal, held: Seal): void {
  const wrong = names.filter((name) => {
    const [expected, actual] = [sealed[fingerprintName(name)], held[fingerprintName(name)]];
    return expected !== undefined && actual !== undefined && expected !== actual;
  });
  if (wrong.length === 0) return;
  const consequences = new Set(wrong.map((name) => secrets[name].wrong));
  throw new DomainError(
    'WRONG_SECRETS',
    `Wrong ${wrong.map((name) => secrets[name].called).join(' and wrong ')}: this installation began with another. ` +
      `With what is set, ${[...consequences].join(' and ')}, so this start stops. Set the one it was first started with.`,
  );
}

function fingerprintName<Name extends SecretName>(name: Name): `${Name}Fingerprint` {
  return `${name}Fingerprint`;
}

/** 128 bits of an HMAC under the secret. */
function fingerprint(secret: Buffer): string {
  return createHmac('sha256', secret).update('keyledger installation').digest('base64url').slice(0, 22);
}
