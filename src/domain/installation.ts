/**
 * An installation is sealed once, with the pepper and the MAC key of its first start: one event in a stream of its
 * own. Whoever starts later with others is stopped, rather than let to answer 401 to every good key.
 */
import { createHmac } from 'node:crypto';
import { z } from 'zod';
import { UnreadableEvent, DomainError } from './errors.ts';
import type { StoredEvent } from './events.ts';

export const installationStream = 'installation';

/** What a secret is recognised by; says nothing about the secret itself (128 bits of an HMAC under it). */
export interface Seal {
  readonly pepperFingerprint: string;
  readonly macKeyFingerprint: string;
}

const sealedSchema = z.strictObject({ pepperFingerprint: z.string(), macKeyFingerprint: z.string() });
const metadataSchema = z.looseObject({ version: z.literal(1) });

/** The fingerprints of these secrets. */
export function sealOf(pepper: Buffer, macKey: Buffer): Seal {
  return { pepperFingerprint: fingerprint(pepper), macKeyFingerprint: fingerprint(macKey) };
}

/** The stored form of the event that seals an installation. */
export function encodeInstallationSealed(
  seal: Seal,
  at: Date,
): StoredEvent & { data: object; metadata: object } {
  return { type: 'InstallationSealed', data: { ...seal }, metadata: { version: 1, at: at.toISOString() } };
}

/** @throws UnreadableEvent when it is not an InstallationSealed event of a known version. */
export function decodeInstallationSealed(stored: StoredEvent): Seal {
  const seal = sealedSchema.safeParse(stored.data);
  if (
    stored.type !== 'InstallationSealed' ||
    !metadataSchema.safeParse(stored.metadata).success ||
    !seal.success
  ) {
    throw new UnreadableEvent(
      `Stream "${installationStream}" begins with an unreadable ${stored.type} event`,
    );
  }
  return seal.data;
}

/**
 * Checks that a start holds the secrets that the installation was sealed with.
 * @throws DomainError WRONG_SECRETS that says which one is wrong and what to do.
 */
export function checkSeal(sealed: Seal, held: Seal): void {
  const wrong = [
    ...(sealed.pepperFingerprint === held.pepperFingerprint ? [] : ['pepper (PEPPER or PEPPER_FILE)']),
    ...(sealed.macKeyFingerprint === held.macKeyFingerprint ? [] : ['MAC key (MAC_KEY or MAC_KEY_FILE)']),
  ];
  if (wrong.length === 0) return;
  throw new DomainError(
    'WRONG_SECRETS',
    `Wrong ${wrong.join(' and wrong ')}: this installation's keys were issued with another. ` +
      'Every good key would be refused, so this start stops. Set the one it was first started with.',
  );
}

function fingerprint(secret: Buffer): string {
  return createHmac('sha256', secret).update('keyledger installation').digest('base64url').slice(0, 22);
}
