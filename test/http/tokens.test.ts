/** Management tokens: the installation's own, and those of an identity provider. */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { decodeJwt, exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWK } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { localTokens, remoteTokens, type TokenVerifier } from '../../src/http/tokens.ts';
import { startApp } from '../support/app.ts';

const alice = { actor: 'alice', merchantId: 'm_1', role: 'admin' } as const;
const claims = { merchant: 'm_1', role: 'admin' };

describe('signed by the installation', () => {
  let jwk: JWK;
  beforeAll(async () => {
    jwk = await exportJWK((await generateKeyPair('EdDSA', { extractable: true })).privateKey);
  });

  test('what it signs, it accepts', async () => {
    const tokens = await localTokens(jwk);
    const token = await tokens.sign(alice, 60);
    const until = new Date((decodeJwt(token).exp ?? 0) * 1000);
    expect(await tokens.verify(token)).toEqual({ ...alice, until });
    expect(await (await localTokens({ ...jwk })).verify(token)).toEqual({ ...alice, until });
  });

  test('not what has ended', async () => {
    const tokens = await localTokens(jwk);
    expect(await tokens.verify(await tokens.sign(alice, -10))).toBeUndefined();
  });

  test('not what another installation signed', async () => {
    const other = await exportJWK((await generateKeyPair('EdDSA', { extractable: true })).privateKey);
    const token = await (await localTokens(other)).sign(alice, 60);
    expect(await (await localTokens(jwk)).verify(token)).toBeUndefined();
  });
});

describe('of an identity provider', () => {
  const issuer = 'https://id.example/';
  const audience = 'keyledger';
  let provider: Server;
  let jwksUrl: string;
  let answer: { status: number; body: string };
  let fetched: number;
  let signingKey: CryptoKey;
  let verifier: TokenVerifier;

  const publish = async (...keys: JWK[]) => {
    answer = { status: 200, body: JSON.stringify({ keys }) };
  };
  beforeAll(async () => {
    fetched = 0;
    provider = createServer((_, response) => {
      fetched += 1;
      response.writeHead(answer.status, { 'Content-Type': 'application/json' }).end(answer.body);
    }).listen(0, '127.0.0.1');
    await once(provider, 'listening');
    jwksUrl = `http://127.0.0.1:${(provider.address() as AddressInfo).port}/jwks`;
    const pair = await generateKeyPair('ES256');
    signingKey = pair.privateKey;
    await publish({ ...(await exportJWK(pair.publicKey)), kid: 'k1', alg: 'ES256', use: 'sig' });
    verifier = remoteTokens({ issuer, jwksUrl, audience });
  });
  afterAll(() => {
    provider.close();
  });

  interface Crafted {
    readonly claims?: Record<string, unknown>;
    readonly issuer?: string;
    readonly audience?: string;
    readonly subject?: string | undefined;
    readonly expires?: string | undefined;
    readonly notBefore?: string;
    readonly kid?: string;
  }
  const token = (crafted: Crafted = {}) => {
    const jwt = new SignJWT(crafted.claims ?? claims)
      .setProtectedHeader({ alg: 'ES256', kid: crafted.kid ?? 'k1' })
      .setIssuer(crafted.issuer ?? issuer)
      .setAudience(crafted.audience ?? audience);
    if (!('subject' in crafted)) jwt.setSubject('alice');
    if (!('expires' in crafted)) jwt.setExpirationTime('1h');
    if (crafted.expires !== undefined) jwt.setExpirationTime(crafted.expires);
    if (crafted.notBefore !== undefined) jwt.setNotBefore(crafted.notBefore);
    return jwt.sign(signingKey);
  };

  test('is accepted, and its keys are fetched once', async () => {
    for (let i = 0; i < 5; i++) expect(await verifier.verify(await token())).toMatchObject(alice);
    expect(fetched).toBe(1);
  });

  test.each<[string, Crafted]>([
    ['another issuer', { issuer: 'https://evil.example/' }],
    ['another audience', { audience: 'portal' }],
    ['ended', { expires: '-10s' }],
    ['without an end', { expires: undefined }],
    ['not yet valid', { notBefore: '1h' }],
    ['without a subject', { subject: undefined }],
    ['without a merchant', { claims: { role: 'admin' } }],
    ['without a role', { claims: { merchant: 'm_1' } }],
    ['an unknown role', { claims: { merchant: 'm_1', role: 'root' } }],
    ['a merchant that is no text', { claims: { merchant: ['m_1'], role: 'admin' } }],
    ['a merchant with NUL', { claims: { merchant: 'm_1\0', role: 'admin' } }],
    ['an empty merchant', { claims: { merchant: '', role: 'admin' } }],
    ['an unknown key', { kid: 'k2' }],
  ])('%s: not valid', async (_, crafted) => {
    expect(await verifier.verify(await token(crafted))).toBeUndefined();
  });

  test('the public key used as an HMAC secret: not valid', async () => {
    const secret = new TextEncoder().encode(answer.body);
    const forged = await new SignJWT(claims)
      .setProtectedHeader({ alg: 'HS256', kid: 'k1' })
      .setSubject('alice')
      .setIssuer(issuer)
      .setAudience(audience)
      .setExpirationTime('1h')
      .sign(secret);
    expect(await verifier.verify(forged)).toBeUndefined();
  });

  test('a provider that cannot be asked: 503, not 401; and it recovers', async () => {
    const good = answer;
    const unasked = remoteTokens({ issuer, jwksUrl, audience });
    for (const broken of [
      { status: 500, body: '' },
      { status: 200, body: 'no JSON' },
      { status: 200, body: '{"keys":5}' },
    ]) {
      answer = broken;
      await expect(unasked.verify(await token())).rejects.toMatchObject({ code: 'TOKEN_KEYS_UNAVAILABLE' });
    }
    await expect(
      remoteTokens({ issuer, jwksUrl: 'http://127.0.0.1:1/' }).verify(await token()),
    ).rejects.toMatchObject({ code: 'TOKEN_KEYS_UNAVAILABLE' });
    answer = good;
    expect(await unasked.verify(await token())).toMatchObject(alice);
  });

  test('the whole service takes them', async () => {
    await using app = await startApp({ config: { tokenIssuer: { issuer, jwksUrl, audience } } });
    expect((await app.with(await token()).get('/api/v1/keys')).status).toBe(200);
    expect((await app.with(await app.token('m_1')).get('/api/v1/keys')).status).toBe(401);
    await using lost = await startApp({
      config: { tokenIssuer: { issuer, jwksUrl: 'http://127.0.0.1:1/' } },
    });
    const reply = await lost.with(await token()).get('/api/v1/keys');
    expect(reply).toMatchObject({ status: 503, body: { error: 'SERVICE_UNAVAILABLE' } });
    expect(reply.headers.get('retry-after')).toBe('1');
  });
});
