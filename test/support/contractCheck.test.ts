import { expect, test } from 'vitest';
import { expectDocumented } from './contractCheck.ts';

const key = { method: 'GET', url: 'http://127.0.0.1/api/v1/keys/key_1', status: 404 };
const body = { error: 'NOT_FOUND', message: 'There is no such key' };
const headers = { 'Content-Type': 'application/json', 'X-Request-Id': 'r-1' };
const answered = (changes: object = {}, given: object = body, fields: Record<string, string> = headers) => ({
  ...key,
  headers: new Headers(fields),
  text: JSON.stringify(given),
  ...changes,
});

test('lets pass what is documented', () => {
  expect(() => expectDocumented(answered())).not.toThrow();
});

test.each<[string, ReturnType<typeof answered>, RegExp]>([
  ['another status', answered({ status: 418 }), /showKey has no such status/],
  ['another method', answered({ method: 'PATCH', status: 200 }), /this path has no such method/],
  ['another path', answered({ url: 'http://127.0.0.1/api/v2', status: 200 }), /there is no such path/],
  ['a field more', answered({}, { ...body, hint: 'x' }), /its body must NOT have additional properties/],
  ['a field less', answered({}, { error: 'NOT_FOUND' }), /must have required property 'message'/],
  ['another code', answered({}, { ...body, error: 'GONE' }), /its body\/error must be equal to one of/],
  ['a header less', answered({}, body, { 'Content-Type': 'application/json' }), /it lacks X-Request-Id/],
  ['another header', answered({}, body, { ...headers, 'X-Request-Id': '§' }), /X-Request-Id is §/],
  [
    'other content',
    answered({}, body, { ...headers, 'Content-Type': 'text/html' }),
    /its Content-Type is text\/html/,
  ],
  ['pieces where JSON is whole', answered({ text: undefined }), /it lacks Content-Length/],
  ['a 405 without Allow', answered({ method: 'PATCH', status: 405 }), /it lacks Allow/],
])('refuses %s', (_, answer, fault) => {
  expect(() => expectDocumented(answer)).toThrow(fault);
});

test('stands between every test and what it fetches', async () => {
  expect(fetch.name).toBe('checkedFetch');
});
