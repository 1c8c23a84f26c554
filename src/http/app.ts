/** The HTTP application: the management API under `/api/v1`, the products' protected routes, health. */
import express, { type Express } from 'express';
import type { Logger } from 'pino';
import type { KeyCommands } from '../commands/keys.ts';
import type { WebhookEndpointCommands } from '../commands/webhookEndpoints.ts';
import type { Profiles } from '../domain/profiles.ts';
import type { Quota } from '../domain/quota.ts';
import type { InTurn } from '../domain/turns.ts';
import type { Lease } from '../projections/lease.ts';
import type { Effects } from '../projections/effects.ts';
import type { Arrival } from '../projections/auditArrivals.ts';
import type { Feed } from '../projections/feed.ts';
import type { MerchantChange } from '../projections/merchantChanges.ts';
import type { ReadModels } from '../projections/readModels.ts';
import type { WebhookDeliveries } from '../projections/webhookDeliveries.ts';
import type { Audited } from './audit.ts';
import { authenticator } from './authenticate.ts';
import { showOpenApi } from './contracts/service.ts';
import { mount, type Endpoint } from './endpoint.ts';
import { failure } from './failure.ts';
import type { KeyCache } from './keyCache.ts';
import { keyIdentifier } from './keyIdentifier.ts';
import { timed, type RequestObserver } from './observer.ts';
import type { Mounted } from './openapi/document.ts';
import { portalPages, portalPath } from './portalPages.ts';
import { problem } from './problem.ts';
import { requestLog } from './requestLog.ts';
import { auditEndpoint } from './routes/audit.ts';
import { auditExportEndpoint } from './routes/auditExport.ts';
import { auditLiveEndpoint } from './routes/auditLive.ts';
import { callersEndpoint } from './routes/callers.ts';
import { eventsEndpoint } from './routes/events.ts';
import { healthEndpoints, type Readiness } from './routes/health.ts';
import { keyEndpoints } from './routes/keys.ts';
import { metricsEndpoint, metricsPath, type MetricsText } from './routes/metrics.ts';
import { openApiEndpoint } from './routes/openApi.ts';
import { profilesEndpoint } from './routes/profiles.ts';
import { protectedRoutes } from './routes/protected.ts';
import { sessionEndpoint } from './routes/session.ts';
import { signInEndpoints, signInPath, signOutPath } from './routes/signIn.ts';
import { usageEndpoint } from './routes/usage.ts';
import { verifyEndpoint } from './routes/verify.ts';
import { webhookDeliveryRoutes } from './routes/webhookDeliveries.ts';
import { webhookEndpointRoutes } from './routes/webhookEndpoints.ts';
import { secretVerifier } from './secretVerifier.ts';
import { readSession } from './signIn/readSession.ts';
import type { SignIn } from './signIn/signIn.ts';
import type { TokenVerifier } from './tokens.ts';

export interface AppOptions {
  readonly profiles: Profiles;
  readonly commands: KeyCommands;
  readonly webhookCommands: WebhookEndpointCommands;
  readonly readModels: ReadModels;
  readonly deliveries: WebhookDeliveries;
  readonly effects: Effects;
  /** Of all merchants, as they happen. */
  readonly changes: Feed<MerchantChange>;
  /** Batches of the audit, of all merchants, as they arrive. */
  readonly arrivals: Feed<Arrival>;
  /** What is known of keys in memory, and for how long it may be used. */
  readonly cache: KeyCache;
  readonly lease: Pick<Lease, 'live' | 'applied'>;
  readonly macKey: Buffer;
  readonly pepper: Buffer;
  readonly tokens: TokenVerifier;
  /** How people in a browser become known. */
  readonly signIn: SignIn;
  /** The portal's build. */
  readonly portalFolder: string;
  readonly quota: Quota;
  /** Answers a request for which a key is asked about, and records it. */
  readonly audited: Audited;
  /** Where scrypts wait for their turn. */
  readonly scryptInTurn: InTurn;
  /** Overrides the profiles' limits. */
  readonly requestsPerMinute: number | undefined;
  readonly readiness: Readiness;
  readonly observer?: RequestObserver | undefined;
  /** Shown at `/metrics`; not at all, when they are shown elsewhere. */
  readonly metrics?: MetricsText | undefined;
  /** The verifier's clock. */
  readonly now: () => Date;
  readonly log: Logger;
  /** CIDR ranges of the proxies whose `X-Forwarded-For` is believed; none, when empty. */
  readonly trustProxy: readonly string[];
}

const management = '/api/v1';

/** @throws Error when a profile's routes collide with others, or `trustProxy` has what is no range */
export function createApp(options: AppOptions): Express {
  const { profiles, tokens, signIn, audited, now, log, requestsPerMinute, observer, metrics } = options;
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.enable('case sensitive routing');
  app.set('query parser', 'simple');
  app.set('trust proxy', [...options.trustProxy]);
  app.use(requestLog(log, observer?.answer));

  const mounted: Mounted[] = [];
  const serve = (basePath: string, endpoints: readonly Endpoint[]) => {
    mount(app, basePath, endpoints);
    mounted.push({ basePath, contracts: endpoints });
  };

  const identify = keyIdentifier({ ...options, secrets: secretVerifier(options) });
  const authenticate = timed(authenticator({ ...options, identify }), observer?.verification);

  // Those asked most come first: each mount before them is one to pass.
  for (const { basePath, endpoints } of protectedRoutes(profiles, authenticate, audited, [
    management,
    '/healthz',
    '/readyz',
    metricsPath,
    showOpenApi.path,
    signInPath,
    portalPath,
  ])) {
    serve(basePath, endpoints);
  }
  serve('', [
    ...healthEndpoints(options.readiness),
    ...(metrics === undefined ? [] : [metricsEndpoint(metrics)]),
  ]);
  app.use([management, signOutPath], readSession(signIn));
  serve(management, [
    sessionEndpoint(tokens, signIn),
    ...keyEndpoints({ ...options, basePath: management }),
    usageEndpoint(options),
    callersEndpoint(options),
    auditEndpoint(options.readModels, tokens),
    auditExportEndpoint(options),
    auditLiveEndpoint(options),
    eventsEndpoint(options),
    verifyEndpoint({
      identify: timed(identify, observer?.verification),
      tokens,
      audited,
      now,
      basePath: management,
    }),
    profilesEndpoint(profiles, tokens, requestsPerMinute),
    ...webhookEndpointRoutes({ ...options, commands: options.webhookCommands, basePath: management }),
    ...webhookDeliveryRoutes(options),
  ]);

  serve(signInPath, signInEndpoints(signIn, now));
  mount(app, '', [openApiEndpoint(mounted, profiles)]);
  app.use(portalPages(options.portalFolder));

  app.use(() => {
    throw problem(404, 'NOT_FOUND', 'There is nothing at this path');
  });
  app.use(failure(log));
  return app;
}
