/** The contracts of signing in and out, below `/auth`. */
import { z } from 'zod';
import { forAnyone, type Contract } from '../openapi/contract.ts';
import { signedOutToShape } from './serviceShapes.ts';

const tag = 'Session';
const onward = { description: 'On to the page', headers: ['Location'] } as const;

export const signIn = {
  method: 'GET',
  path: '/login',
  operationId: 'signIn',
  tag,
  summary: "Sign in at the merchant's identity provider",
  access: forAnyone,
  query: z.object({ returnTo: z.string().describe('A path of the portal').optional() }),
  answers: { 303: { ...onward, description: 'On to the identity provider' } },
  refusals: ['FetchedAhead', 'Unavailable'],
} as const satisfies Contract;

export const finishSignIn = {
  method: 'GET',
  path: '/callback',
  operationId: 'finishSignIn',
  tag,
  summary: 'Where the identity provider sends people back to',
  access: forAnyone,
  answers: { 303: onward },
  refusals: ['FetchedAhead', 'Unavailable'],
} as const satisfies Contract;

export const signInLocally = {
  method: 'GET',
  path: '/local',
  operationId: 'signInLocally',
  tag,
  summary: 'Sign in with a one-time link, on the machine of the service',
  access: forAnyone,
  query: z.object({ code: z.string().optional() }),
  answers: { 303: onward },
  refusals: ['FetchedAhead', 'Unavailable'],
} as const satisfies Contract;

export const signOut = {
  method: 'POST',
  path: '/logout',
  operationId: 'signOut',
  tag,
  summary: 'Sign out',
  access: { by: 'browser' },
  answers: {
    200: {
      description: 'The session has ended; its identity provider has one too',
      content: { json: signedOutToShape },
    },
    204: { description: 'The session has ended, or there was none' },
  },
} as const satisfies Contract;
