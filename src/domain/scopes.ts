/** What a key may do: exact names out of its profile's catalogue. `write` does not imply `read`. */
import { DomainError, invalidInput } from './errors.ts';
import type { Profile } from './profiles.ts';

/** What a creation asks for: named scopes, all of them, or nothing (the profile's default). */
export interface ScopeRequest {
  readonly scopes?: readonly string[] | undefined;
  readonly fullAccess?: boolean | undefined;
}

/**
 * The scopes that a new key gets, without repeats, in catalogue order. 'Full access' is expanded here, once: a scope
 * that the catalogue gains later is not given to keys of today.
 * @throws DomainError INVALID_INPUT when a scope is unknown, none is named, or the request contradicts itself.
 */
export function scopesAtCreation(profile: Profile, request: ScopeRequest): readonly string[] {
  if (request.fullAccess === true) {
    if (request.scopes !== undefined) {
      throw invalidInput('fullAccess', 'Give either scopes or fullAccess, not both');
    }
    return Object.keys(profile.scopes);
  }
  const named = request.scopes ?? profile.defaultScopes;
  if (named.length === 0) {
    throw invalidInput(
      'scopes',
      `Name at least one scope of profile "${profile.name}", or set fullAccess: true`,
    );
  }
  return inCatalogueOrder(profile, named);
}

/**
 * The same scopes without repeats, in catalogue order.
 * @throws DomainError INVALID_INPUT that names each scope the catalogue lacks.
 */
export function inCatalogueOrder(profile: Profile, named: readonly string[]): readonly string[] {
  const problems = named
    .map((scope, index) => ({ scope, field: `scopes.${index}` }))
    .filter(({ scope }) => !Object.hasOwn(profile.scopes, scope))
    .map(({ scope, field }) => ({ field, message: `Profile "${profile.name}" has no scope "${scope}"` }));
  if (problems.length > 0) {
    const known = Object.keys(profile.scopes).join(', ');
    throw new DomainError(
      'INVALID_INPUT',
      `Unknown scope. Profile "${profile.name}" has: ${known}`,
      problems,
    );
  }
  return Object.keys(profile.scopes).filter((scope) => named.includes(scope));
}

/** Those of `wanted` that `held` lacks; empty when `wanted` is a subset. */
export function scopesMissing(held: readonly string[], wanted: readonly string[]): readonly string[] {
  return wanted.filter((scope) => !held.includes(scope));
}
