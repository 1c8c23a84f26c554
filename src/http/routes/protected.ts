/** The products' own routes, made from the profiles' data, with a sandbox behind them. */
import type { Request, Response } from 'express';
import { DomainError, invalidInput } from '../../domain/errors.ts';
import type { Profile, Profiles } from '../../domain/profiles.ts';
import type { Audited } from '../audit.ts';
import type { Authenticate } from '../authenticate.ts';
import { readJson } from '../body.ts';
import { productContract } from '../contracts/products.ts';
import type { Answer, Endpoint } from '../endpoint.ts';
import { refusalAnswer } from '../refusals.ts';
import { sandbox, type Collection, type Sandbox } from '../sandbox.ts';

export interface ProtectedRoutes {
  readonly basePath: string;
  readonly endpoints: readonly Endpoint[];
}

type Routes = Profile['routes'][number];
type ProfileEndpoint = Routes['endpoints'][number];

/** @throws DomainError when two base paths, or one and a path of our own (`reserved`), lie one below the other */
export function protectedRoutes(
  profiles: Profiles,
  authenticate: Authenticate,
  audited: Audited,
  reserved: readonly string[],
): readonly ProtectedRoutes[] {
  const items = sandbox();
  const taken = [...reserved];
  return [...profiles.values()].flatMap((profile) =>
    profile.routes.map((routes) => {
      claim(routes.basePath, taken, profile);
      return {
        basePath: routes.basePath,
        endpoints: routes.endpoints.map((endpoint) => ({
          ...productContract(profile, routes, endpoint),
          handle: handler({ profile, routes, endpoint, authenticate, audited, items }),
        })),
      };
    }),
  );
}

function handler(route: {
  readonly profile: Profile;
  readonly routes: Routes;
  readonly endpoint: ProfileEndpoint;
  readonly authenticate: Authenticate;
  readonly audited: Audited;
  readonly items: Sandbox;
}): (request: Request, response: Response) => Promise<Answer> {
  const { profile, routes, endpoint, authenticate, audited, items } = route;
  const { environment } = routes;
  const demand = { profile, environment, scope: endpoint.scope };
  const respond = responses[endpoint.method];
  const path = `${routes.basePath}/${endpoint.path}`;
  return (request, response) =>
    audited(path, request, response, async (draft) => {
      const admission = await authenticate(request, response, demand, draft);
      if (!admission.allowed) return refusalAnswer(profile, admission);
      const { merchantId } = admission.key;
      const collection = { profile: profile.name, environment, merchantId, path: endpoint.path };
      return respond(items, collection, request, response);
    });
}

type Respond = (
  items: Sandbox,
  collection: Collection,
  request: Request,
  response: Response,
) => Promise<Answer>;

const responses: Readonly<Record<ProfileEndpoint['method'], Respond>> = {
  GET: async (items, collection) => ({ status: 200, body: { items: items.list(collection) } }),
  POST: async (items, collection, request, response) => {
    const body = await readJson(request, response);
    if (typeof body !== 'object' || body === null || Array.isArray(body)) {
      throw invalidInput('body', 'Send a JSON object');
    }
    return { status: 201, body: items.add(collection, body) };
  },
};

function claim(basePath: string, taken: string[], profile: Profile): void {
  const rival = taken.find(
    (other) => `${other}/`.startsWith(`${basePath}/`) || `${basePath}/`.startsWith(`${other}/`),
  );
  if (rival !== undefined) {
    throw new DomainError(
      'INVALID_INPUT',
      `Profile "${profile.name}" cannot have routes at ${basePath}: ${rival} is in use. Correct PROFILES_FILE`,
    );
  }
  taken.push(basePath);
}
