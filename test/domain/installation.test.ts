import { describe, expect, it } from 'vitest';
import { UnreadableEvent } from '../../src/domain/errors.ts';
import { checkSeal, decodeSeal, encodeSeals, sealOf } from '../../src/domain/installation.ts';
import { refusalOf } from './given.ts';

const secrets = {
  pepper: Buffer.from('the pepper of the first start'),
  macKey: Buffer.from('the MAC key of the first start'),
  webhookKey: Buffer.from('the webhook key of the first start'),
};
const other = Buffer.from('another secret altogether');
const sealed = sealOf(secrets);
const variables = ['PEPPER', 'MAC_KEY', 'WEBHOOK_KEY'];

describe('a sealed installation', () => {
  it('starts with the secrets of its first start', () => {
    const copies = Object.entries(secrets).map(([name, secret]) => [name, Buffer.from(secret)]);
    expect(() => checkSeal(sealed, sealOf(Object.fromEntries(copies) as typeof secrets))).not.toThrow();
  });

  it.each([
    ['another pepper', { pepper: other }, ['PEPPER']],
    ['another MAC key', { macKey: other }, ['MAC_KEY']],
    ['another webhook key', { webhookKey: other }, ['WEBHOOK_KEY']],
    ['all of them others', { pepper: other, macKey: other, webhookKey: other }, variables],
    ['the two exchanged', { pepper: secrets.macKey, macKey: secrets.pepper }, ['PEPPER', 'MAC_KEY']],
    ['an empty pepper', { pepper: Buffer.alloc(0) }, ['PEPPER']],
  ])('does not start with %s, and says which to mend', (_, changed, named) => {
    const error = refusalOf(() => checkSeal(sealed, sealOf({ ...secrets, ...changed })));
    expect(error.code).toBe('WRONG_SECRETS');
    expect(variables.filter((name) => error.message.includes(`(${name} or`))).toEqual(named);
  });

  it('starts without a secret that this process does not need, and checks the others all the same', () => {
    expect(() => checkSeal(sealed, sealOf({ webhookKey: secrets.webhookKey }))).not.toThrow();
    expect(refusalOf(() => checkSeal(sealed, sealOf({ webhookKey: other }))).code).toBe('WRONG_SECRETS');
  });

  it('tells nothing of its secrets', () => {
    const stored = JSON.stringify(encodeSeals({}, sealed, new Date(0)));
    for (const secret of Object.values(secrets)) {
      for (const encoding of ['utf8', 'hex', 'base64', 'base64url'] as const) {
        expect(stored).not.toContain(secret.toString(encoding).slice(0, 8));
      }
    }
  });
});

describe('what is sealed at a start', () => {
  const older = sealOf({ pepper: secrets.pepper, macKey: secrets.macKey });
  const types = (before: typeof sealed, held: typeof sealed) =>
    encodeSeals(before, held, new Date(0)).map(({ type }) => type);

  it.each([
    ['everything, at the first', {}, sealed, ['InstallationSealed', 'WebhookKeySealed']],
    ['the webhook key, where there was none yet', older, sealed, ['WebhookKeySealed']],
    ['nothing, at a later one', sealed, sealed, []],
    [
      'the webhook key, by a worker that starts first',
      {},
      sealOf({ webhookKey: other }),
      ['WebhookKeySealed'],
    ],
    ['the rest, behind such a worker', sealOf({ webhookKey: other }), sealed, ['InstallationSealed']],
  ])('%s', (_, before, held, expected) => {
    expect(types(before, held)).toEqual(expected);
  });

  it('is what is read back', () => {
    const read = encodeSeals({}, sealed, new Date(0)).map(decodeSeal);
    expect(Object.assign({}, ...read)).toEqual(sealed);
  });
});

describe('a seal that cannot be read', () => {
  const [stored] = encodeSeals({}, sealed, new Date(0));
  if (stored === undefined) throw new Error('nothing is sealed');

  it.each([
    ['another type', { ...stored, type: 'ApiKeyCreated' }],
    ['a type that every object has', { ...stored, type: 'constructor' }],
    ['another version', { ...stored, metadata: { ...stored.metadata, version: 2 } }],
    ['no metadata', { ...stored, metadata: undefined }],
    ['an unknown field', { ...stored, data: { ...stored.data, extra: 1 } }],
    ['a missing field', { ...stored, data: { pepperFingerprint: 'x' } }],
  ])('%s', (_, broken) => {
    expect(() => decodeSeal(broken)).toThrow(UnreadableEvent);
  });
});
