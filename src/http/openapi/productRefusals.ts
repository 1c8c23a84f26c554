/** How a protected route refuses, in the words of its profile: made by what refuses (`refusals.ts` of `src/http`). */
import type { Profile } from '../../domain/profiles.ts';
import type { Refusal } from '../../domain/verdict.ts';
import { refusalAnswer } from '../refusals.ts';
import type { RefusalExample } from './refusals.ts';

const reasons: Readonly<Partial<Record<Refusal, string>>> = {
  KEY_NOT_FOUND: 'No key came, or one that is unknown, revoked, expired or of another environment',
  IP_NOT_ALLOWED: "The key's IP rules do not allow the caller's address",
  INSUFFICIENT_SCOPE: 'The key lacks the scope',
  RATE_LIMIT_EXCEEDED: 'The key has used its quota',
};

const exampleResetSeconds = 12;

/** @throws Error when there is no such profile */
export function productRefusals(profile: Profile | undefined, scope: string): readonly RefusalExample[] {
  if (profile === undefined) throw new Error('A product route is of a profile that is not there');
  return (Object.keys(reasons) as Refusal[]).map((code) => ({
    name: code,
    when: reasons[code] ?? code,
    answer: refusalAnswer(profile, { code, keyCame: true, scope, resetSeconds: exampleResetSeconds }),
  }));
}
