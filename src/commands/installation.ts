/** Sealing an installation with its secrets, at the first start with each, and finding out at every later one. */
import { randomUUID } from 'node:crypto';
import { checkSeal, decodeSeal, encodeSeals, installationStream, type Seal } from '../domain/installation.ts';
import { WrongExpectedRevision } from '../stores/errors.ts';
import type { EventStore } from '../stores/eventStore.ts';

/** What this installation is sealed with; empty before its first start. */
export async function readSeal(eventStore: EventStore): Promise<Seal> {
  return (await read(eventStore)).sealed;
}

/**
 * Seals the installation with those of these secrets that it has no seal of yet, and checks the others. Of two first
 * starts at once, one seals.
 * @throws DomainError WRONG_SECRETS when the installation was sealed with others.
 */
export async function sealInstallation(eventStore: EventStore, held: Seal, now: Date): Promise<void> {
  const { sealed, revision } = await read(eventStore);
  checkSeal(sealed, held);
  const events = encodeSeals(sealed, held, now).map((event) => ({ id: randomUUID(), ...event }));
  if (events.length === 0) return;
  try {
    await eventStore.append(installationStream, events, revision ?? 'no_stream');
  } catch (error) {
    if (!(error instanceof WrongExpectedRevision)) throw error;
    return sealInstallation(eventStore, held, now);
  }
}

async function read(eventStore: EventStore) {
  const recorded = await eventStore.readStream(installationStream);
  const sealed = recorded.map(decodeSeal).reduce((all, seal) => ({ ...all, ...seal }), {});
  return { sealed, revision: recorded.at(-1)?.revision };
}
