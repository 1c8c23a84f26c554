/** Sealing an installation with its secrets, at the first start, and finding out at every later one. */
import { randomUUID } from 'node:crypto';
import {
  checkSeal,
  decodeInstallationSealed,
  encodeInstallationSealed,
  installationStream,
  type Seal,
} from '../domain/installation.ts';
import { WrongExpectedRevision } from '../stores/errors.ts';
import type { EventStore } from '../stores/eventStore.ts';

/** The seal of this installation; `undefined` before its first start. */
export async function readSeal(eventStore: EventStore): Promise<Seal | undefined> {
  const [sealed] = await eventStore.readStream(installationStream);
  return sealed && decodeInstallationSealed(sealed);
}

/**
 * Seals the installation with these secrets, or checks them against its seal. Of two first starts at once, one seals.
 * @throws DomainError WRONG_SECRETS when the installation was sealed with others.
 */
export async function sealInstallation(eventStore: EventStore, held: Seal, now: Date): Promise<void> {
  const sealed = await readSeal(eventStore);
  if (sealed !== undefined) return checkSeal(sealed, held);
  try {
    await eventStore.append(
      installationStream,
      [{ id: randomUUID(), ...encodeInstallationSealed(held, now) }],
      'no_stream',
    );
  } catch (error) {
    if (!(error instanceof WrongExpectedRevision)) throw error;
    return sealInstallation(eventStore, held, now);
  }
}
