/** The contracts of signing in and out. */
import { z } from 'zod';
import { forAnyone, forReaders, type Contract } from '../openapi/contract.ts';
import { signedOutToShape } from './serviceShapes.ts';

const tag = 'Session';
const onward = { description: 'On to the page', headers: ['Location', 'Set-Cookie'] } as const;

export const signIn = {
  method: 'GET',
  path: '/auth/login',
  operationId: 'signIn',
  tag,
  summary: "Sign in at the merchant's identity provider",
  access: forAnyone,
  query: z.object({ returnTo: z.string().describe('A path of the portal').optional() }),
  answers: { 302: { ...onward, description: 'On to the identity provider' } },
} as const satisfies Contract;

export const finishSignIn = {
  method: 'GET',
  path: '/auth/callback',
  operationId: 'finishSignIn',
  tag,
  summary: 'Where the identity provider sends people back to',
  access: forAnyone,
  answers: { 302: onward },
} as const satisfies Contract;

export const signInLocally = {
  method: 'GET',
  path: '/auth/local',
  operationId: 'signInLocally',
  tag,
  summary: 'Sign in with a one-time link, on the machine of the service',
  access: forAnyone,
  query: z.object({ code: z.string().optional() }),
  answers: { 303: onward },
} as const satisfies Contract;

export const signOut = {
  method: 'POST',
  path: '/auth/logout',
  operationId: 'signOut',
  tag,
  summary: 'Sign out',
  access: forReaders,
  answers: {
    200: {
      description: 'The session has ended; its identity provider has one too',
      content: { json: signedOutToShape },
      headers: ['Set-Cookie'],
    },
    204: { description: 'The session has ended', headers: ['Set-Cookie'] },
  },
} as const satisfies Contract;
