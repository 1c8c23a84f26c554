/**
 * A profile is one product's kind of key, as data: prefixes by environment, secret length, scope catalogue and
 * presets, rate limit, error style and protected routes. The built-in three follow the vendor documents in
 * `builtInProfiles.ts`; an operator adds others as JSON of the same shape.
 */
import { z } from 'zod';

export const environments = ['live', 'test'] as const;
export type Environment = (typeof environments)[number];

const scopeName = z
  .string()
  .regex(/^[a-z][a-z0-9_-]*(:[a-z][a-z0-9_-]*)?$/, 'a scope looks like "invoice:read"');
const brandPrefix = z
  .string()
  .regex(/^[a-z][a-z0-9]*_([a-z0-9]+_)*$/, 'a key prefix looks like "acme_live_"');

const endpointSchema = z.strictObject({
  method: z.enum(['GET', 'POST']),
  /** Below the base path; `{id}` stands for one path segment. */
  path: z.string().regex(/^[a-z0-9-]+(\/(\{id\}|[a-z0-9-]+))*$/, 'a path looks like "invoices/{id}/remind"'),
  scope: scopeName,
});

const routesSchema = z
  .strictObject({
    environment: z.enum(environments),
    basePath: z.string().regex(/^(\/[a-z0-9-]+)+$/, 'a base path looks like "/v1"'),
    endpoints: z.array(endpointSchema).min(1),
  })
  .superRefine(({ endpoints }, context) => {
    const names = endpoints.map(({ method, path }) => `${method} ${path}`);
    const repeated = names.filter((name, index) => names.indexOf(name) !== index);
    // Otherwise it were open which scope protects it.
    for (const name of new Set(repeated)) {
      context.addIssue({ code: 'custom', path: ['endpoints'], message: `"${name}" is there twice` });
    }
  });

const presetSchema = z.strictObject({
  name: z.string().min(1).max(100),
  useCase: z.string().max(200).default(''),
  scopes: z.array(scopeName).min(1),
});

export const profileSchema = z
  .strictObject({
    name: z.string().regex(/^[a-z][a-z0-9-]{0,31}$/),
    /** The key prefix of each environment that this product has. */
    prefixes: z.partialRecord(z.enum(environments), brandPrefix),
    /** Characters after the prefix; the last 6 are the MAC, which leaves at least 22 (132 bits) of randomness. */
    randomLength: z.int().min(28).max(128),
    /** Scope → what it permits, in the order in which a catalogue lists them. */
    scopes: z
      .record(scopeName, z.string().min(1))
      .refine((scopes) => Object.keys(scopes).length > 0, 'a profile has at least one scope'),
    /** Given when a creation names no scopes; empty means that scopes must be named. */
    defaultScopes: z.array(scopeName).default([]),
    presets: z.array(presetSchema).default([]),
    requestsPerMinute: z.int().min(1).max(1_000_000).default(60),
    /** `codes`: `{ error: "UNAUTHORIZED" }`; `titles`: `{ error: "Unauthorized" }`. */
    errorStyle: z.enum(['codes', 'titles']),
    routes: z.array(routesSchema).default([]),
  })
  .superRefine((profile, context) => {
    const unknown = (scopes: readonly string[]) =>
      scopes.filter((scope) => !Object.hasOwn(profile.scopes, scope));
    const named = [
      ...profile.defaultScopes,
      ...profile.presets.flatMap((preset) => preset.scopes),
      ...profile.routes.flatMap((routes) => routes.endpoints.map((endpoint) => endpoint.scope)),
    ];
    for (const scope of new Set(unknown(named))) {
      context.addIssue({ code: 'custom', message: `scope "${scope}" is not in this profile's catalogue` });
    }
    if (Object.keys(profile.prefixes).length === 0) {
      context.addIssue({
        code: 'custom',
        path: ['prefixes'],
        message: 'at least one environment needs a prefix',
      });
    }
    for (const { environment } of profile.routes) {
      if (profile.prefixes[environment] === undefined) {
        context.addIssue({
          code: 'custom',
          path: ['routes'],
          message: `environment "${environment}" has no prefix`,
        });
      }
    }
  });

export type Profile = z.infer<typeof profileSchema>;

/** All profiles of an installation, by name. */
export type Profiles = ReadonlyMap<string, Profile>;

/**
 * Puts profiles together: the built-in ones and an operator's, given as parsed JSON (an array of profiles).
 * @throws Error when one is malformed (with every problem named), two share a name or two prefixes overlap (`a_` and
 *   `a_b_` would leave it open whose key `a_b_…` is). Base paths are settled where the routes are made.
 */
export function loadProfiles(builtIn: readonly unknown[], added: unknown = []): Profiles {
  const profiles = new Map<string, Profile>();
  const prefixes: string[] = [];
  for (const profile of [...parseProfiles(builtIn), ...parseProfiles(added)]) {
    if (profiles.has(profile.name)) throw new Error(`Invalid profiles: the name "${profile.name}" is taken`);
    profiles.set(profile.name, profile);
    for (const prefix of Object.values(profile.prefixes)) {
      const rival = prefixes.find((other) => other.startsWith(prefix) || prefix.startsWith(other));
      if (rival !== undefined) {
        throw new Error(`Invalid profiles: prefix "${prefix}" overlaps with "${rival}"`);
      }
      prefixes.push(prefix);
    }
  }
  return profiles;
}

function parseProfiles(profiles: unknown): readonly Profile[] {
  const parsed = z.array(profileSchema).safeParse(profiles);
  if (!parsed.success) throw new Error(`Invalid profiles:\n${z.prettifyError(parsed.error)}`);
  return parsed.data;
}
