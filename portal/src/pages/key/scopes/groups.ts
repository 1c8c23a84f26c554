/** Scopes by what they are about: `invoice:read` and `invoice:write` both are about invoices. */

/** What each scope lets a key do, in the profile's words. */
export type ScopeMeanings = Readonly<Record<string, string>>;

export interface ScopeGroup {
  /** `payment links` of `payment-links:write`. */
  readonly resource: string;
  readonly scopes: readonly string[];
}

export function groupScopes(scopes: readonly string[]): readonly ScopeGroup[] {
  const groups = new Map<string, string[]>();
  for (const scope of scopes) {
    const [name = ''] = scope.split(':');
    const resource = name.replaceAll(/[-_]/g, ' ');
    groups.set(resource, [...(groups.get(resource) ?? []), scope]);
  }
  return [...groups].map(([resource, members]) => ({ resource, scopes: members }));
}
