/** Nothing that is named like a credential reaches a log line, at the depths where it would come. */
import { expect, test } from 'vitest';
import { createLog } from '../src/log.ts';

function logged(fields: object): string {
  let written = '';
  createLog('info', { write: (line) => (written += line) }).info(fields, 'said');
  return written;
}

test.each<[object]>([
  [{ key: 's3cret' }],
  [{ headers: { authorization: 's3cret' } }],
  [{ request: { headers: { authorization: 's3cret', cookie: 's3cret', 'x-api-key': 's3cret' } } }],
  [
    {
      config: {
        pepper: 's3cret',
        macKey: 's3cret',
        webhookKey: 's3cret',
        databaseUrl: 's3cret',
        databaseOwnerUrl: 's3cret',
      },
    },
  ],
  [
    {
      err: Object.assign(new Error('failed'), {
        token: 's3cret',
        request: { headers: { authorization: 's3cret' } },
      }),
    },
  ],
  [{ body: { secret: 's3cret', password: 's3cret' } }],
])('%j', (fields) => {
  const line = logged(fields);
  expect(line).toContain('[Redacted]');
  expect(line).not.toContain('s3cret');
  expect(JSON.parse(line)).toMatchObject({ msg: 'said' });
});

test('what is no credential stays', () => {
  const fields = { keyId: 'key_1', requestId: 'req_1', headers: { accept: 'text/plain' } };
  expect(JSON.parse(logged(fields))).toMatchObject(fields);
});
