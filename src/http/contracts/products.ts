/** The contracts of the products' own routes, made from the profiles' data. */
import { z } from 'zod';
import type { Profile } from '../../domain/profiles.ts';
import type { Contract } from '../openapi/contract.ts';
import type { Mounted } from '../openapi/document.ts';
import { requestShape } from '../openapi/shapes.ts';
import { sandboxItemShape, sandboxItemsShape } from './serviceShapes.ts';

export const sandboxBody = requestShape('SandboxInput', z.looseObject({}), {
  description: 'Any JSON object',
  examples: [{ amount: 100 }],
});

const rateLimit = ['RateLimit-Policy', 'RateLimit'] as const;
const kinds = {
  GET: {
    summary: (path: string) => `List ${path}`,
    answers: {
      200: { description: 'What was posted', content: { json: sandboxItemsShape }, headers: rateLimit },
    },
  },
  POST: {
    summary: (path: string) => `Post to ${path}`,
    body: sandboxBody,
    answers: {
      201: {
        description: 'What was posted, with an id',
        content: { json: sandboxItemShape },
        headers: rateLimit,
      },
    },
  },
} as const;

type Routes = Profile['routes'][number];
type Route = Routes['endpoints'][number];

/** The contract of one of a profile's routes. */
export function productContract(profile: Profile, { environment, basePath }: Routes, route: Route): Contract {
  const { method, path, scope } = route;
  const { summary, ...kind } = kinds[method];
  return {
    ...kind,
    method,
    path: expressPath(path),
    operationId: [method.toLowerCase(), ...`${basePath}/${path}`.split(/[^a-z0-9]+/)]
      .filter(Boolean)
      .join('_'),
    tag: 'Products',
    summary: summary(path),
    description: `Takes a key of the profile ${profile.name}, environment ${environment}, with the scope \`${scope}\`.`,
    access: { by: 'key', profile: profile.name, scope },
  };
}

/** `invoices/{id}/remind` → `/invoices/:id/remind`; a second one is `:id2`. */
function expressPath(path: string): string {
  let count = 0;
  return `/${path.replaceAll('{id}', () => (++count === 1 ? ':id' : `:id${count}`))}`;
}

/** Those of all a profile's routes. */
export function productContracts(profile: Profile): readonly Mounted[] {
  return profile.routes.map((routes) => ({
    basePath: routes.basePath,
    contracts: routes.endpoints.map((route) => productContract(profile, routes, route)),
  }));
}
