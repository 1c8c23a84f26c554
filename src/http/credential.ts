/** What could be a credential is kept nowhere, whichever field it came in. */

/**
 * Every key has at least 28 characters behind the underscore of its prefix, whichever the profile, and every JWT begins
 * with `eyJ` (`{"` in base64url).
 */
const credential = /_[\w-]{28}|eyJ/;

/** Whether a text that a caller chose may hold a key or a token. */
export function mayHoldCredential(text: string): boolean {
  return credential.test(text);
}
