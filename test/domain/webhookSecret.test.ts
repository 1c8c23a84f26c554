import { createHmac } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { describe, expect, it } from 'vitest';
import { currentSecret, signingSecrets } from '../../src/domain/webhookSecret.ts';

const key = Buffer.alloc(32, 'webhook key');
const first = { endpointId: 'whe_1', serial: 1, previousEndsAt: null };
const rotated = { endpointId: 'whe_1', serial: 2, previousEndsAt: '2026-11-02T00:00:00.000Z' };
const at = (text: string) => new Date(text);

describe('a signing secret', () => {
  it('is derived as it will be for ever: receivers hold it', () => {
    // Worked out by hand: HMAC-SHA256 under the webhook key of the purpose, the endpoint and the serial.
    const hmac = createHmac('sha256', key)
      .update('keyledger webhook signing secret\nwhe_1\n1')
      .digest('base64');
    expect(currentSecret(first, key)).toBe(`whsec_${hmac}`);
    expect(currentSecret(first, key)).toBe('whsec_xWJ6MYzeh99tuuu/Cg+9cnOb8DMpEFjpo9cxvrrUZcY=');
  });

  it('is 32 bytes, as the Standard Webhooks library takes them', () => {
    const secret = currentSecret(first, key);
    expect(Buffer.from(secret.replace('whsec_', ''), 'base64')).toHaveLength(32);
    const [payload, now] = ['{}', new Date()];
    const headers = {
      'webhook-id': 'msg_1',
      'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
      'webhook-signature': new Webhook(secret).sign('msg_1', now, payload),
    };
    expect(new Webhook(secret).verify(payload, headers)).toEqual({});
    expect(() => new Webhook(currentSecret(rotated, key)).verify(payload, headers)).toThrow();
  });

  it('differs by endpoint, serial and installation', () => {
    const secrets = [
      currentSecret(first, key),
      currentSecret(rotated, key),
      currentSecret({ ...first, endpointId: 'whe_2' }, key),
      currentSecret(first, Buffer.alloc(32, 'another key')),
      // Neither field can be read as a part of the other.
      currentSecret({ endpointId: 'whe_', serial: 11 }, key),
      currentSecret({ endpointId: 'whe_1', serial: 11 }, key),
    ];
    expect(new Set(secrets).size).toBe(secrets.length);
  });
});

describe('who signs', () => {
  it('before any rotation the one secret there is', () => {
    expect(signingSecrets(first, key, at('2026-11-01'))).toEqual([currentSecret(first, key)]);
  });

  it('within the overlap both, the newest first', () => {
    expect(signingSecrets(rotated, key, at('2026-11-01T23:59:59.999Z'))).toEqual([
      currentSecret(rotated, key),
      currentSecret(first, key),
    ]);
  });

  it('from its end on the new one alone', () => {
    expect(signingSecrets(rotated, key, at('2026-11-02T00:00:00.000Z'))).toEqual([
      currentSecret(rotated, key),
    ]);
  });
});
