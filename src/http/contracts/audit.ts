/** The contracts of the audit: search it, export it, watch it; and verify a key without using it. */
import { z } from 'zod';
import { forReaders, type Contract } from '../openapi/contract.ts';
import { pageQuery } from '../schemas.ts';
import {
  auditEntryShape,
  auditFilterQuery,
  auditPageShape,
  auditRangeQuery,
  exampleEntryLine,
  skippedShape,
  verdictShape,
  verifyShape,
} from './auditShapes.ts';

const tag = 'Audit';

export const listAudit = {
  method: 'GET',
  path: '/audit',
  operationId: 'listAudit',
  tag,
  summary: 'List audit entries, newest first',
  access: forReaders,
  query: z.strictObject({ ...auditRangeQuery, ...pageQuery }),
  answers: { 200: { description: 'A page of entries', content: { json: auditPageShape } } },
} as const satisfies Contract;

export const exportAudit = {
  method: 'GET',
  path: '/audit/export',
  operationId: 'exportAudit',
  tag,
  summary: 'Download audit entries',
  description:
    'All that the filters leave, oldest first, however many: nothing is cut off. What a spreadsheet would take for a formula is made text with an apostrophe. An answer that breaks off is not complete.',
  access: forReaders,
  query: z.strictObject({ format: z.enum(['csv', 'ndjson']), ...auditRangeQuery }),
  answers: {
    200: {
      description: 'The entries as a file',
      headers: ['Content-Disposition'],
      content: [
        {
          type: 'text/csv',
          about: 'RFC 4180, with a line of names',
          example: 'timestamp,apiKeyId,apiKeyName\r\n',
        },
        {
          type: 'application/x-ndjson',
          about: 'An audit entry a line',
          items: [auditEntryShape],
          example: `${exampleEntryLine}\n`,
        },
      ],
    },
  },
  refusals: ['TooManyStreams'],
} as const satisfies Contract;

export const watchAudit = {
  method: 'GET',
  path: '/audit/live',
  operationId: 'watchAudit',
  tag,
  summary: 'Watch audit entries as they come',
  description:
    'Server-sent events: `entry` with an audit entry as data, at most 50 at a time, twice a second; `skipped` with `{ count }` of those that came besides; `reset` with `{}` when entries may have been missed. In the order in which they arrive, whichever their time. After a resumption an entry may come again: its `id` tells.',
  access: forReaders,
  headers: ['Last-Event-ID'],
  query: z.strictObject(auditFilterQuery),
  answers: {
    200: {
      description: 'The stream',
      content: {
        type: 'text/event-stream',
        about: 'Server-sent events (WHATWG HTML §9.2)',
        items: [auditEntryShape, skippedShape],
        example: `event: entry\nid: 1.48151\ndata: ${exampleEntryLine}\n\n`,
      },
    },
  },
  refusals: ['TooManyStreams'],
} as const satisfies Contract;

export const verifyKey = {
  method: 'POST',
  path: '/verify',
  operationId: 'verifyKey',
  tag,
  summary: 'Verify a key without using it',
  description:
    "The same verdict as on a protected route, at no quota. Only keys of the caller's merchant are known; all others are `KEY_NOT_FOUND`. What is not named is not checked.",
  access: forReaders,
  body: verifyShape,
  answers: { 200: { description: 'The verdict', content: { json: verdictShape } } },
} as const satisfies Contract;
