/** From a presented secret to the key that it belongs to, whatever that key's status is. */
import { compileIpRules } from '../domain/ipRules.ts';
import { keyReader } from '../domain/keyFormat.ts';
import type { Profiles } from '../domain/profiles.ts';
import type { Soon } from '../domain/soon.ts';
import type { Holder } from '../domain/verdict.ts';
import type { Candidate } from '../projections/keyLookup.ts';
import type { ReadModels } from '../projections/readModels.ts';
import type { Lease } from '../projections/lease.ts';
import type { Draft } from './audit.ts';
import type { KeyCache } from './keyCache.ts';
import type { SecretVerifier } from './secretVerifier.ts';

export interface IdentifiedKey extends Holder {
  readonly keyId: string;
  readonly merchantId: string;
  readonly name: string;
  /** Of the secret that was presented. */
  readonly prefix: string;
}

/**
 * `undefined` when no key was issued with this secret. A forged one (wrong MAC) reaches neither Postgres nor scrypt. What
 * is in memory is answered at once, without a promise.
 * The draft is told of a secret of ours before it is looked up, for that may fail. Then nobody knows whose it is.
 * @throws ReadModelsNotReady, DatabaseUnavailable or Overloaded when it cannot be told.
 */
export type KeyIdentifier = (
  presented: string,
  draft: Pick<Draft, 'prefix' | 'outcome'>,
) => Soon<IdentifiedKey | undefined>;

export function keyIdentifier(sources: {
  readonly profiles: Profiles;
  readonly macKey: Buffer;
  readonly readModels: ReadModels;
  readonly secrets: SecretVerifier;
  readonly cache: KeyCache;
  readonly lease: Pick<Lease, 'live' | 'applied'>;
}): KeyIdentifier {
  const { profiles, macKey, readModels, secrets, cache, lease } = sources;
  const read = keyReader(profiles, macKey);

  /** The hash that the secret fits. A lookup prefix is not unique. */
  async function matching(secret: string, candidates: readonly Candidate[]): Promise<string | undefined> {
    for (const { hash } of candidates) {
      if (await secrets.matches(secret, hash)) return hash;
    }
    return undefined;
  }

  /** The secret's key as Postgres knows it. */
  async function lookUp(secret: string, prefix: string): Promise<Candidate | undefined> {
    const candidates = await readModels.findCandidates(prefix);
    const known = candidates.find(({ hash }) => secrets.remembers(secret, hash));
    if (known !== undefined) return known;
    const hash = await matching(secret, candidates);
    if (hash === undefined) return undefined;
    // That took its time: the key may have been revoked meanwhile, so what is judged is read after it.
    return (await readModels.findCandidates(prefix)).find((candidate) => candidate.hash === hash);
  }

  async function learn(secret: string, prefix: string): Promise<IdentifiedKey | undefined> {
    const found = await lookUp(secret, prefix);
    if (found === undefined) return undefined;
    const key = identified(found, prefix);
    // What was published since it was read may be about this very key, and has been applied to the cache already.
    if (found.epoch >= lease.applied()) cache.keep(cache.digestOf(secret), key);
    return key;
  }

  return (presented, draft) => {
    // Before the MAC, which is dearer: only secrets that bear a right one were ever kept.
    const known = lease.live() ? cache.find(cache.digestOf(presented)) : undefined;
    const issued = known ?? read(presented);
    if (issued === undefined) return undefined;
    draft.prefix = issued.prefix;
    draft.outcome = 'SERVICE_UNAVAILABLE'; // until it is decided
    if (known !== undefined) return known;
    cache.missed();
    return learn(presented, issued.prefix);
  };
}

function identified(candidate: Candidate, prefix: string): IdentifiedKey {
  const { hash: _, epoch: _epoch, ipRules, ...key } = candidate;
  return { ...key, prefix, allowsAddress: compileIpRules(ipRules) };
}
