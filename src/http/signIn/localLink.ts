/**
 * Sign-in where there is no identity provider: a link that the installation signs for whoever reads its terminal, as Jupyter
 * does. It is good once, for a quarter of an hour.
 */
import { randomUUID } from 'node:crypto';
import { errors, importJWK, jwtVerify, SignJWT, type JWK } from 'jose';
import { z } from 'zod';
import { claimsSchema, type Principal } from '../tokens.ts';

/** Where a link leads, below the service's own address. */
export const localLinkPath = '/auth/local';

/** Seconds. */
const lifetimeSeconds = 15 * 60;
/** An audience of its own: no management token opens a session, and no link manages. */
const link = { issuer: 'keyledger', audience: 'keyledger-sign-in', algorithm: 'EdDSA' } as const;

export interface LocalLinks {
  /** The path and query of a new link. */
  make(principal: Principal, now: Date): Promise<string>;
  /** Whom a link's code signs in; `undefined` when it has ended, or is none of ours. Whether it was used is for others to say. */
  read(code: string, now: Date): Promise<LinkContent | undefined>;
}

export interface LinkContent {
  readonly id: string;
  readonly until: Date;
  readonly principal: Principal;
}

const contentSchema = claimsSchema.extend({ jti: z.string(), exp: z.number() });

/** @param jwk the installation's own key for tokens, an Ed25519 private key */
export async function localLinks(jwk: JWK): Promise<LocalLinks> {
  const { issuer, audience, algorithm } = link;
  const { d: _, ...publicJwk } = jwk;
  const signingKey = await importJWK(jwk, algorithm);
  const verifyingKey = await importJWK(publicJwk, algorithm);
  return {
    async make({ actor, merchantId, role }, now) {
      const code = await new SignJWT({ merchant: merchantId, role })
        .setProtectedHeader({ alg: algorithm, typ: 'JWT' })
        .setJti(randomUUID())
        .setSubject(actor)
        .setIssuer(issuer)
        .setAudience(audience)
        .setExpirationTime(new Date(now.getTime() + lifetimeSeconds * 1000))
        .sign(signingKey);
      return `${localLinkPath}?code=${code}`;
    },
    async read(code, now) {
      try {
        const checks = { issuer, audience, algorithms: [algorithm], currentDate: now };
        const { payload } = await jwtVerify(code, verifyingKey, checks);
        const content = contentSchema.safeParse(payload);
        if (!content.success) return undefined;
        const { jti: id, exp, sub: actor, merchant: merchantId, role } = content.data;
        return { id, until: new Date(exp * 1000), principal: { actor, merchantId, role } };
      } catch (error) {
        if (error instanceof errors.JOSEError) return undefined;
        throw error;
      }
    },
  };
}
