/** From a presented secret to the key that it belongs to, whatever that key's status is. */
import { compileIpRules } from '../domain/ipRules.ts';
import { keyReader } from '../domain/keyFormat.ts';
import type { Profiles } from '../domain/profiles.ts';
import type { Holder } from '../domain/verdict.ts';
import type { ReadModels } from '../projections/readModels.ts';
import type { SecretVerifier } from './secretVerifier.ts';

export interface IdentifiedKey extends Holder {
  readonly keyId: string;
  readonly merchantId: string;
  readonly name: string;
}

/**
 * `undefined` when no key was issued with this secret. A forged one (wrong MAC) reaches neither Postgres nor scrypt.
 * @throws ReadModelsNotReady, DatabaseUnavailable or Unavailable when it cannot be told.
 */
export type KeyIdentifier = (presented: string) => Promise<IdentifiedKey | undefined>;

export function keyIdentifier(sources: {
  readonly profiles: Profiles;
  readonly macKey: Buffer;
  readonly readModels: ReadModels;
  readonly secrets: SecretVerifier;
}): KeyIdentifier {
  const { profiles, macKey, readModels, secrets } = sources;
  const read = keyReader(profiles, macKey);
  return async (presented) => {
    const issued = read(presented);
    if (issued === undefined) return undefined;
    // A lookup prefix is not unique.
    for (const { hash, ipRules, ...key } of await readModels.findCandidates(issued.prefix)) {
      if (await secrets.matches(issued.secret, hash))
        return { ...key, allowsAddress: compileIpRules(ipRules) };
    }
    return undefined;
  };
}
