import { describe, expect, it } from 'vitest';
import { UnreadableEvent } from '../../src/domain/errors.ts';
import { decodeKeyEvent, encodeKeyEvent, keyStream } from '../../src/domain/keyEvents.ts';
import type { StoredEvent } from '../../src/domain/events.ts';
import type { KeyEvent } from '../../src/domain/keyEvents.ts';
import { created, creation } from './given.ts';

const metadata = { version: 1, at: '2026-11-01T00:00:00.000Z', actor: 'user_1' };
const revoked = { type: 'ApiKeyRevoked', data: { reason: null }, metadata };
const createdEvent = { type: 'ApiKeyCreated', data: creation, metadata };

describe('an event that cannot be read', () => {
  const cases: readonly [string, StoredEvent, RegExp][] = [
    ['an unknown type', { ...revoked, type: 'ApiKeyPainted' }, /ApiKeyPainted version 1 is not known/],
    [
      'a type that every object has',
      { ...revoked, type: 'constructor' },
      /constructor version 1 is not known/,
    ],
    [
      'a version of tomorrow',
      { ...revoked, metadata: { ...metadata, version: 2 } },
      /version 2 is not known/,
    ],
    ['version 0', { ...revoked, metadata: { ...metadata, version: 0 } }, /→ at version/],
    ['half a version', { ...revoked, metadata: { ...metadata, version: 1.5 } }, /→ at version/],
    ['a version as text', { ...revoked, metadata: { ...metadata, version: '1' } }, /→ at version/],
    ['no metadata', { ...revoked, metadata: undefined }, /unreadable metadata/],
    ['no actor', { ...revoked, metadata: { version: 1, at: metadata.at } }, /actor/],
    ['no time', { ...revoked, metadata: { version: 1, actor: 'user_1' } }, /→ at at/],
    [
      'a time with an offset',
      { ...revoked, metadata: { ...metadata, at: '2026-11-01T01:00:00+01:00' } },
      /→ at at/,
    ],
    [
      'a time that no calendar has',
      { ...revoked, metadata: { ...metadata, at: '2026-02-30T00:00:00Z' } },
      /→ at at/,
    ],
    ['no data', { ...revoked, data: undefined }, /ApiKeyRevoked version 1/],
    ['data that is a list', { ...revoked, data: [] }, /ApiKeyRevoked version 1/],
    ['a missing field', { ...revoked, data: {} }, /reason/],
    ['an unknown field', { ...revoked, data: { reason: null, extra: 1 } }, /extra/],
    ['a field of another kind', { ...revoked, data: { reason: 7 } }, /reason/],
    [
      'an unknown environment',
      { ...createdEvent, data: { ...creation, environment: 'staging' } },
      /environment/,
    ],
    [
      'an unknown field deeper down',
      { ...createdEvent, data: { ...creation, secret: { prefix: 'p', hash: 'h', plain: 's' } } },
      /plain/,
    ],
    [
      'an end that is a date',
      { ...createdEvent, data: { ...creation, expiresAt: '2027-02-26' } },
      /expiresAt/,
    ],
  ];

  it.each(cases)('%s', (_, stored, message) => {
    expect(() => decodeKeyEvent(stored)).toThrow(UnreadableEvent);
    expect(() => decodeKeyEvent(stored)).toThrow(message);
    expect(() => decodeKeyEvent(stored)).toThrow(stored.type);
  });

  it('may carry more metadata than ours, such as a correlation id', () => {
    const withMore = { ...revoked, metadata: { ...revoked.metadata, $correlationId: 'r_1' } };
    expect(decodeKeyEvent(withMore)).toEqual(decodeKeyEvent(revoked));
  });
});

describe('writing an event', () => {
  it('that does not fit its own schema is refused before it stands for ever', () => {
    const broken = { ...created(), data: { reason: null, surplus: true } } as unknown as KeyEvent;
    expect(() => encodeKeyEvent(broken)).toThrow(UnreadableEvent);
  });

  it('never carries a field beside those of its type, such as a secret', () => {
    const leaking = { ...created(), data: { ...creation, secretText: 'sntr_…' } } as unknown as KeyEvent;
    expect(() => encodeKeyEvent(leaking)).toThrow('secretText');
  });

  it('goes to the stream of its key', () => {
    expect(keyStream('k_1')).toBe('apiKey-k_1');
  });
});
