/** The headers that the OpenAPI document names, each once. */
import type { Json } from './components.ts';

interface Header {
  readonly description: string;
  readonly pattern: string;
  readonly example: string;
}

export const requestHeaders = {
  'If-Match': {
    description: 'The ETag that the change is meant for. At another revision nothing is changed: 412',
    pattern: String.raw`^\s*(\*|(W/)?"\d{1,18}"|\d{1,18})\s*$`,
    example: '"3"',
  },
  'Idempotency-Key': {
    description:
      'Makes a repeated request safe: with the same body it finds what the first one made, with another it is 422',
    pattern: '^[\\x21-\\x7e]{1,255}$',
    example: '8f14e45f-ceea-467f-a8f4-d2b3a6f0e5b1',
  },
  'Last-Event-ID': {
    description: 'Resumes a stream behind the event with this id. Browsers send it by themselves',
    pattern: '^.{0,500}$',
    example: '01978a52-3f00-7cc0-8a51-1b2c3d4e5f60',
  },
} as const satisfies Readonly<Record<string, Header>>;
export type RequestHeader = keyof typeof requestHeaders;

export const answerHeaders = {
  'X-Request-Id': {
    description:
      'Names the request in our logs and the audit; the one that the request brought, where it is a sane one',
    pattern: '^[\\w.:-]{1,64}$',
    example: 'f6c1a0de-52f1-4a53-9b0e-0c8f2b7a9d11',
  },
  ETag: {
    description: 'The revision, for If-Match',
    pattern: '^"\\d+"$',
    example: '"3"',
  },
  Location: {
    description: 'Where to go, or where what was made is',
    pattern: '^\\S+$',
    example: '/api/v1/keys/key_1',
  },
  'Retry-After': { description: 'Seconds to wait', pattern: '^\\d+$', example: '1' },
  'WWW-Authenticate': {
    description: 'What to authenticate with (RFC 6750 §3)',
    pattern: '^Bearer ',
    example: 'Bearer realm="keyledger management"',
  },
  'RateLimit-Policy': {
    description: 'The quota of the key: `q` requests in `w` seconds',
    pattern: '^"default";q=\\d+;w=\\d+$',
    example: '"default";q=60;w=60',
  },
  RateLimit: {
    description: '`r` requests are left; more are in `t` seconds',
    pattern: '^"default";r=\\d+;t=\\d+$',
    example: '"default";r=59;t=60',
  },
  Allow: {
    description: 'The methods that the path takes',
    pattern: '^[A-Z]+(, [A-Z]+)*$',
    example: 'GET, HEAD, POST',
  },
  'Content-Disposition': {
    description: 'What to call the file',
    pattern: '^attachment; filename="[\\w.-]+"',
    example: 'attachment; filename="audit.csv"',
  },
  'Set-Cookie': {
    description: "The portal's session",
    pattern: '^\\S+',
    example: '__Host-keyledger=…; Secure; HttpOnly',
  },
} as const satisfies Readonly<Record<string, Header>>;
export type AnswerHeader = keyof typeof answerHeaders;

/** Each as a Header Object. */
export function headerComponents(): Json {
  return Object.fromEntries(
    Object.entries(answerHeaders).map(([name, header]) => [name, headerObject(header, true)]),
  ) as Json;
}

/** Those that an answer always has. `X-Request-Id` is on every one. */
export function headerReferences(names: readonly AnswerHeader[]): Json {
  return Object.fromEntries(
    ['X-Request-Id', ...names].map((name) => [name, { $ref: `#/components/headers/${name}` }]),
  ) as Json;
}

/** Those of a status that several answers share: what not all of them have may be missing. */
export function headerObjects(answers: readonly (readonly string[])[]): Json {
  const names = [...new Set(answers.flat())];
  const always = names.filter((name) => answers.every((answer) => answer.includes(name)));
  const sometimes = names.filter((name) => !always.includes(name));
  return {
    ...headerReferences(always as AnswerHeader[]),
    ...(Object.fromEntries(
      sometimes.map((name) => [name, headerObject(answerHeaders[name as AnswerHeader], false)]),
    ) as Json),
  };
}

function headerObject({ description, pattern, example }: Header, required: boolean): Json {
  return { description, ...(required && { required }), schema: { type: 'string', pattern }, example };
}
