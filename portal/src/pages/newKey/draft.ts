/** A key that is being described: what the form holds, what is still wrong with it, and what is sent. */
import type { CreateKey, Environment, Profile } from '../../api/types.ts';
import { ruleProblem } from '../key/addresses/ipRule.ts';
import { midnightIn } from '../key/expiry/instants.ts';

export const expiryDays = [30, 90, 180, 365] as const;
export const suggestedDays = 90;

/** So many days, a date of one's own, or no end. */
export type ExpiryChoice = `${(typeof expiryDays)[number]}` | 'date' | 'none';

export interface RuleRow {
  readonly id: number;
  readonly text: string;
  /** Whether the person went on from it: until then nothing is said against what is half typed. */
  readonly isLeft: boolean;
}

export interface Draft {
  readonly name: string;
  readonly profile: string;
  readonly environment: Environment;
  readonly isFullAccess: boolean;
  readonly scopes: readonly string[];
  readonly expiry: ExpiryChoice;
  /** Of `expiry: 'date'`: a day in UTC, as 2027-01-31. */
  readonly date: string;
  readonly ipRules: readonly RuleRow[];
}

export type Field = 'name' | 'profile' | 'environment' | 'scopes' | 'expiresAt' | 'ipRules';
export type Problems = Readonly<Partial<Record<Field, string>>>;

export function emptyDraft(profile: Profile): Draft {
  return { name: '', expiry: `${suggestedDays}`, date: '', ipRules: [], ...ofProfile(profile) };
}

/** What another product changes: its scopes and environments are its own. */
export function ofProfile(profile: Profile) {
  return {
    profile: profile.name,
    environment: profile.environments[0] ?? 'live',
    isFullAccess: false,
    scopes: profile.defaultScopes,
  } as const;
}

/** The instant of the key's end; `null` for none, undefined while no date is chosen. */
export function endOf(
  { expiry, date }: Pick<Draft, 'expiry' | 'date'>,
  now: Date,
): string | null | undefined {
  if (expiry === 'none') return null;
  if (expiry !== 'date') return midnightIn(Number(expiry), now);
  const time = Date.parse(`${date}T00:00:00Z`);
  return Number.isNaN(time) ? undefined : new Date(time).toISOString();
}

/** The rules that were typed, without the rows left empty. */
export function typedRules({ ipRules }: Pick<Draft, 'ipRules'>): readonly string[] {
  return ipRules.map(({ text }) => text.trim()).filter((text) => text !== '');
}

/** What would be refused, in words for whoever fills in the form. The service decides; this is quicker. */
export function problemsOf(draft: Draft, now: Date): Problems {
  const end = endOf(draft, now);
  const isPast = end !== null && end !== undefined && Date.parse(end) <= now.getTime();
  return {
    ...(draft.name.trim() === '' && { name: 'Say who or what will use the key' }),
    ...(!draft.isFullAccess && draft.scopes.length === 0 && { scopes: 'Choose at least one scope' }),
    ...(end === undefined && { expiresAt: 'Choose a date' }),
    ...(isPast && { expiresAt: 'This date has begun already, in UTC. Choose a later one' }),
    ...(typedRules(draft).some((rule) => ruleProblem(rule) !== undefined) && {
      ipRules: 'One of the rules cannot be read',
    }),
  };
}

export function bodyOf(draft: Draft, now: Date): CreateKey {
  const { name, profile, environment, isFullAccess, scopes } = draft;
  const end = endOf(draft, now);
  const rules = typedRules(draft);
  return {
    name: name.trim(),
    profile,
    environment,
    ...(isFullAccess ? { fullAccess: true } : { scopes: [...scopes] }),
    ...(typeof end === 'string' && { expiresAt: end }),
    ...(rules.length > 0 && { ipRules: [...rules] }),
  };
}
