/**
 * Management tokens: JWTs of an identity provider (its JWKS is fetched and cached), or of the installation itself. The
 * algorithms are pinned; issuer, audience and end are checked; what the claims say is checked by shape.
 */
import { createRemoteJWKSet, importJWK, jwtVerify, SignJWT, type JWK, type JWTPayload } from 'jose';
import { z } from 'zod';
import { Unavailable } from './problem.ts';

/** `admin` may do all, the others read. */
export const roles = ['admin', 'viewer', 'auditor'] as const;
export type Role = (typeof roles)[number];

export interface Principal {
  readonly actor: string;
  readonly merchantId: string;
  readonly role: Role;
}

/** Somebody who has proven who they are, for so long. */
export interface Authenticated extends Principal {
  readonly until: Date;
  /** Whether they have ended it before that; for what goes on for long. Without it they cannot. */
  readonly hasEnded?: () => Promise<boolean>;
}

export interface TokenVerifier {
  /**
   * `undefined` for a token that is not valid, whatever the reason.
   * @throws Unavailable TOKEN_KEYS_UNAVAILABLE when the issuer's keys cannot be fetched.
   */
  verify(jwt: string): Promise<Authenticated | undefined>;
}

export interface TokenSigner {
  sign(claims: Principal, lifetimeSeconds: number): Promise<string>;
}

const local = { issuer: 'keyledger', audience: 'keyledger-management', algorithm: 'EdDSA' } as const;
/** Asymmetric ones only: a JWKS is public. */
const remoteAlgorithms = [
  'EdDSA',
  'Ed25519',
  'ES256',
  'ES384',
  'ES512',
  'PS256',
  'PS384',
  'PS512',
  'RS256',
  'RS384',
  'RS512',
];
const clockToleranceSeconds = 5;

const text = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[^\p{Cc}\p{Cs}]*$/u);
/** What a management token says, beside the claims that every JWT has. */
export const claimsSchema = z.object({ sub: text, merchant: text, role: z.enum(roles) });
const endingClaims = claimsSchema.extend({ exp: z.number() });
/** The last instant that a Date can hold, in seconds since 1970. */
const lastInstant = 8.64e12;

/** Errors of jose that speak of the token; all others speak of the keys. */
const aboutTheToken: ReadonlySet<string> = new Set([
  'ERR_JOSE_ALG_NOT_ALLOWED',
  'ERR_JOSE_NOT_SUPPORTED',
  'ERR_JWS_INVALID',
  'ERR_JWS_SIGNATURE_VERIFICATION_FAILED',
  'ERR_JWT_INVALID',
  'ERR_JWT_EXPIRED',
  'ERR_JWT_CLAIM_VALIDATION_FAILED',
  'ERR_JWKS_NO_MATCHING_KEY',
  'ERR_JWKS_MULTIPLE_MATCHING_KEYS',
]);

/** Tokens that the installation signs itself. @param jwk an Ed25519 private key */
export async function localTokens(jwk: JWK): Promise<TokenVerifier & TokenSigner> {
  const { d: _, ...publicJwk } = jwk;
  const signingKey = await importJWK(jwk, local.algorithm);
  const verifyingKey = await importJWK(publicJwk, local.algorithm);
  return {
    verify: verifier(async (token) => {
      const { issuer, audience, algorithm } = local;
      const options = { ...checks, issuer, audience, algorithms: [algorithm] };
      return (await jwtVerify(token, verifyingKey, options)).payload;
    }),
    sign: ({ actor, merchantId, role }, lifetimeSeconds) =>
      new SignJWT({ merchant: merchantId, role })
        .setProtectedHeader({ alg: local.algorithm, typ: 'JWT' })
        .setSubject(actor)
        .setIssuer(local.issuer)
        .setAudience(local.audience)
        .setIssuedAt()
        .setExpirationTime(`${lifetimeSeconds} s`)
        .sign(signingKey),
  };
}

/** Tokens of an identity provider. Without `audience` any is accepted. */
export function remoteTokens(provider: {
  readonly issuer: string;
  readonly jwksUrl: string;
  readonly audience?: string;
}): TokenVerifier {
  const { issuer, jwksUrl, audience } = provider;
  const keys = createRemoteJWKSet(new URL(jwksUrl), { timeoutDuration: 3000, cooldownDuration: 5000 });
  const options = {
    ...checks,
    issuer,
    algorithms: remoteAlgorithms,
    ...(audience !== undefined && { audience }),
  };
  return { verify: verifier(async (token) => (await jwtVerify(token, keys, options)).payload) };
}

const checks = { clockTolerance: clockToleranceSeconds, requiredClaims: ['exp', 'sub'] };

function verifier(payloadOf: (token: string) => Promise<JWTPayload>): TokenVerifier['verify'] {
  return async (token) => {
    try {
      const claims = endingClaims.safeParse(await payloadOf(token));
      if (!claims.success) return undefined;
      const { sub: actor, merchant: merchantId, role, exp } = claims.data;
      return { actor, merchantId, role, until: new Date(Math.min(exp, lastInstant) * 1000) };
    } catch (error) {
      if (error instanceof Error && 'code' in error && aboutTheToken.has(String(error.code)))
        return undefined;
      throw new Unavailable('TOKEN_KEYS_UNAVAILABLE', "The token issuer's keys cannot be fetched", {
        cause: error,
      });
    }
  };
}
