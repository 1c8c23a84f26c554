/** The catalogue that whoever creates a key chooses from. */
import type { Environment, Profile, Profiles } from '../../domain/profiles.ts';
import { listProfiles } from '../contracts/management.ts';
import type { Endpoint } from '../endpoint.ts';
import type { AnswerBody } from '../openapi/contract.ts';
import { forRoles, readers } from '../principal.ts';
import type { TokenVerifier } from '../tokens.ts';

/** @param requestsPerMinute what overrides the profiles' limits, if anything does */
export function profilesEndpoint(
  profiles: Profiles,
  tokens: TokenVerifier,
  requestsPerMinute: number | undefined,
): Endpoint {
  const items = [...profiles.values()].map((profile) => view(profile, requestsPerMinute));
  const body: AnswerBody<typeof listProfiles, 200> = { items, nextCursor: null };
  const answer = { status: 200, body };
  return { ...listProfiles, handle: forRoles(tokens)(readers, () => answer) };
}

function view(profile: Profile, requestsPerMinute: number | undefined) {
  const { name, prefixes, scopes, defaultScopes, presets, routes } = profile;
  return {
    name,
    environments: Object.keys(prefixes) as Environment[],
    prefixes,
    scopes: Object.keys(scopes),
    scopeDescriptions: scopes,
    defaultScopes,
    presets,
    requestsPerMinute: requestsPerMinute ?? profile.requestsPerMinute,
    routes,
  };
}
