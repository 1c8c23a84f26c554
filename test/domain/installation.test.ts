import { describe, expect, it } from 'vitest';
import { UnreadableEvent } from '../../src/domain/errors.ts';
import {
  checkSeal,
  decodeInstallationSealed,
  encodeInstallationSealed,
  sealOf,
} from '../../src/domain/installation.ts';
import { refusalOf } from './given.ts';

const pepper = Buffer.from('the pepper of the first start');
const macKey = Buffer.from('the MAC key of the first start');
const other = Buffer.from('another secret altogether');
const sealed = sealOf(pepper, macKey);

describe('a sealed installation', () => {
  it('starts with the secrets of its first start', () => {
    expect(() => checkSeal(sealed, sealOf(Buffer.from(pepper), Buffer.from(macKey)))).not.toThrow();
  });

  it.each([
    ['another pepper', other, macKey, ['PEPPER']],
    ['another MAC key', pepper, other, ['MAC_KEY']],
    ['both of them others', other, other, ['PEPPER', 'MAC_KEY']],
    ['the two exchanged', macKey, pepper, ['PEPPER', 'MAC_KEY']],
    ['an empty pepper', Buffer.alloc(0), macKey, ['PEPPER']],
  ])('does not start with %s, and says which to mend', (_, heldPepper, heldMacKey, named) => {
    const error = refusalOf(() => checkSeal(sealed, sealOf(heldPepper, heldMacKey)));
    expect(error.code).toBe('WRONG_SECRETS');
    expect(['PEPPER', 'MAC_KEY'].filter((name) => error.message.includes(`${name} or`))).toEqual(named);
  });

  it('tells nothing of its secrets', () => {
    const stored = JSON.stringify(encodeInstallationSealed(sealed, new Date(0)));
    for (const secret of [pepper, macKey]) {
      for (const encoding of ['utf8', 'hex', 'base64', 'base64url'] as const) {
        expect(stored).not.toContain(secret.toString(encoding).slice(0, 8));
      }
    }
  });
});

describe('a seal that cannot be read', () => {
  const stored = encodeInstallationSealed(sealed, new Date(0));

  it.each([
    ['another type', { ...stored, type: 'ApiKeyCreated' }],
    ['another version', { ...stored, metadata: { ...stored.metadata, version: 2 } }],
    ['no metadata', { ...stored, metadata: undefined }],
    ['an unknown field', { ...stored, data: { ...stored.data, extra: 1 } }],
    ['a missing field', { ...stored, data: { pepperFingerprint: 'x' } }],
  ])('%s', (_, broken) => {
    expect(() => decodeInstallationSealed(broken)).toThrow(UnreadableEvent);
  });
});
