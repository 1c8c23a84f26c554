/** What we give a browser to keep: encrypted and authenticated (a JWE, `dir` with A256GCM), so that only we can read or make it. */
import { hkdfSync } from 'node:crypto';
import { EncryptJWT, errors, jwtDecrypt, type JWTPayload } from 'jose';

export interface Seal {
  /** @param claims with `jti` and `exp`, in seconds since 1970 */
  seal(claims: JWTPayload): Promise<string>;
  /** `undefined` for what has ended, and for what this seal did not make. */
  open(text: string, now: Date): Promise<JWTPayload | undefined>;
}

/** Bytes, for HKDF to make keys of 32 bytes from. */
type Secret = Uint8Array;

/** @param purpose what one purpose's seal has made, another's does not open */
export function createSeal(secret: Secret, purpose: string): Seal {
  const key = derivedKey(secret, purpose);
  return {
    seal: (claims) => new EncryptJWT(claims).setProtectedHeader({ alg: 'dir', enc: 'A256GCM' }).encrypt(key),
    async open(text, now) {
      try {
        const { payload } = await jwtDecrypt(text, key, {
          keyManagementAlgorithms: ['dir'],
          contentEncryptionAlgorithms: ['A256GCM'],
          requiredClaims: ['jti', 'exp'],
          currentDate: now,
        });
        return payload;
      } catch (error) {
        if (error instanceof errors.JOSEError) return undefined;
        throw error;
      }
    },
  };
}

/** A key of 32 bytes for one purpose (RFC 5869): who knows it can tell neither the secret nor another purpose's key. */
export function derivedKey(secret: Secret, purpose: string): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', secret, '', `keyledger ${purpose}`, 32));
}
