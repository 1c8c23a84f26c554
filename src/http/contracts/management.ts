/** The contracts of who manages: the session, the catalogue of profiles, and what changes while they look. */
import { forReaders, type Contract } from '../openapi/contract.ts';
import { eventShapes, profilesShape, sessionShape, signedOutShape } from './serviceShapes.ts';

export const showSession = {
  method: 'GET',
  path: '/session',
  operationId: 'showSession',
  tag: 'Session',
  summary: 'Who is signed in',
  access: forReaders,
  answers: {
    200: { description: 'Actor, merchant and role', content: { json: sessionShape } },
    401: {
      description: 'Nobody is: the body says how one can sign in',
      content: { json: signedOutShape },
      headers: ['WWW-Authenticate'],
    },
  },
} as const satisfies Contract;

export const listProfiles = {
  method: 'GET',
  path: '/profiles',
  operationId: 'listProfiles',
  tag: 'Keys',
  summary: 'List the profiles: what keys there are, with their scopes and presets',
  access: forReaders,
  answers: { 200: { description: 'All of them', content: { json: profilesShape } } },
} as const satisfies Contract;

export const watchChanges = {
  method: 'GET',
  path: '/events',
  operationId: 'watchChanges',
  tag: 'Session',
  summary: 'Watch what changes',
  description:
    'Server-sent events of the merchant: `key` with `{ keyId, revision }`, `webhook_endpoint` with `{ endpointId }`, and `reset` with `{}` when the stream cannot go on behind `Last-Event-ID`: read all again. A comment comes every 15 seconds.',
  access: forReaders,
  headers: ['Last-Event-ID'],
  answers: {
    200: {
      description: 'The stream',
      content: {
        type: 'text/event-stream',
        about: 'Server-sent events (WHATWG HTML §9.2)',
        items: [eventShapes.key, eventShapes.webhook_endpoint],
        example: 'event: key\nid: 42\ndata: {"keyId":"key_3Jq0mWc7","revision":4}\n\n',
      },
    },
  },
  refusals: ['TooManyStreams'],
} as const satisfies Contract;
