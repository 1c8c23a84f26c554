/** Which keys are looked for, as the address of the page says it, so that a link, a reload and the back button keep it. */
import type { KeyFilter } from '../../api/queries.ts';

export const statuses = ['active', 'expired', 'revoked'] as const;
export const environments = ['live', 'test'] as const;

export function filterOf(search: URLSearchParams): KeyFilter {
  return {
    q: search.get('q') ?? undefined,
    status: oneOf(statuses, search.get('status')),
    environment: oneOf(environments, search.get('environment')),
    profile: search.get('profile') ?? undefined,
  };
}

function oneOf<T extends string>(allowed: readonly T[], value: string | null): T | undefined {
  return allowed.find((item) => item === value);
}
