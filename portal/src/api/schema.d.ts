// Made by `npm run types` from the OpenAPI document. Do not edit.
export interface paths {
    readonly "/api/v1/audit": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** List audit entries, newest first */
        readonly get: operations["listAudit"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/audit/export": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * Download audit entries
         * @description All that the filters leave, newest first, as they are found: nothing is cut off.
         */
        readonly get: operations["exportAudit"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/audit/live": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * Watch audit entries as they come
         * @description Server-sent events: `entry` with an audit entry as data and its id as id, and `skipped` with `{ count }` where more came than can be shown.
         */
        readonly get: operations["watchAudit"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/events": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * Watch what changes
         * @description Server-sent events of the merchant: `key` with `{ keyId, revision }`, `webhook_endpoint` with `{ endpointId }`, and `reset` with `{}` when the stream cannot go on behind `Last-Event-ID`: read all again. A comment comes every 15 seconds.
         */
        readonly get: operations["watchChanges"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/keys": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** List keys, newest first */
        readonly get: operations["listKeys"];
        readonly put?: never;
        /**
         * Create a key
         * @description Answered when authentication knows the key. The secret is in this answer only. With an `Idempotency-Key` that came before, the key that was made then is answered with 200, without its secret.
         */
        readonly post: operations["createKey"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/keys/{keyId}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Show a key */
        readonly get: operations["showKey"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/keys/{keyId}/callers": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * Show who used which secret of a key in the last 7 days
         * @description Newest first, from the newest 10,000 audit entries of that time.
         */
        readonly get: operations["listKeyCallers"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/keys/{keyId}/expiry": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        /**
         * End a key sooner
         * @description A key's end can come nearer and never move away. Only a new secret can have a later end.
         */
        readonly put: operations["setKeyExpiry"];
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/keys/{keyId}/history": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** List a key's lifecycle events, oldest first */
        readonly get: operations["listKeyHistory"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/keys/{keyId}/ip-rules": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        /** Say which addresses may use a key */
        readonly put: operations["setKeyIpRules"];
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/keys/{keyId}/name": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        /** Rename a key */
        readonly put: operations["renameKey"];
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/keys/{keyId}/regenerate": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Give a key a new secret
         * @description Id, name, history and quota go on. The old secret ends at once, or when the grace period is over. The new secret is in this answer only.
         */
        readonly post: operations["regenerateKey"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/keys/{keyId}/revoke": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Revoke a key, for good
         * @description Answered when no process accepts the key any more. Doing it again changes nothing.
         */
        readonly post: operations["revokeKey"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/keys/{keyId}/scopes": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        /**
         * Take scopes from a key
         * @description A key can lose scopes and never gain any: what it lacks is refused, and nothing is changed.
         */
        readonly put: operations["setKeyScopes"];
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/keys/{keyId}/usage": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * Show how much a key is used
         * @description By the hour, of the last 24 hours, or by the day, of the last 30 days, unless `from` and `to` say otherwise; at most 1000 buckets.
         */
        readonly get: operations["showKeyUsage"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/profiles": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** List the profiles: what keys there are, with their scopes and presets */
        readonly get: operations["listProfiles"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/session": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Who is signed in */
        readonly get: operations["showSession"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/verify": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Verify a key without using it
         * @description The same verdict as on a protected route, at no quota. Only keys of the caller's merchant are known; all others are `KEY_NOT_FOUND`. What is not named is not checked.
         */
        readonly post: operations["verifyKey"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/webhook-endpoints": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** List webhook endpoints, newest first */
        readonly get: operations["listWebhookEndpoints"];
        readonly put?: never;
        /**
         * Create a webhook endpoint
         * @description Its signing secret is in this answer only. A merchant can have 20 of them.
         */
        readonly post: operations["createWebhookEndpoint"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/webhook-endpoints/{endpointId}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Show a webhook endpoint */
        readonly get: operations["showWebhookEndpoint"];
        readonly put?: never;
        readonly post?: never;
        /** Delete a webhook endpoint */
        readonly delete: operations["deleteWebhookEndpoint"];
        readonly options?: never;
        readonly head?: never;
        /** Change a webhook endpoint, or enable or disable it */
        readonly patch: operations["changeWebhookEndpoint"];
        readonly trace?: never;
    };
    readonly "/api/v1/webhook-endpoints/{endpointId}/deliveries": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** List a webhook endpoint's deliveries, newest first */
        readonly get: operations["listDeliveries"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/webhook-endpoints/{endpointId}/deliveries/{deliveryId}/retry": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Attempt a delivery again at once */
        readonly post: operations["retryDelivery"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/webhook-endpoints/{endpointId}/rotate-secret": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Give a webhook endpoint a new signing secret
         * @description For 24 hours both secrets sign, so that a receiver can change over. The new one is in this answer only.
         */
        readonly post: operations["rotateWebhookSecret"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/v1/webhook-endpoints/{endpointId}/test": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Send a `webhook.test` to a webhook endpoint */
        readonly post: operations["testWebhookEndpoint"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/auth/callback": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Where the identity provider sends people back to */
        readonly get: operations["finishSignIn"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/auth/local": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Sign in with a one-time link, on the machine of the service */
        readonly get: operations["signInLocally"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/auth/login": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Sign in at the merchant's identity provider */
        readonly get: operations["signIn"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/auth/logout": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Sign out */
        readonly post: operations["signOut"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/healthz": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Whether the process answers */
        readonly get: operations["showHealth"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/metrics": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** What is counted, for Prometheus */
        readonly get: operations["showMetrics"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/openapi.json": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** This document */
        readonly get: operations["showOpenApi"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/readyz": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Whether the service can do its work */
        readonly get: operations["showReadiness"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description The process answers */
        readonly Alive: {
            /** @constant */
            readonly status: "ok";
        };
        /** @description A request that a key was presented for, and how it ended */
        readonly AuditEntry: {
            readonly apiKeyId: string | null;
            readonly apiKeyName: string | null;
            readonly endpoint: string;
            /** Format: uuid */
            readonly id: string;
            readonly ip: string;
            readonly merchantId: string | null;
            readonly method: string;
            /** @enum {string} */
            readonly outcome: "ALLOWED" | "KEY_NOT_FOUND" | "KEY_REVOKED" | "KEY_EXPIRED" | "WRONG_ENVIRONMENT" | "IP_NOT_ALLOWED" | "RATE_LIMIT_EXCEEDED" | "INSUFFICIENT_SCOPE" | "SERVICE_UNAVAILABLE";
            readonly prefix: string | null;
            readonly requestId: string;
            readonly status: number;
            readonly suppressed?: number;
            /** Format: date-time */
            readonly timestamp: string;
            readonly userAgent: string | null;
        };
        /** @description A page of a list */
        readonly AuditPage: {
            readonly items: readonly components["schemas"]["AuditEntry"][];
            /** @description For the next page; `null` on the last */
            readonly nextCursor: string | null;
        };
        /** @description Who used which secret of a key, newest first */
        readonly Callers: {
            readonly items: readonly {
                /** @description Whether that is the key's current secret */
                readonly current: boolean;
                readonly ip: string;
                /** Format: date-time */
                readonly lastSeenAt: string;
                /** @description Of the secret that was used */
                readonly prefix: string;
                readonly requestCount: number;
                readonly userAgent: string | null;
            }[];
            /**
             * Format: date-time
             * @description How far back this looks
             */
            readonly since: string;
        };
        /** @description What is to change; what is not named stays */
        readonly ChangeWebhookEndpoint: {
            readonly description?: string | null;
            readonly events?: readonly string[];
            /** @enum {string} */
            readonly status?: "enabled" | "disabled";
            readonly url?: string;
        };
        /** @description A key with its new secret */
        readonly CreatedKey: {
            /** Format: date-time */
            readonly createdAt: string;
            /** @description The actor */
            readonly createdBy: string;
            /** @enum {string} */
            readonly environment: "live" | "test";
            /** @description The exact instant of its end; `null`: it has none */
            readonly expiresAt: string | null;
            readonly id: string;
            /** @description Addresses and CIDR ranges that may use it; none: any may */
            readonly ipRules: readonly string[];
            /** @description The secret. It is shown this once and kept nowhere */
            readonly key: string;
            /** @description Refused requests count too */
            readonly lastUsedAt: string | null;
            readonly name: string;
            /** @description How the secret begins: enough to find the key by, not to use it */
            readonly prefix: string;
            /** @description The product that the key is for; `GET /profiles` lists them */
            readonly profile: string;
            /** @description Refused requests count too */
            readonly requestCount: number;
            /** @description Counts its lifecycle events; its ETag */
            readonly revision: number;
            readonly revokedAt: string | null;
            readonly scopes: readonly string[];
            /**
             * @description As it is effective now
             * @enum {string}
             */
            readonly status: "active" | "revoked" | "expired";
        };
        /** @description A new key. Name its scopes, or say `fullAccess` for all that the profile has now */
        readonly CreateKey: {
            /**
             * @default live
             * @enum {string}
             */
            readonly environment?: "live" | "test";
            readonly expiresAt?: string | null;
            readonly fullAccess?: boolean;
            readonly ipRules?: readonly string[];
            readonly name: string;
            /** @default sentry */
            readonly profile?: string;
            readonly scopes?: readonly string[];
        };
        /** @description Where to send, and which types of events */
        readonly CreateWebhookEndpoint: {
            readonly description?: string | null;
            readonly events: readonly string[];
            readonly url: string;
        };
        /** @description A message to a webhook endpoint, with each attempt to deliver it */
        readonly Delivery: {
            readonly attempts: readonly {
                /** Format: date-time */
                readonly at: string;
                readonly durationMs: number;
                /** @description `null`: it was taken */
                readonly error: ("timeout" | "dns" | "address_not_allowed" | "connection_refused" | "connection_failed" | "tls" | "invalid_response" | "redirect" | "gone" | "http_status") | null;
                /** @description `null`: no answer came */
                readonly statusCode: number | null;
            }[];
            /** Format: date-time */
            readonly createdAt: string;
            readonly finishedAt: string | null;
            readonly id: string;
            /** @description The `webhook-id`, the same for every endpoint and attempt */
            readonly messageId: string;
            readonly nextAttemptAt: string | null;
            /**
             * @description `dead`: given up after the last retry; `cancelled`: the endpoint was disabled or deleted first
             * @enum {string}
             */
            readonly status: "pending" | "delivered" | "dead" | "cancelled";
            readonly type: string;
        };
        /** @description A page of a list */
        readonly DeliveryPage: {
            readonly items: readonly components["schemas"]["Delivery"][];
            /** @description For the next page; `null` on the last */
            readonly nextCursor: string | null;
        };
        /** @description Why the request was refused */
        readonly Error: {
            /** @description What is wrong with which field */
            readonly details?: readonly {
                /** @description Where it stands: `scopes.0`; a parameter or a header by its name */
                readonly field: string;
                readonly message: string;
            }[];
            /** @description A stable code */
            readonly error: string;
            readonly message: string;
        };
        /** @description A lifecycle event of a key */
        readonly HistoryEntry: {
            /** @description Who did it; `keyledger` where the service did */
            readonly actor: string;
            /** Format: date-time */
            readonly at: string;
            readonly data: {
                /** @enum {string} */
                readonly environment: "live" | "test";
                readonly expiresAt: string | null;
                readonly ipRules: readonly string[];
                readonly keyId: string;
                readonly merchantId: string;
                readonly name: string;
                readonly prefix: string;
                readonly profile: string;
                readonly scopes: readonly string[];
            };
            readonly revision: number;
            /** @constant */
            readonly type: "ApiKeyCreated";
        } | {
            /** @description Who did it; `keyledger` where the service did */
            readonly actor: string;
            /** Format: date-time */
            readonly at: string;
            readonly data: {
                readonly name: string;
            };
            readonly revision: number;
            /** @constant */
            readonly type: "ApiKeyRenamed";
        } | {
            /** @description Who did it; `keyledger` where the service did */
            readonly actor: string;
            /** Format: date-time */
            readonly at: string;
            readonly data: {
                readonly scopes: readonly string[];
            };
            readonly revision: number;
            /** @constant */
            readonly type: "ApiKeyScopesSet";
        } | {
            /** @description Who did it; `keyledger` where the service did */
            readonly actor: string;
            /** Format: date-time */
            readonly at: string;
            readonly data: {
                readonly ipRules: readonly string[];
            };
            readonly revision: number;
            /** @constant */
            readonly type: "ApiKeyIpRulesSet";
        } | {
            /** @description Who did it; `keyledger` where the service did */
            readonly actor: string;
            /** Format: date-time */
            readonly at: string;
            readonly data: {
                /** Format: date-time */
                readonly expiresAt: string;
            };
            readonly revision: number;
            /** @constant */
            readonly type: "ApiKeyExpirySet";
        } | {
            /** @description Who did it; `keyledger` where the service did */
            readonly actor: string;
            /** Format: date-time */
            readonly at: string;
            readonly data: {
                readonly reason: string | null;
            };
            readonly revision: number;
            /** @constant */
            readonly type: "ApiKeyRevoked";
        } | {
            /** @description Who did it; `keyledger` where the service did */
            readonly actor: string;
            /** Format: date-time */
            readonly at: string;
            readonly data: {
                readonly expiresAt: string | null;
                readonly prefix: string;
                /** Format: date-time */
                readonly previousSecretEndsAt: string;
            };
            readonly revision: number;
            /** @constant */
            readonly type: "ApiKeyRegenerated";
        } | {
            /** @description Who did it; `keyledger` where the service did */
            readonly actor: string;
            /** Format: date-time */
            readonly at: string;
            readonly data: {
                /** Format: date-time */
                readonly expiresAt: string;
            };
            readonly revision: number;
            /** @constant */
            readonly type: "ApiKeyExpiring";
        } | {
            /** @description Who did it; `keyledger` where the service did */
            readonly actor: string;
            /** Format: date-time */
            readonly at: string;
            readonly data: {
                /** Format: date-time */
                readonly expiresAt: string;
            };
            readonly revision: number;
            /** @constant */
            readonly type: "ApiKeyExpired";
        };
        /** @description A page of a list */
        readonly HistoryPage: {
            readonly items: readonly components["schemas"]["HistoryEntry"][];
            /** @description For the next page; `null` on the last */
            readonly nextCursor: string | null;
        };
        /** @description A key, without its secret */
        readonly Key: {
            /** Format: date-time */
            readonly createdAt: string;
            /** @description The actor */
            readonly createdBy: string;
            /** @enum {string} */
            readonly environment: "live" | "test";
            /** @description The exact instant of its end; `null`: it has none */
            readonly expiresAt: string | null;
            readonly id: string;
            /** @description Addresses and CIDR ranges that may use it; none: any may */
            readonly ipRules: readonly string[];
            /** @description Refused requests count too */
            readonly lastUsedAt: string | null;
            readonly name: string;
            /** @description How the secret begins: enough to find the key by, not to use it */
            readonly prefix: string;
            /** @description The product that the key is for; `GET /profiles` lists them */
            readonly profile: string;
            /** @description Refused requests count too */
            readonly requestCount: number;
            /** @description Counts its lifecycle events; its ETag */
            readonly revision: number;
            readonly revokedAt: string | null;
            readonly scopes: readonly string[];
            /**
             * @description As it is effective now
             * @enum {string}
             */
            readonly status: "active" | "revoked" | "expired";
        };
        /** @description A key changed */
        readonly KeyChanged: {
            readonly keyId: string;
            readonly revision: number;
        };
        /** @description A page of a list */
        readonly KeyPage: {
            readonly items: readonly components["schemas"]["Key"][];
            /** @description For the next page; `null` on the last */
            readonly nextCursor: string | null;
        };
        /** @description Nothing: an empty object, or no body at all */
        readonly Nothing: Record<string, never>;
        /** @description A product's kind of key */
        readonly Profile: {
            /**
             * @description Given when a creation names none
             * @default []
             */
            readonly defaultScopes: readonly string[];
            readonly environments: readonly ("live" | "test")[];
            readonly name: string;
            /** @description How the keys of each environment begin */
            readonly prefixes: {
                readonly [key: string]: string;
            };
            /** @default [] */
            readonly presets: readonly {
                readonly name: string;
                readonly scopes: readonly string[];
                /** @default  */
                readonly useCase: string;
            }[];
            /** @default 60 */
            readonly requestsPerMinute: number;
            /**
             * @description What keys of this profile open
             * @default []
             */
            readonly routes: readonly {
                readonly basePath: string;
                readonly endpoints: readonly {
                    /** @enum {string} */
                    readonly method: "GET" | "POST";
                    readonly path: string;
                    readonly scope: string;
                }[];
                /** @enum {string} */
                readonly environment: "live" | "test";
            }[];
            /** @description What each scope permits */
            readonly scopeDescriptions: {
                readonly [key: string]: string;
            };
            /** @description In the order of the catalogue */
            readonly scopes: readonly string[];
        };
        /** @description All profiles, on one page */
        readonly Profiles: {
            readonly items: readonly components["schemas"]["Profile"][];
            readonly nextCursor: null;
        };
        /** @description What was checked, and how it went: `ok`, or what is wrong */
        readonly Readiness: {
            readonly checks: {
                readonly [key: string]: string;
            };
            readonly ready: boolean;
        };
        /** @description For how many seconds the old secret works too (none, unless said; at most 604800), and a new end where it should have one */
        readonly RegenerateKey: {
            readonly expiresAt?: string | null;
            readonly gracePeriodSeconds?: number;
        };
        /** @description Another name */
        readonly RenameKey: {
            readonly name: string;
        };
        /** @description Why, for the history */
        readonly RevokeKey: {
            /** @default null */
            readonly reason?: string | null;
        };
        /** @description What was posted, with an id */
        readonly SandboxItem: {
            readonly id: string;
        } & {
            readonly [key: string]: unknown;
        };
        /** @description What was posted */
        readonly SandboxItems: {
            readonly items: readonly components["schemas"]["SandboxItem"][];
        };
        /** @description Who is signed in */
        readonly Session: {
            readonly actor: string;
            /** @description The caller's address as IP rules see it */
            readonly address: string;
            /** @description For X-CSRF-Token; `null` with a bearer token, which needs none */
            readonly csrfToken: string | null;
            /**
             * Format: date-time
             * @description When the token ends, or the session unless it is used
             */
            readonly expiresAt: string;
            readonly merchantId: string;
            /** @enum {string} */
            readonly role: "admin" | "viewer" | "auditor";
        };
        /** @description A nearer end: a date (its first instant, UTC) or a timestamp */
        readonly SetExpiry: {
            readonly expiresAt: string;
        };
        /** @description The addresses and CIDR ranges that may use the key; an empty list lets any */
        readonly SetIpRules: {
            readonly ipRules: readonly string[];
        };
        /** @description Some of the scopes that the key has */
        readonly SetScopes: {
            readonly scopes: readonly string[];
        };
        /** @description Nobody is signed in */
        readonly SignedOut: {
            /** @constant */
            readonly error: "UNAUTHORIZED";
            readonly message: string;
            /**
             * @description How one can sign in
             * @enum {string}
             */
            readonly signIn: "oidc" | "local" | "none";
        };
        /** @description The session has ended */
        readonly SignOut: {
            /** @description Where to end the identity provider's session too */
            readonly redirectTo: string;
        };
        /** @description The command was recorded and takes effect soon, but that was not proven in time. Do not repeat it; a new secret comes with this answer only */
        readonly UnprovenKey: {
            /** @constant */
            readonly error: "SERVICE_UNAVAILABLE";
            /** @description The key that it was recorded for */
            readonly id: string;
            /** @description The secret. It is shown this once and kept nowhere */
            readonly key?: string;
            readonly message: string;
        };
        /** @description The command was recorded and takes effect soon, but that was not proven in time. Do not repeat it; a new secret comes with this answer only */
        readonly UnprovenWebhookEndpoint: {
            /** @constant */
            readonly error: "SERVICE_UNAVAILABLE";
            /** @description The webhook endpoint that it was recorded for */
            readonly id: string;
            readonly message: string;
            /** @description Signs what is sent (Standard Webhooks). It is shown this once */
            readonly secret?: string;
        };
        /** @description How much a key is used */
        readonly Usage: {
            /** @description Of the range, whole and without gaps */
            readonly buckets: readonly {
                readonly allowed: number;
                readonly denied: number;
                /** Format: date-time */
                readonly start: string;
            }[];
            /** @description Since the key was made */
            readonly deniedCount: number;
            readonly lastUsedAt: string | null;
            /** @description Since the key was made */
            readonly requestCount: number;
        };
        /** @description Whether the key may do that, and why not */
        readonly Verdict: {
            /** @enum {string} */
            readonly environment: "live" | "test";
            /** @description Of the secret that was asked about, where that ends before its key */
            readonly expiresAt: string | null;
            readonly keyId: string;
            readonly merchantId: string;
            readonly name: string;
            readonly scopes: readonly string[];
            /** @constant */
            readonly valid: true;
        } | {
            /** @enum {string} */
            readonly code: "KEY_NOT_FOUND" | "KEY_REVOKED" | "KEY_EXPIRED" | "WRONG_ENVIRONMENT" | "IP_NOT_ALLOWED" | "RATE_LIMIT_EXCEEDED" | "INSUFFICIENT_SCOPE";
            /** @constant */
            readonly valid: false;
        };
        /** @description A key, and what it should be good for */
        readonly VerifyKey: {
            /** @enum {string} */
            readonly environment?: "live" | "test";
            readonly ip?: string;
            readonly key: string;
            readonly scopes?: readonly string[];
        };
        /** @description Where a merchant is told of its keys' lifecycle */
        readonly WebhookEndpoint: {
            /** Format: date-time */
            readonly createdAt: string;
            /** @description The actor */
            readonly createdBy: string;
            readonly description: string | null;
            /** @description Why the service disabled it; `null` where a person did */
            readonly disabledReason: string | null;
            readonly events: readonly string[];
            readonly id: string;
            /** @description Counts its events; its ETag */
            readonly revision: number;
            /** @enum {string} */
            readonly status: "enabled" | "disabled";
            readonly url: string;
        };
        /** @description A webhook endpoint changed */
        readonly WebhookEndpointChanged: {
            readonly endpointId: string;
        };
        /** @description A page of a list */
        readonly WebhookEndpointPage: {
            readonly items: readonly components["schemas"]["WebhookEndpoint"][];
            /** @description For the next page; `null` on the last */
            readonly nextCursor: string | null;
        };
        /** @description A webhook endpoint with its new signing secret */
        readonly WebhookEndpointWithSecret: {
            /** Format: date-time */
            readonly createdAt: string;
            /** @description The actor */
            readonly createdBy: string;
            readonly description: string | null;
            /** @description Why the service disabled it; `null` where a person did */
            readonly disabledReason: string | null;
            readonly events: readonly string[];
            readonly id: string;
            /** @description Counts its events; its ETag */
            readonly revision: number;
            /** @description Signs what is sent (Standard Webhooks). It is shown this once */
            readonly secret: string;
            /** @enum {string} */
            readonly status: "enabled" | "disabled";
            readonly url: string;
        };
    };
    responses: {
        /** @description The path or a header cannot be read */
        readonly BadRequest: {
            headers: {
                readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                readonly [name: string]: unknown;
            };
            content: {
                readonly "application/json": components["schemas"]["Error"] & {
                    /** @enum {unknown} */
                    readonly error: "BAD_REQUEST";
                };
            };
        };
        /** @description Another change came first, again and again. Nothing was written */
        readonly Conflict: {
            headers: {
                readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                readonly [name: string]: unknown;
            };
            content: {
                readonly "application/json": components["schemas"]["Error"] & {
                    /** @enum {unknown} */
                    readonly error: "CONFLICT";
                };
            };
        };
        /** @description A session came without its X-CSRF-Token, or from another site */
        readonly Csrf: {
            headers: {
                readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                readonly [name: string]: unknown;
            };
            content: {
                readonly "application/json": components["schemas"]["Error"] & {
                    /** @enum {unknown} */
                    readonly error: "CSRF";
                };
            };
        };
        /** @description The webhook endpoint is disabled */
        readonly EndpointDisabled: {
            headers: {
                readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                readonly [name: string]: unknown;
            };
            content: {
                readonly "application/json": components["schemas"]["Error"] & {
                    /** @enum {unknown} */
                    readonly error: "ENDPOINT_DISABLED";
                };
            };
        };
        /** @description The key's end would move away */
        readonly ExpiryExtension: {
            headers: {
                readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                readonly [name: string]: unknown;
            };
            content: {
                readonly "application/json": components["schemas"]["Error"] & {
                    /** @enum {unknown} */
                    readonly error: "EXPIRY_EXTENSION";
                };
            };
        };
        /** @description A browser or a program looks ahead: the link stays good */
        readonly FetchedAhead: {
            headers: {
                readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                readonly [name: string]: unknown;
            };
            content: {
                readonly "application/json": components["schemas"]["Error"] & {
                    /** @enum {unknown} */
                    readonly error: "FORBIDDEN";
                };
            };
        };
        /** @description The role does not reach so far */
        readonly Forbidden: {
            headers: {
                readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                readonly [name: string]: unknown;
            };
            content: {
                readonly "application/json": components["schemas"]["Error"] & {
                    /** @enum {unknown} */
                    readonly error: "FORBIDDEN";
                };
            };
        };
        /** @description The Idempotency-Key came before, with another body */
        readonly IdempotencyKeyReused: {
            headers: {
                readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                readonly [name: string]: unknown;
            };
            content: {
                readonly "application/json": components["schemas"]["Error"] & {
                    /** @enum {unknown} */
                    readonly error: "IDEMPOTENCY_KEY_REUSED";
                };
            };
        };
        /** @description A defect. The log has it under the request id */
        readonly InternalError: {
            headers: {
                readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                readonly [name: string]: unknown;
            };
            content: {
                readonly "application/json": components["schemas"]["Error"] & {
                    /** @enum {unknown} */
                    readonly error: "INTERNAL_ERROR";
                };
            };
        };
        /** @description A field is wrong; `details` names each */
        readonly InvalidBody: {
            headers: {
                readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                readonly [name: string]: unknown;
            };
            content: {
                readonly "application/json": components["schemas"]["Error"] & {
                    /** @enum {unknown} */
                    readonly error: "INVALID_INPUT";
                };
            };
        };
        /** @description The body cannot be accepted */
        readonly InvalidJson: {
            headers: {
                readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                readonly [name: string]: unknown;
            };
            content: {
                readonly "application/json": components["schemas"]["Error"] & {
                    /** @enum {unknown} */
                    readonly error: "INVALID_INPUT";
                };
            };
        };
        /** @description A parameter is wrong; `details` names each */
        readonly InvalidQuery: {
            headers: {
                readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                readonly [name: string]: unknown;
            };
            content: {
                readonly "application/json": components["schemas"]["Error"] & {
                    /** @enum {unknown} */
                    readonly error: "INVALID_INPUT";
                };
            };
        };
        /** @description The key has expired */
        readonly KeyExpired: {
            headers: {
                readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                readonly [name: string]: unknown;
            };
            content: {
                readonly "application/json": components["schemas"]["Error"] & {
                    /** @enum {unknown} */
                    readonly error: "KEY_EXPIRED";
                };
            };
        };
        /** @description The key is revoked */
        readonly KeyRevoked: {
            headers: {
                readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                readonly [name: string]: unknown;
            };
            content: {
                readonly "application/json": components["schemas"]["Error"] & {
                    /** @enum {unknown} */
                    readonly error: "KEY_REVOKED";
                };
            };
        };
        /** @description The body is no JSON object */
        readonly MalformedJson: {
            headers: {
                readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                readonly [name: string]: unknown;
            };
            content: {
                readonly "application/json": components["schemas"]["Error"] & {
                    /** @enum {unknown} */
                    readonly error: "MALFORMED_JSON";
                };
            };
        };
        /** @description The webhook endpoint has no such delivery */
        readonly NoSuchDelivery: {
            headers: {
                readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                readonly [name: string]: unknown;
            };
            content: {
                readonly "application/json": components["schemas"]["Error"] & {
                    /** @enum {unknown} */
                    readonly error: "NOT_FOUND";
                };
            };
        };
        /** @description The merchant has no such webhook endpoint */
        readonly NoSuchEndpoint: {
            headers: {
                readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                readonly [name: string]: unknown;
            };
            content: {
                readonly "application/json": components["schemas"]["Error"] & {
                    /** @enum {unknown} */
                    readonly error: "NOT_FOUND";
                };
            };
        };
        /** @description The merchant has no such key */
        readonly NoSuchKey: {
            headers: {
                readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                readonly [name: string]: unknown;
            };
            content: {
                readonly "application/json": components["schemas"]["Error"] & {
                    /** @enum {unknown} */
                    readonly error: "NOT_FOUND";
                };
            };
        };
        /** @description The body is larger than 64 KiB */
        readonly PayloadTooLarge: {
            headers: {
                readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                readonly [name: string]: unknown;
            };
            content: {
                readonly "application/json": components["schemas"]["Error"] & {
                    /** @enum {unknown} */
                    readonly error: "PAYLOAD_TOO_LARGE";
                };
            };
        };
        /** @description It is at another revision than If-Match names */
        readonly RevisionMismatch: {
            headers: {
                readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                readonly [name: string]: unknown;
            };
            content: {
                readonly "application/json": components["schemas"]["Error"] & {
                    /** @enum {unknown} */
                    readonly error: "REVISION_MISMATCH";
                };
            };
        };
        /** @description The key would gain a scope */
        readonly ScopeEscalation: {
            headers: {
                readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                readonly [name: string]: unknown;
            };
            content: {
                readonly "application/json": components["schemas"]["Error"] & {
                    /** @enum {unknown} */
                    readonly error: "SCOPE_ESCALATION";
                };
            };
        };
        /** @description The merchant has as many as are possible */
        readonly TooManyEndpoints: {
            headers: {
                readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                readonly [name: string]: unknown;
            };
            content: {
                readonly "application/json": components["schemas"]["Error"] & {
                    /** @enum {unknown} */
                    readonly error: "TOO_MANY_ENDPOINTS";
                };
            };
        };
        /** @description Too many deliveries wait already */
        readonly TooManyPending: {
            headers: {
                readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                readonly [name: string]: unknown;
            };
            content: {
                readonly "application/json": components["schemas"]["Error"] & {
                    /** @enum {unknown} */
                    readonly error: "TOO_MANY_PENDING";
                };
            };
        };
        /** @description The merchant has as many streams open as are possible */
        readonly TooManyStreams: {
            headers: {
                readonly "Retry-After": components["headers"]["Retry-After"];
                readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                readonly [name: string]: unknown;
            };
            content: {
                readonly "application/json": components["schemas"]["Error"] & {
                    /** @enum {unknown} */
                    readonly error: "TOO_MANY_STREAMS";
                };
            };
        };
        /** @description No valid token came, and no session */
        readonly Unauthorized: {
            headers: {
                readonly "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                readonly [name: string]: unknown;
            };
            content: {
                readonly "application/json": components["schemas"]["Error"] & {
                    /** @enum {unknown} */
                    readonly error: "UNAUTHORIZED";
                };
            };
        };
        /** @description It cannot be decided or found now. Nothing is known to have been done */
        readonly Unavailable: {
            headers: {
                readonly "Retry-After": components["headers"]["Retry-After"];
                readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                readonly [name: string]: unknown;
            };
            content: {
                readonly "application/json": components["schemas"]["Error"] & {
                    /** @enum {unknown} */
                    readonly error: "SERVICE_UNAVAILABLE";
                };
            };
        };
        /** @description The body is not JSON */
        readonly UnsupportedMediaType: {
            headers: {
                readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                readonly [name: string]: unknown;
            };
            content: {
                readonly "application/json": components["schemas"]["Error"] & {
                    /** @enum {unknown} */
                    readonly error: "UNSUPPORTED_MEDIA_TYPE";
                };
            };
        };
    };
    parameters: never;
    requestBodies: never;
    headers: {
        /** @description The methods that the path takes */
        readonly Allow: string;
        /** @description What to call the file */
        readonly "Content-Disposition": string;
        /** @description The revision, for If-Match */
        readonly ETag: string;
        /** @description Where to go, or where what was made is */
        readonly Location: string;
        /** @description `r` requests are left; more are in `t` seconds */
        readonly RateLimit: string;
        /** @description The quota of the key: `q` requests in `w` seconds */
        readonly "RateLimit-Policy": string;
        /** @description Seconds to wait */
        readonly "Retry-After": string;
        /** @description The portal's session */
        readonly "Set-Cookie": string;
        /** @description What to authenticate with (RFC 6750 §3) */
        readonly "WWW-Authenticate": string;
        /** @description Names the request in our logs and the audit; the one that the request brought, where it is a sane one */
        readonly "X-Request-Id": string;
    };
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    readonly listAudit: {
        readonly parameters: {
            readonly query?: {
                /** @description The `nextCursor` of the page before */
                readonly cursor?: string;
                readonly from?: string;
                /** @description One address, exactly */
                readonly ip?: string;
                readonly keyId?: string;
                readonly limit?: number;
                readonly outcome?: "ALLOWED" | "KEY_NOT_FOUND" | "KEY_REVOKED" | "KEY_EXPIRED" | "WRONG_ENVIRONMENT" | "IP_NOT_ALLOWED" | "RATE_LIMIT_EXCEEDED" | "INSUFFICIENT_SCOPE" | "SERVICE_UNAVAILABLE";
                readonly to?: string;
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description A page of entries */
            readonly 200: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["AuditPage"];
                };
            };
            readonly 401: components["responses"]["Unauthorized"];
            readonly 422: components["responses"]["InvalidQuery"];
            readonly 500: components["responses"]["InternalError"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly exportAudit: {
        readonly parameters: {
            readonly query: {
                readonly format: "csv" | "ndjson";
                readonly from?: string;
                /** @description One address, exactly */
                readonly ip?: string;
                readonly keyId?: string;
                readonly outcome?: "ALLOWED" | "KEY_NOT_FOUND" | "KEY_REVOKED" | "KEY_EXPIRED" | "WRONG_ENVIRONMENT" | "IP_NOT_ALLOWED" | "RATE_LIMIT_EXCEEDED" | "INSUFFICIENT_SCOPE" | "SERVICE_UNAVAILABLE";
                readonly to?: string;
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The entries as a file */
            readonly 200: {
                headers: {
                    readonly "Content-Disposition": components["headers"]["Content-Disposition"];
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/x-ndjson": string;
                    readonly "text/csv": string;
                };
            };
            readonly 401: components["responses"]["Unauthorized"];
            readonly 422: components["responses"]["InvalidQuery"];
            readonly 500: components["responses"]["InternalError"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly watchAudit: {
        readonly parameters: {
            readonly query?: {
                /** @description One address, exactly */
                readonly ip?: string;
                readonly keyId?: string;
                readonly outcome?: "ALLOWED" | "KEY_NOT_FOUND" | "KEY_REVOKED" | "KEY_EXPIRED" | "WRONG_ENVIRONMENT" | "IP_NOT_ALLOWED" | "RATE_LIMIT_EXCEEDED" | "INSUFFICIENT_SCOPE" | "SERVICE_UNAVAILABLE";
            };
            readonly header?: {
                /** @description Resumes a stream behind the event with this id. Browsers send it by themselves */
                readonly "Last-Event-ID"?: string;
            };
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The stream */
            readonly 200: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "text/event-stream": string;
                };
            };
            readonly 401: components["responses"]["Unauthorized"];
            readonly 422: components["responses"]["InvalidQuery"];
            readonly 429: components["responses"]["TooManyStreams"];
            readonly 500: components["responses"]["InternalError"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly watchChanges: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /** @description Resumes a stream behind the event with this id. Browsers send it by themselves */
                readonly "Last-Event-ID"?: string;
            };
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The stream */
            readonly 200: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "text/event-stream": string;
                };
            };
            readonly 401: components["responses"]["Unauthorized"];
            readonly 429: components["responses"]["TooManyStreams"];
            readonly 500: components["responses"]["InternalError"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly listKeys: {
        readonly parameters: {
            readonly query?: {
                /** @description The `nextCursor` of the page before */
                readonly cursor?: string;
                readonly environment?: "live" | "test";
                readonly limit?: number;
                readonly profile?: string;
                /** @description A part of the name, in any case */
                readonly q?: string;
                readonly status?: "active" | "revoked" | "expired";
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description A page of keys */
            readonly 200: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["KeyPage"];
                };
            };
            readonly 401: components["responses"]["Unauthorized"];
            readonly 422: components["responses"]["InvalidQuery"];
            readonly 500: components["responses"]["InternalError"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly createKey: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /** @description Makes a repeated request safe: with the same body it finds what the first one made, with another it is 422 */
                readonly "Idempotency-Key"?: string;
            };
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["CreateKey"];
            };
        };
        readonly responses: {
            /** @description The key that this Idempotency-Key made */
            readonly 200: {
                headers: {
                    readonly ETag: components["headers"]["ETag"];
                    readonly Location: components["headers"]["Location"];
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Key"];
                };
            };
            /** @description The key with its secret */
            readonly 201: {
                headers: {
                    readonly ETag: components["headers"]["ETag"];
                    readonly Location: components["headers"]["Location"];
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["CreatedKey"];
                };
            };
            readonly 400: components["responses"]["MalformedJson"];
            readonly 401: components["responses"]["Unauthorized"];
            /** @description The role does not reach so far. A session came without its X-CSRF-Token, or from another site */
            readonly 403: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Error"] & {
                        /** @enum {unknown} */
                        readonly error: "FORBIDDEN" | "CSRF";
                    };
                };
            };
            readonly 409: components["responses"]["Conflict"];
            readonly 413: components["responses"]["PayloadTooLarge"];
            readonly 415: components["responses"]["UnsupportedMediaType"];
            /** @description A field is wrong; `details` names each. The Idempotency-Key came before, with another body */
            readonly 422: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Error"] & {
                        /** @enum {unknown} */
                        readonly error: "INVALID_INPUT" | "IDEMPOTENCY_KEY_REUSED";
                    };
                };
            };
            readonly 500: components["responses"]["InternalError"];
            /** @description It cannot be decided or found now. Nothing is known to have been done */
            readonly 503: {
                headers: {
                    readonly "Retry-After": components["headers"]["Retry-After"];
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": (components["schemas"]["Error"] & {
                        /** @enum {unknown} */
                        readonly error: "SERVICE_UNAVAILABLE";
                    }) | components["schemas"]["UnprovenKey"];
                };
            };
        };
    };
    readonly showKey: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description The id of a key */
                readonly keyId: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The key */
            readonly 200: {
                headers: {
                    readonly ETag: components["headers"]["ETag"];
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Key"];
                };
            };
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthorized"];
            readonly 404: components["responses"]["NoSuchKey"];
            readonly 500: components["responses"]["InternalError"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly listKeyCallers: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description The id of a key */
                readonly keyId: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Who used it */
            readonly 200: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Callers"];
                };
            };
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthorized"];
            readonly 404: components["responses"]["NoSuchKey"];
            readonly 500: components["responses"]["InternalError"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly setKeyExpiry: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /** @description The ETag that the change is meant for. At another revision nothing is changed: 412 */
                readonly "If-Match"?: string;
            };
            readonly path: {
                /** @description The id of a key */
                readonly keyId: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["SetExpiry"];
            };
        };
        readonly responses: {
            /** @description The key */
            readonly 200: {
                headers: {
                    readonly ETag: components["headers"]["ETag"];
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Key"];
                };
            };
            /** @description The path or a header cannot be read. The body is no JSON object */
            readonly 400: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Error"] & {
                        /** @enum {unknown} */
                        readonly error: "BAD_REQUEST" | "MALFORMED_JSON";
                    };
                };
            };
            readonly 401: components["responses"]["Unauthorized"];
            /** @description The role does not reach so far. A session came without its X-CSRF-Token, or from another site. The key's end would move away */
            readonly 403: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Error"] & {
                        /** @enum {unknown} */
                        readonly error: "FORBIDDEN" | "CSRF" | "EXPIRY_EXTENSION";
                    };
                };
            };
            readonly 404: components["responses"]["NoSuchKey"];
            /** @description Another change came first, again and again. Nothing was written. The key is revoked. The key has expired */
            readonly 409: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Error"] & {
                        /** @enum {unknown} */
                        readonly error: "CONFLICT" | "KEY_REVOKED" | "KEY_EXPIRED";
                    };
                };
            };
            readonly 412: components["responses"]["RevisionMismatch"];
            readonly 413: components["responses"]["PayloadTooLarge"];
            readonly 415: components["responses"]["UnsupportedMediaType"];
            readonly 422: components["responses"]["InvalidBody"];
            readonly 500: components["responses"]["InternalError"];
            /** @description It cannot be decided or found now. Nothing is known to have been done */
            readonly 503: {
                headers: {
                    readonly "Retry-After": components["headers"]["Retry-After"];
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": (components["schemas"]["Error"] & {
                        /** @enum {unknown} */
                        readonly error: "SERVICE_UNAVAILABLE";
                    }) | components["schemas"]["UnprovenKey"];
                };
            };
        };
    };
    readonly listKeyHistory: {
        readonly parameters: {
            readonly query?: {
                /** @description The `nextCursor` of the page before */
                readonly cursor?: string;
                readonly limit?: number;
            };
            readonly header?: never;
            readonly path: {
                /** @description The id of a key */
                readonly keyId: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description A page of events */
            readonly 200: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["HistoryPage"];
                };
            };
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthorized"];
            readonly 404: components["responses"]["NoSuchKey"];
            readonly 422: components["responses"]["InvalidQuery"];
            readonly 500: components["responses"]["InternalError"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly setKeyIpRules: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /** @description The ETag that the change is meant for. At another revision nothing is changed: 412 */
                readonly "If-Match"?: string;
            };
            readonly path: {
                /** @description The id of a key */
                readonly keyId: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["SetIpRules"];
            };
        };
        readonly responses: {
            /** @description The key */
            readonly 200: {
                headers: {
                    readonly ETag: components["headers"]["ETag"];
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Key"];
                };
            };
            /** @description The path or a header cannot be read. The body is no JSON object */
            readonly 400: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Error"] & {
                        /** @enum {unknown} */
                        readonly error: "BAD_REQUEST" | "MALFORMED_JSON";
                    };
                };
            };
            readonly 401: components["responses"]["Unauthorized"];
            /** @description The role does not reach so far. A session came without its X-CSRF-Token, or from another site */
            readonly 403: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Error"] & {
                        /** @enum {unknown} */
                        readonly error: "FORBIDDEN" | "CSRF";
                    };
                };
            };
            readonly 404: components["responses"]["NoSuchKey"];
            /** @description Another change came first, again and again. Nothing was written. The key is revoked. The key has expired */
            readonly 409: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Error"] & {
                        /** @enum {unknown} */
                        readonly error: "CONFLICT" | "KEY_REVOKED" | "KEY_EXPIRED";
                    };
                };
            };
            readonly 412: components["responses"]["RevisionMismatch"];
            readonly 413: components["responses"]["PayloadTooLarge"];
            readonly 415: components["responses"]["UnsupportedMediaType"];
            readonly 422: components["responses"]["InvalidBody"];
            readonly 500: components["responses"]["InternalError"];
            /** @description It cannot be decided or found now. Nothing is known to have been done */
            readonly 503: {
                headers: {
                    readonly "Retry-After": components["headers"]["Retry-After"];
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": (components["schemas"]["Error"] & {
                        /** @enum {unknown} */
                        readonly error: "SERVICE_UNAVAILABLE";
                    }) | components["schemas"]["UnprovenKey"];
                };
            };
        };
    };
    readonly renameKey: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /** @description The ETag that the change is meant for. At another revision nothing is changed: 412 */
                readonly "If-Match"?: string;
            };
            readonly path: {
                /** @description The id of a key */
                readonly keyId: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["RenameKey"];
            };
        };
        readonly responses: {
            /** @description The key */
            readonly 200: {
                headers: {
                    readonly ETag: components["headers"]["ETag"];
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Key"];
                };
            };
            /** @description The path or a header cannot be read. The body is no JSON object */
            readonly 400: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Error"] & {
                        /** @enum {unknown} */
                        readonly error: "BAD_REQUEST" | "MALFORMED_JSON";
                    };
                };
            };
            readonly 401: components["responses"]["Unauthorized"];
            /** @description The role does not reach so far. A session came without its X-CSRF-Token, or from another site */
            readonly 403: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Error"] & {
                        /** @enum {unknown} */
                        readonly error: "FORBIDDEN" | "CSRF";
                    };
                };
            };
            readonly 404: components["responses"]["NoSuchKey"];
            /** @description Another change came first, again and again. Nothing was written. The key is revoked. The key has expired */
            readonly 409: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Error"] & {
                        /** @enum {unknown} */
                        readonly error: "CONFLICT" | "KEY_REVOKED" | "KEY_EXPIRED";
                    };
                };
            };
            readonly 412: components["responses"]["RevisionMismatch"];
            readonly 413: components["responses"]["PayloadTooLarge"];
            readonly 415: components["responses"]["UnsupportedMediaType"];
            readonly 422: components["responses"]["InvalidBody"];
            readonly 500: components["responses"]["InternalError"];
            /** @description It cannot be decided or found now. Nothing is known to have been done */
            readonly 503: {
                headers: {
                    readonly "Retry-After": components["headers"]["Retry-After"];
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": (components["schemas"]["Error"] & {
                        /** @enum {unknown} */
                        readonly error: "SERVICE_UNAVAILABLE";
                    }) | components["schemas"]["UnprovenKey"];
                };
            };
        };
    };
    readonly regenerateKey: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /** @description The ETag that the change is meant for. At another revision nothing is changed: 412 */
                readonly "If-Match"?: string;
            };
            readonly path: {
                /** @description The id of a key */
                readonly keyId: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: {
            readonly content: {
                readonly "application/json": components["schemas"]["RegenerateKey"];
            };
        };
        readonly responses: {
            /** @description The key with its new secret */
            readonly 200: {
                headers: {
                    readonly ETag: components["headers"]["ETag"];
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["CreatedKey"];
                };
            };
            /** @description The path or a header cannot be read. The body is no JSON object */
            readonly 400: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Error"] & {
                        /** @enum {unknown} */
                        readonly error: "BAD_REQUEST" | "MALFORMED_JSON";
                    };
                };
            };
            readonly 401: components["responses"]["Unauthorized"];
            /** @description The role does not reach so far. A session came without its X-CSRF-Token, or from another site */
            readonly 403: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Error"] & {
                        /** @enum {unknown} */
                        readonly error: "FORBIDDEN" | "CSRF";
                    };
                };
            };
            readonly 404: components["responses"]["NoSuchKey"];
            /** @description Another change came first, again and again. Nothing was written. The key is revoked. The key has expired */
            readonly 409: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Error"] & {
                        /** @enum {unknown} */
                        readonly error: "CONFLICT" | "KEY_REVOKED" | "KEY_EXPIRED";
                    };
                };
            };
            readonly 412: components["responses"]["RevisionMismatch"];
            readonly 413: components["responses"]["PayloadTooLarge"];
            readonly 415: components["responses"]["UnsupportedMediaType"];
            readonly 422: components["responses"]["InvalidBody"];
            readonly 500: components["responses"]["InternalError"];
            /** @description It cannot be decided or found now. Nothing is known to have been done */
            readonly 503: {
                headers: {
                    readonly "Retry-After": components["headers"]["Retry-After"];
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": (components["schemas"]["Error"] & {
                        /** @enum {unknown} */
                        readonly error: "SERVICE_UNAVAILABLE";
                    }) | components["schemas"]["UnprovenKey"];
                };
            };
        };
    };
    readonly revokeKey: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /** @description The ETag that the change is meant for. At another revision nothing is changed: 412 */
                readonly "If-Match"?: string;
            };
            readonly path: {
                /** @description The id of a key */
                readonly keyId: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: {
            readonly content: {
                readonly "application/json": components["schemas"]["RevokeKey"];
            };
        };
        readonly responses: {
            /** @description The key */
            readonly 200: {
                headers: {
                    readonly ETag: components["headers"]["ETag"];
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Key"];
                };
            };
            /** @description The path or a header cannot be read. The body is no JSON object */
            readonly 400: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Error"] & {
                        /** @enum {unknown} */
                        readonly error: "BAD_REQUEST" | "MALFORMED_JSON";
                    };
                };
            };
            readonly 401: components["responses"]["Unauthorized"];
            /** @description The role does not reach so far. A session came without its X-CSRF-Token, or from another site */
            readonly 403: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Error"] & {
                        /** @enum {unknown} */
                        readonly error: "FORBIDDEN" | "CSRF";
                    };
                };
            };
            readonly 404: components["responses"]["NoSuchKey"];
            readonly 409: components["responses"]["Conflict"];
            readonly 412: components["responses"]["RevisionMismatch"];
            readonly 413: components["responses"]["PayloadTooLarge"];
            readonly 415: components["responses"]["UnsupportedMediaType"];
            readonly 422: components["responses"]["InvalidBody"];
            readonly 500: components["responses"]["InternalError"];
            /** @description It cannot be decided or found now. Nothing is known to have been done */
            readonly 503: {
                headers: {
                    readonly "Retry-After": components["headers"]["Retry-After"];
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": (components["schemas"]["Error"] & {
                        /** @enum {unknown} */
                        readonly error: "SERVICE_UNAVAILABLE";
                    }) | components["schemas"]["UnprovenKey"];
                };
            };
        };
    };
    readonly setKeyScopes: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /** @description The ETag that the change is meant for. At another revision nothing is changed: 412 */
                readonly "If-Match"?: string;
            };
            readonly path: {
                /** @description The id of a key */
                readonly keyId: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["SetScopes"];
            };
        };
        readonly responses: {
            /** @description The key */
            readonly 200: {
                headers: {
                    readonly ETag: components["headers"]["ETag"];
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Key"];
                };
            };
            /** @description The path or a header cannot be read. The body is no JSON object */
            readonly 400: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Error"] & {
                        /** @enum {unknown} */
                        readonly error: "BAD_REQUEST" | "MALFORMED_JSON";
                    };
                };
            };
            readonly 401: components["responses"]["Unauthorized"];
            /** @description The role does not reach so far. A session came without its X-CSRF-Token, or from another site. The key would gain a scope */
            readonly 403: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Error"] & {
                        /** @enum {unknown} */
                        readonly error: "FORBIDDEN" | "CSRF" | "SCOPE_ESCALATION";
                    };
                };
            };
            readonly 404: components["responses"]["NoSuchKey"];
            /** @description Another change came first, again and again. Nothing was written. The key is revoked. The key has expired */
            readonly 409: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Error"] & {
                        /** @enum {unknown} */
                        readonly error: "CONFLICT" | "KEY_REVOKED" | "KEY_EXPIRED";
                    };
                };
            };
            readonly 412: components["responses"]["RevisionMismatch"];
            readonly 413: components["responses"]["PayloadTooLarge"];
            readonly 415: components["responses"]["UnsupportedMediaType"];
            readonly 422: components["responses"]["InvalidBody"];
            readonly 500: components["responses"]["InternalError"];
            /** @description It cannot be decided or found now. Nothing is known to have been done */
            readonly 503: {
                headers: {
                    readonly "Retry-After": components["headers"]["Retry-After"];
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": (components["schemas"]["Error"] & {
                        /** @enum {unknown} */
                        readonly error: "SERVICE_UNAVAILABLE";
                    }) | components["schemas"]["UnprovenKey"];
                };
            };
        };
    };
    readonly showKeyUsage: {
        readonly parameters: {
            readonly query?: {
                readonly from?: string;
                readonly interval?: "hour" | "day";
                readonly to?: string;
            };
            readonly header?: never;
            readonly path: {
                /** @description The id of a key */
                readonly keyId: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Its totals and its buckets */
            readonly 200: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Usage"];
                };
            };
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthorized"];
            readonly 404: components["responses"]["NoSuchKey"];
            readonly 422: components["responses"]["InvalidQuery"];
            readonly 500: components["responses"]["InternalError"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly listProfiles: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description All of them */
            readonly 200: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Profiles"];
                };
            };
            readonly 401: components["responses"]["Unauthorized"];
            readonly 500: components["responses"]["InternalError"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly showSession: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Actor, merchant and role */
            readonly 200: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Session"];
                };
            };
            /** @description Nobody is: the body says how one can sign in */
            readonly 401: {
                headers: {
                    readonly "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["SignedOut"];
                };
            };
            readonly 500: components["responses"]["InternalError"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly verifyKey: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["VerifyKey"];
            };
        };
        readonly responses: {
            /** @description The verdict */
            readonly 200: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Verdict"];
                };
            };
            readonly 400: components["responses"]["MalformedJson"];
            readonly 401: components["responses"]["Unauthorized"];
            readonly 403: components["responses"]["Csrf"];
            readonly 413: components["responses"]["PayloadTooLarge"];
            readonly 415: components["responses"]["UnsupportedMediaType"];
            readonly 422: components["responses"]["InvalidBody"];
            readonly 500: components["responses"]["InternalError"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly listWebhookEndpoints: {
        readonly parameters: {
            readonly query?: {
                /** @description The `nextCursor` of the page before */
                readonly cursor?: string;
                readonly limit?: number;
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description A page of webhook endpoints */
            readonly 200: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["WebhookEndpointPage"];
                };
            };
            readonly 401: components["responses"]["Unauthorized"];
            readonly 422: components["responses"]["InvalidQuery"];
            readonly 500: components["responses"]["InternalError"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly createWebhookEndpoint: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["CreateWebhookEndpoint"];
            };
        };
        readonly responses: {
            /** @description The webhook endpoint with its new secret */
            readonly 201: {
                headers: {
                    readonly ETag: components["headers"]["ETag"];
                    readonly Location: components["headers"]["Location"];
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["WebhookEndpointWithSecret"];
                };
            };
            readonly 400: components["responses"]["MalformedJson"];
            readonly 401: components["responses"]["Unauthorized"];
            /** @description The role does not reach so far. A session came without its X-CSRF-Token, or from another site */
            readonly 403: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Error"] & {
                        /** @enum {unknown} */
                        readonly error: "FORBIDDEN" | "CSRF";
                    };
                };
            };
            /** @description The merchant has as many as are possible. Another change came first, again and again. Nothing was written */
            readonly 409: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Error"] & {
                        /** @enum {unknown} */
                        readonly error: "TOO_MANY_ENDPOINTS" | "CONFLICT";
                    };
                };
            };
            readonly 413: components["responses"]["PayloadTooLarge"];
            readonly 415: components["responses"]["UnsupportedMediaType"];
            readonly 422: components["responses"]["InvalidBody"];
            readonly 500: components["responses"]["InternalError"];
            /** @description It cannot be decided or found now. Nothing is known to have been done */
            readonly 503: {
                headers: {
                    readonly "Retry-After": components["headers"]["Retry-After"];
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": (components["schemas"]["Error"] & {
                        /** @enum {unknown} */
                        readonly error: "SERVICE_UNAVAILABLE";
                    }) | components["schemas"]["UnprovenWebhookEndpoint"];
                };
            };
        };
    };
    readonly showWebhookEndpoint: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description The id of a webhook endpoint */
                readonly endpointId: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The webhook endpoint */
            readonly 200: {
                headers: {
                    readonly ETag: components["headers"]["ETag"];
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["WebhookEndpoint"];
                };
            };
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthorized"];
            readonly 404: components["responses"]["NoSuchEndpoint"];
            readonly 500: components["responses"]["InternalError"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly deleteWebhookEndpoint: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /** @description The ETag that the change is meant for. At another revision nothing is changed: 412 */
                readonly "If-Match"?: string;
            };
            readonly path: {
                /** @description The id of a webhook endpoint */
                readonly endpointId: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: {
            readonly content: {
                readonly "application/json": components["schemas"]["Nothing"];
            };
        };
        readonly responses: {
            /** @description It is deleted */
            readonly 204: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The path or a header cannot be read. The body is no JSON object */
            readonly 400: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Error"] & {
                        /** @enum {unknown} */
                        readonly error: "BAD_REQUEST" | "MALFORMED_JSON";
                    };
                };
            };
            readonly 401: components["responses"]["Unauthorized"];
            /** @description The role does not reach so far. A session came without its X-CSRF-Token, or from another site */
            readonly 403: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Error"] & {
                        /** @enum {unknown} */
                        readonly error: "FORBIDDEN" | "CSRF";
                    };
                };
            };
            readonly 404: components["responses"]["NoSuchEndpoint"];
            readonly 409: components["responses"]["Conflict"];
            readonly 412: components["responses"]["RevisionMismatch"];
            readonly 413: components["responses"]["PayloadTooLarge"];
            readonly 415: components["responses"]["UnsupportedMediaType"];
            readonly 422: components["responses"]["InvalidBody"];
            readonly 500: components["responses"]["InternalError"];
            /** @description It cannot be decided or found now. Nothing is known to have been done */
            readonly 503: {
                headers: {
                    readonly "Retry-After": components["headers"]["Retry-After"];
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": (components["schemas"]["Error"] & {
                        /** @enum {unknown} */
                        readonly error: "SERVICE_UNAVAILABLE";
                    }) | components["schemas"]["UnprovenWebhookEndpoint"];
                };
            };
        };
    };
    readonly changeWebhookEndpoint: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /** @description The ETag that the change is meant for. At another revision nothing is changed: 412 */
                readonly "If-Match"?: string;
            };
            readonly path: {
                /** @description The id of a webhook endpoint */
                readonly endpointId: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: {
            readonly content: {
                readonly "application/json": components["schemas"]["ChangeWebhookEndpoint"];
            };
        };
        readonly responses: {
            /** @description The webhook endpoint */
            readonly 200: {
                headers: {
                    readonly ETag: components["headers"]["ETag"];
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["WebhookEndpoint"];
                };
            };
            /** @description The path or a header cannot be read. The body is no JSON object */
            readonly 400: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Error"] & {
                        /** @enum {unknown} */
                        readonly error: "BAD_REQUEST" | "MALFORMED_JSON";
                    };
                };
            };
            readonly 401: components["responses"]["Unauthorized"];
            /** @description The role does not reach so far. A session came without its X-CSRF-Token, or from another site */
            readonly 403: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Error"] & {
                        /** @enum {unknown} */
                        readonly error: "FORBIDDEN" | "CSRF";
                    };
                };
            };
            readonly 404: components["responses"]["NoSuchEndpoint"];
            readonly 409: components["responses"]["Conflict"];
            readonly 412: components["responses"]["RevisionMismatch"];
            readonly 413: components["responses"]["PayloadTooLarge"];
            readonly 415: components["responses"]["UnsupportedMediaType"];
            readonly 422: components["responses"]["InvalidBody"];
            readonly 500: components["responses"]["InternalError"];
            /** @description It cannot be decided or found now. Nothing is known to have been done */
            readonly 503: {
                headers: {
                    readonly "Retry-After": components["headers"]["Retry-After"];
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": (components["schemas"]["Error"] & {
                        /** @enum {unknown} */
                        readonly error: "SERVICE_UNAVAILABLE";
                    }) | components["schemas"]["UnprovenWebhookEndpoint"];
                };
            };
        };
    };
    readonly listDeliveries: {
        readonly parameters: {
            readonly query?: {
                /** @description The `nextCursor` of the page before */
                readonly cursor?: string;
                readonly limit?: number;
                readonly status?: "pending" | "delivered" | "dead" | "cancelled";
            };
            readonly header?: never;
            readonly path: {
                /** @description The id of a webhook endpoint */
                readonly endpointId: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description A page of deliveries */
            readonly 200: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["DeliveryPage"];
                };
            };
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthorized"];
            readonly 404: components["responses"]["NoSuchEndpoint"];
            readonly 422: components["responses"]["InvalidQuery"];
            readonly 500: components["responses"]["InternalError"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly retryDelivery: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description The id of a delivery */
                readonly deliveryId: string;
                /** @description The id of a webhook endpoint */
                readonly endpointId: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: {
            readonly content: {
                readonly "application/json": components["schemas"]["Nothing"];
            };
        };
        readonly responses: {
            /** @description The delivery, in the queue */
            readonly 202: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Delivery"];
                };
            };
            /** @description The path or a header cannot be read. The body is no JSON object */
            readonly 400: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Error"] & {
                        /** @enum {unknown} */
                        readonly error: "BAD_REQUEST" | "MALFORMED_JSON";
                    };
                };
            };
            readonly 401: components["responses"]["Unauthorized"];
            /** @description The role does not reach so far. A session came without its X-CSRF-Token, or from another site */
            readonly 403: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Error"] & {
                        /** @enum {unknown} */
                        readonly error: "FORBIDDEN" | "CSRF";
                    };
                };
            };
            /** @description The merchant has no such webhook endpoint. The webhook endpoint has no such delivery */
            readonly 404: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Error"] & {
                        /** @enum {unknown} */
                        readonly error: "NOT_FOUND";
                    };
                };
            };
            readonly 409: components["responses"]["EndpointDisabled"];
            readonly 413: components["responses"]["PayloadTooLarge"];
            readonly 415: components["responses"]["UnsupportedMediaType"];
            readonly 422: components["responses"]["InvalidBody"];
            readonly 500: components["responses"]["InternalError"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly rotateWebhookSecret: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /** @description The ETag that the change is meant for. At another revision nothing is changed: 412 */
                readonly "If-Match"?: string;
            };
            readonly path: {
                /** @description The id of a webhook endpoint */
                readonly endpointId: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: {
            readonly content: {
                readonly "application/json": components["schemas"]["Nothing"];
            };
        };
        readonly responses: {
            /** @description The webhook endpoint with its new secret */
            readonly 200: {
                headers: {
                    readonly ETag: components["headers"]["ETag"];
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["WebhookEndpointWithSecret"];
                };
            };
            /** @description The path or a header cannot be read. The body is no JSON object */
            readonly 400: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Error"] & {
                        /** @enum {unknown} */
                        readonly error: "BAD_REQUEST" | "MALFORMED_JSON";
                    };
                };
            };
            readonly 401: components["responses"]["Unauthorized"];
            /** @description The role does not reach so far. A session came without its X-CSRF-Token, or from another site */
            readonly 403: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Error"] & {
                        /** @enum {unknown} */
                        readonly error: "FORBIDDEN" | "CSRF";
                    };
                };
            };
            readonly 404: components["responses"]["NoSuchEndpoint"];
            readonly 409: components["responses"]["Conflict"];
            readonly 412: components["responses"]["RevisionMismatch"];
            readonly 413: components["responses"]["PayloadTooLarge"];
            readonly 415: components["responses"]["UnsupportedMediaType"];
            readonly 422: components["responses"]["InvalidBody"];
            readonly 500: components["responses"]["InternalError"];
            /** @description It cannot be decided or found now. Nothing is known to have been done */
            readonly 503: {
                headers: {
                    readonly "Retry-After": components["headers"]["Retry-After"];
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": (components["schemas"]["Error"] & {
                        /** @enum {unknown} */
                        readonly error: "SERVICE_UNAVAILABLE";
                    }) | components["schemas"]["UnprovenWebhookEndpoint"];
                };
            };
        };
    };
    readonly testWebhookEndpoint: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description The id of a webhook endpoint */
                readonly endpointId: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: {
            readonly content: {
                readonly "application/json": components["schemas"]["Nothing"];
            };
        };
        readonly responses: {
            /** @description The delivery, in the queue */
            readonly 202: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Delivery"];
                };
            };
            /** @description The path or a header cannot be read. The body is no JSON object */
            readonly 400: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Error"] & {
                        /** @enum {unknown} */
                        readonly error: "BAD_REQUEST" | "MALFORMED_JSON";
                    };
                };
            };
            readonly 401: components["responses"]["Unauthorized"];
            /** @description The role does not reach so far. A session came without its X-CSRF-Token, or from another site */
            readonly 403: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Error"] & {
                        /** @enum {unknown} */
                        readonly error: "FORBIDDEN" | "CSRF";
                    };
                };
            };
            readonly 404: components["responses"]["NoSuchEndpoint"];
            /** @description The webhook endpoint is disabled. Too many deliveries wait already */
            readonly 409: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Error"] & {
                        /** @enum {unknown} */
                        readonly error: "ENDPOINT_DISABLED" | "TOO_MANY_PENDING";
                    };
                };
            };
            readonly 413: components["responses"]["PayloadTooLarge"];
            readonly 415: components["responses"]["UnsupportedMediaType"];
            readonly 422: components["responses"]["InvalidBody"];
            readonly 500: components["responses"]["InternalError"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly finishSignIn: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description On to the page */
            readonly 303: {
                headers: {
                    readonly Location: components["headers"]["Location"];
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content?: never;
            };
            readonly 500: components["responses"]["InternalError"];
        };
    };
    readonly signInLocally: {
        readonly parameters: {
            readonly query?: {
                readonly code?: string;
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description On to the page */
            readonly 303: {
                headers: {
                    readonly Location: components["headers"]["Location"];
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content?: never;
            };
            readonly 403: components["responses"]["FetchedAhead"];
            readonly 500: components["responses"]["InternalError"];
        };
    };
    readonly signIn: {
        readonly parameters: {
            readonly query?: {
                /** @description A path of the portal */
                readonly returnTo?: string;
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description On to the identity provider */
            readonly 303: {
                headers: {
                    readonly Location: components["headers"]["Location"];
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content?: never;
            };
            readonly 500: components["responses"]["InternalError"];
        };
    };
    readonly signOut: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The session has ended; its identity provider has one too */
            readonly 200: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["SignOut"];
                };
            };
            /** @description The session has ended, or there was none */
            readonly 204: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content?: never;
            };
            readonly 403: components["responses"]["Csrf"];
            readonly 500: components["responses"]["InternalError"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly showHealth: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description It does */
            readonly 200: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Alive"];
                };
            };
            readonly 500: components["responses"]["InternalError"];
        };
    };
    readonly showMetrics: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The metrics now */
            readonly 200: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "text/plain": string;
                };
            };
            readonly 500: components["responses"]["InternalError"];
        };
    };
    readonly showOpenApi: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description An OpenAPI 3.1 document */
            readonly 200: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": Record<string, never>;
                };
            };
            readonly 500: components["responses"]["InternalError"];
        };
    };
    readonly showReadiness: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description It can */
            readonly 200: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Readiness"];
                };
            };
            readonly 500: components["responses"]["InternalError"];
            /** @description Not now: `checks` says what is wrong */
            readonly 503: {
                headers: {
                    readonly "Retry-After": components["headers"]["Retry-After"];
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Readiness"];
                };
            };
        };
    };
}
