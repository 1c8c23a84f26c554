/**
 * All settings, from the environment and nowhere else. `.env.example` lists them for users. A setting that cannot be
 * used stops the start with a message that names it.
 */
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { versions } from 'node:process';
import { z } from 'zod';
import { builtInProfiles } from './domain/builtInProfiles.ts';
import { loadProfiles, type Profiles } from './domain/profiles.ts';
import { checkDatabaseUrl } from './stores/databaseUrl.ts';
import { checkEventStoreUrl } from './stores/eventStore.ts';
import { checkRedisUrl } from './stores/quotas/redis.ts';

export interface Config {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** Absolute path: the embedded stores, and secrets that nobody configured. */
  readonly dataDir: string;
  /** `undefined`: the embedded one. */
  readonly databaseUrl: string | undefined;
  /** Of the role that owns schema and tables; `undefined`: the role in `databaseUrl` does, or none is at hand. */
  readonly databaseOwnerUrl: string | undefined;
  /** `undefined`: the embedded one. */
  readonly eventStoreUrl: string | undefined;
  /** Where metrics are shown; `undefined`: at the API's port. 0 takes any free port. */
  readonly metricsPort: number | undefined;
  readonly metricsHost: string;
  /** CIDR ranges of proxies whose X-Forwarded-For is believed. */
  readonly trustProxy: readonly string[];
  /** Overrides what the profiles say. */
  readonly requestsPerMinute: number | undefined;
  /** How many API processes share the port; each takes a core. */
  readonly apiProcesses: number;
  /** `postgres` or `redis` when several API processes share a limit. */
  readonly rateLimitStore: 'memory' | 'postgres' | 'redis';
  /** Where `redis` counts. */
  readonly redisUrl: string | undefined;
  /** Secrets that an API process keeps in memory. */
  readonly authCacheKeys: number;
  /** When an audit entry is on the disk: before its request is answered, or within 100 ms. */
  readonly auditFsync: 'interval' | 'always';
  /** Of a process's audit journal; when it is reached, requests are refused. */
  readonly auditJournalMaxBytes: number;
  /** `undefined`: kept in the data folder. */
  readonly pepper: Buffer | undefined;
  readonly macKey: Buffer | undefined;
  /** `undefined`: derived from the MAC key. */
  readonly webhookKey: Buffer | undefined;
  /** For development: webhooks may go to this machine, also by plain http. */
  readonly webhookAllowLoopback: boolean;
  /** `undefined`: tokens are signed and checked with a key in the data folder. */
  readonly tokenIssuer:
    { readonly issuer: string; readonly jwksUrl: string; readonly audience?: string } | undefined;
  /** Where people sign in at the portal; `undefined`: by a link that the terminal shows, if at all. */
  readonly identityProvider: IdentityProviderSettings | undefined;
  /** Where browsers reach us: an origin, without a slash at its end. Always there with an identity provider. */
  readonly publicUrl: string | undefined;
  /** What sessions are encrypted with; `undefined`: derived from the MAC key. */
  readonly sessionKey: Buffer | undefined;
  readonly profiles: Profiles;
  readonly logLevel: string;
}

export interface IdentityProviderSettings {
  readonly issuer: string;
  readonly clientId: string;
  /** `undefined`: a public client, which has PKCE only. */
  readonly clientSecret: string | undefined;
  /** By spaces, `openid` among them. */
  readonly scopes: string;
}

/** A setting that cannot be used. The message is for the operator. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

export type Environment = Readonly<Record<string, string | undefined>>;

const minimumSecretBytes = 32;

const postgresUrl = z
  .string()
  .regex(/^postgres(ql)?:\/\//, {
    error: 'looks like postgres://user:password@host:5432/keyledger',
    abort: true,
  })
  .superRefine(accepted(checkDatabaseUrl));

const schema = z.object({
  HOST: z.string().default('127.0.0.1'),
  PORT: z.coerce.number().int().min(0).max(65_535).default(3000),
  DATA_DIR: z.string().default('.keyledger'),
  API_PROCESSES: z.coerce.number().int().min(1).max(64).default(1),
  METRICS_PORT: z.coerce.number().int().min(0).max(65_535).optional(),
  METRICS_HOST: z.string().default('127.0.0.1'),
  DATABASE_URL: postgresUrl.optional(),
  DATABASE_OWNER_URL: postgresUrl.optional(),
  EVENTSTORE_URL: z
    .string()
    .regex(/^esdb(\+discover)?:\/\//, {
      error:
        'looks like esdb://user:password@host:2113, of KurrentDB too: the client knows no kurrentdb:// or kdb://',
      abort: true,
    })
    .superRefine(accepted(checkEventStoreUrl))
    .optional(),
  TRUST_PROXY: z.string().optional(),
  RATE_LIMIT_PER_MINUTE: z.coerce.number().int().min(1).max(1_000_000).optional(),
  RATE_LIMIT_STORE: z.enum(['memory', 'postgres', 'redis']).optional(),
  REDIS_URL: z
    .string()
    .regex(/^rediss?:\/\//, { error: 'looks like redis://user:password@host:6379', abort: true })
    .superRefine(accepted(checkRedisUrl))
    .optional(),
  AUTH_CACHE_KEYS: z.coerce.number().int().min(1).max(100_000_000).default(100_000),
  AUDIT_FSYNC: z.enum(['interval', 'always']).default('interval'),
  AUDIT_JOURNAL_MAX_MB: z.coerce.number().int().min(64).max(1_000_000).default(4096),
  WEBHOOK_ALLOW_LOOPBACK: z.enum(['true', 'false']).default('false'),
  PROFILES_FILE: z.string().optional(),
  JWT_ISSUER: z.string().optional(),
  JWT_JWKS_URL: z
    .url({ protocol: /^https?$/, abort: true })
    .refine(isPrivate, 'starts with https://: whoever can change its answers signs tokens as they like')
    .optional(),
  JWT_AUDIENCE: z.string().optional(),
  OIDC_ISSUER: z
    .url({ protocol: /^https?$/, abort: true })
    .refine(isPrivate, 'starts with https://: whoever can change its answers signs in as they like')
    .optional(),
  OIDC_CLIENT_ID: z.string().optional(),
  OIDC_CLIENT_SECRET: z.string().optional(),
  OIDC_SCOPES: z
    .string()
    .regex(/(^| )openid( |$)/, 'is a list by spaces that has openid in it')
    .default('openid'),
  PUBLIC_URL: z
    .url({ protocol: /^https?$/, abort: true })
    .refine((url) => new URL(url).href === `${new URL(url).origin}/`, {
      error: 'is scheme, host and port alone, such as https://keys.example',
      abort: true,
    })
    .refine(isPrivate, 'starts with https://: session cookies go there')
    .transform((url) => new URL(url).origin)
    .optional(),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
});

/** A check that throws, as one of a setting. */
function accepted(check: (value: string) => void) {
  return (value: string, context: z.RefinementCtx<string>): void => {
    try {
      check(value);
    } catch (error) {
      context.addIssue({ code: 'custom', message: messageOf(error) });
    }
  };
}

/** Nobody between us and the server can change what it answers: TLS, or this same machine. */
function isPrivate(url: string): boolean {
  const { protocol, hostname } = new URL(url);
  return protocol === 'https:' || /^(localhost|127\.[\d.]+|\[::1\])$/.test(hostname);
}

/**
 * The process's environment with a `.env` file of the working folder under it.
 * @throws ConfigError when there is such a file and it cannot be read
 */
export function processEnvironment(file = '.env'): Environment {
  if (!existsSync(file)) return process.env;
  // Node has it from 20.12 on.
  if (!('loadEnvFile' in process)) {
    throw new ConfigError(
      `Node.js ${versions.node} does not read ${file}: take 20.12 or newer, or set its variables in the environment`,
    );
  }
  try {
    process.loadEnvFile(file);
  } catch (error) {
    throw new ConfigError(`${file} cannot be read: ${messageOf(error)}`);
  }
  return process.env;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/**
 * Reads the settings; an empty variable counts as not set.
 * @throws ConfigError that names every setting which cannot be used.
 */
export function readConfig(environment: Environment): Config {
  const present = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const parsed = schema.safeParse({
    ...present,
    DATABASE_URL: settingOrFile(present, 'DATABASE_URL'),
    DATABASE_OWNER_URL: settingOrFile(present, 'DATABASE_OWNER_URL'),
    EVENTSTORE_URL: settingOrFile(present, 'EVENTSTORE_URL'),
    REDIS_URL: settingOrFile(present, 'REDIS_URL'),
    OIDC_CLIENT_SECRET: settingOrFile(present, 'OIDC_CLIENT_SECRET'),
  });
  if (!parsed.success) {
    const lines = parsed.error.issues.map(({ path, message }) => `  ${path.join('.')}: ${message}`);
    throw new ConfigError(`These settings cannot be used:\n${lines.join('\n')}`);
  }
  const settings = parsed.data;
  if (settings.DATABASE_OWNER_URL !== undefined && settings.DATABASE_URL === undefined) {
    throw new ConfigError(
      'DATABASE_OWNER_URL needs DATABASE_URL beside it: the same database, for the application',
    );
  }
  if (settings.RATE_LIMIT_STORE === 'redis' && settings.REDIS_URL === undefined) {
    throw new ConfigError('RATE_LIMIT_STORE=redis needs REDIS_URL beside it');
  }
  return {
    host: settings.HOST,
    port: settings.PORT,
    dataDir: resolve(settings.DATA_DIR),
    databaseUrl: settings.DATABASE_URL,
    databaseOwnerUrl: settings.DATABASE_OWNER_URL,
    eventStoreUrl: settings.EVENTSTORE_URL,
    metricsPort: settings.METRICS_PORT,
    metricsHost: settings.METRICS_HOST,
    trustProxy: proxyRanges(settings.TRUST_PROXY),
    requestsPerMinute: settings.RATE_LIMIT_PER_MINUTE,
    apiProcesses: settings.API_PROCESSES,
    rateLimitStore: rateLimitStore(settings),
    redisUrl: settings.REDIS_URL,
    authCacheKeys: settings.AUTH_CACHE_KEYS,
    auditFsync: settings.AUDIT_FSYNC,
    auditJournalMaxBytes: settings.AUDIT_JOURNAL_MAX_MB * 1024 * 1024,
    pepper: secretSetting(present, 'PEPPER'),
    macKey: secretSetting(present, 'MAC_KEY'),
    webhookKey: secretSetting(present, 'WEBHOOK_KEY'),
    webhookAllowLoopback: settings.WEBHOOK_ALLOW_LOOPBACK === 'true',
    tokenIssuer: tokenIssuer(settings),
    identityProvider: identityProvider(settings),
    publicUrl: settings.PUBLIC_URL,
    sessionKey: secretSetting(present, 'SESSION_KEY'),
    profiles: profilesFrom(settings.PROFILES_FILE),
    logLevel: settings.LOG_LEVEL,
  };
}

/** What is secret comes by variable, or by a file that `<name>_FILE` names (as container platforms mount them). */
function settingOrFile(environment: Environment, name: string): string | undefined {
  const value = environment[name];
  const file = environment[`${name}_FILE`];
  if (value !== undefined && file !== undefined)
    throw new ConfigError(`Set ${name} or ${name}_FILE, not both`);
  return file === undefined ? value : readSetting(`${name}_FILE`, file).trimEnd();
}

function secretSetting(environment: Environment, name: string): Buffer | undefined {
  const text = settingOrFile(environment, name);
  if (text === undefined) return undefined;
  const secret = Buffer.from(text);
  if (secret.length < minimumSecretBytes) {
    throw new ConfigError(
      `${name} has ${secret.length} bytes; it needs at least ${minimumSecretBytes}. Make one with: openssl rand -base64 32`,
    );
  }
  return secret;
}

/** Explicit ranges only: trusting every proxy would let any caller choose its own address. */
function proxyRanges(text: string | undefined): readonly string[] {
  const ranges = (text ?? '').split(',').map((range) => range.trim());
  const named = ranges.filter((range) => range !== '');
  const unusable = named.filter(
    (range) => !z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()]).safeParse(range).success,
  );
  if (unusable.length > 0) {
    throw new ConfigError(
      `TRUST_PROXY takes addresses and CIDR ranges, separated by commas, not: ${unusable.join(', ')}`,
    );
  }
  const everything = named.filter((range) => /\/0+$/.test(range));
  if (everything.length > 0) {
    throw new ConfigError(
      `TRUST_PROXY must not cover everything, as ${everything.join(', ')} does: any caller could choose its own address`,
    );
  }
  return named;
}

/** What counts in the memory of one process does not hold over several. */
function rateLimitStore(settings: z.infer<typeof schema>): Config['rateLimitStore'] {
  const { API_PROCESSES: processes, RATE_LIMIT_STORE: store } = settings;
  if (processes > 1 && store === 'memory') {
    throw new ConfigError(
      `RATE_LIMIT_STORE=memory counts in each process, and API_PROCESSES=${processes} of them would let ${processes} times ` +
        'the limit through. Leave RATE_LIMIT_STORE out, or set it to one that they share',
    );
  }
  return store ?? (processes > 1 ? 'postgres' : 'memory');
}

function tokenIssuer(settings: z.infer<typeof schema>): Config['tokenIssuer'] {
  const { JWT_ISSUER: issuer, JWT_JWKS_URL: jwksUrl, JWT_AUDIENCE: audience } = settings;
  if (issuer === undefined && jwksUrl === undefined) {
    if (audience !== undefined)
      throw new ConfigError('JWT_AUDIENCE needs JWT_ISSUER and JWT_JWKS_URL beside it');
    return undefined;
  }
  if (issuer === undefined || jwksUrl === undefined) {
    throw new ConfigError('JWT_ISSUER and JWT_JWKS_URL go together: set both, or neither');
  }
  return { issuer, jwksUrl, ...(audience !== undefined && { audience }) };
}

function identityProvider(settings: z.infer<typeof schema>): Config['identityProvider'] {
  const { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: clientId, OIDC_CLIENT_SECRET: clientSecret } = settings;
  if (issuer === undefined && clientId === undefined) {
    if (clientSecret !== undefined) {
      throw new ConfigError('OIDC_CLIENT_SECRET needs OIDC_ISSUER and OIDC_CLIENT_ID beside it');
    }
    return undefined;
  }
  if (issuer === undefined || clientId === undefined || settings.PUBLIC_URL === undefined) {
    throw new ConfigError(
      'OIDC_ISSUER, OIDC_CLIENT_ID and PUBLIC_URL go together: set all, or none of the first two',
    );
  }
  // An ID token says who has signed in, to the portal alone, and passes through browsers: it must open nothing else.
  const { JWT_ISSUER: tokens, JWT_AUDIENCE: audience } = settings;
  if (tokens === issuer && (audience === undefined || audience === clientId)) {
    throw new ConfigError(
      'JWT_ISSUER is OIDC_ISSUER too: set JWT_AUDIENCE, to another value than OIDC_CLIENT_ID, or ID tokens of the portal would pass as management tokens',
    );
  }
  return { issuer, clientId, clientSecret, scopes: settings.OIDC_SCOPES };
}

function profilesFrom(file: string | undefined): Profiles {
  if (file === undefined) return loadProfiles(builtInProfiles);
  try {
    return loadProfiles(builtInProfiles, JSON.parse(readSetting('PROFILES_FILE', file)));
  } catch (error) {
    throw new ConfigError(`PROFILES_FILE ${file}: ${messageOf(error)}`);
  }
}

function readSetting(name: string, file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new ConfigError(`${name}: ${messageOf(error)}`);
  }
}
