// Made by `npm run types` from the OpenAPI document. Do not edit.
export interface paths {
    "/api/v1/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List audit entries, newest first */
        get: operations["listAudit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Download audit entries
         * @description All that the filters leave, oldest first, however many: nothing is cut off. What a spreadsheet would take for a formula is made text with an apostrophe. An answer that breaks off is not complete.
         */
        get: operations["exportAudit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit/live": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Watch audit entries as they come
         * @description Server-sent events: `entry` with an audit entry as data, at most 50 at a time, twice a second; `skipped` with `{ count }` of those that came besides; `reset` with `{}` when entries may have been missed. In the order in which they arrive, whichever their time. After a resumption an entry may come again: its `id` tells.
         */
        get: operations["watchAudit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Watch what changes
         * @description Server-sent events of the merchant: `key` with `{ keyId, revision }`, `webhook_endpoint` with `{ endpointId }`, and `reset` with `{}` when the stream cannot go on behind `Last-Event-ID`: read all again. A comment comes every 15 seconds.
         */
        get: operations["watchChanges"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List keys, newest first */
        get: operations["listKeys"];
        put?: never;
        /**
         * Create a key
         * @description Answered when authentication knows the key. The secret is in this answer only. With an `Idempotency-Key` that came before, the key that was made then is answered with 200, without its secret.
         */
        post: operations["createKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/keys/{keyId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show a key */
        get: operations["showKey"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/keys/{keyId}/callers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show who used which secret of a key in the last 7 days
         * @description Newest first, from the newest 10,000 audit entries of that time.
         */
        get: operations["listKeyCallers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/keys/{keyId}/expiry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * End a key sooner
         * @description A key's end can come nearer and never move away. Only a new secret can have a later end.
         */
        put: operations["setKeyExpiry"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/keys/{keyId}/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List a key's lifecycle events, oldest first */
        get: operations["listKeyHistory"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/keys/{keyId}/ip-rules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Say which addresses may use a key */
        put: operations["setKeyIpRules"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/keys/{keyId}/name": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Rename a key */
        put: operations["renameKey"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/keys/{keyId}/regenerate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Give a key a new secret
         * @description Id, name, history and quota go on. The old secret ends at once, or when the grace period is over. The new secret is in this answer only.
         */
        post: operations["regenerateKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/keys/{keyId}/revoke": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Revoke a key, for good
         * @description Answered when no process accepts the key any more. Doing it again changes nothing.
         */
        post: operations["revokeKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/keys/{keyId}/scopes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Take scopes from a key
         * @description A key can lose scopes and never gain any: what it lacks is refused, and nothing is changed.
         */
        put: operations["setKeyScopes"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/keys/{keyId}/usage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show how much a key is used
         * @description By the hour, of the last 24 hours, or by the day, of the last 30 days, unless `from` and `to` say otherwise; at most 1000 buckets.
         */
        get: operations["showKeyUsage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/profiles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the profiles: what keys there are, with their scopes and presets */
        get: operations["listProfiles"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who is signed in */
        get: operations["showSession"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/verify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Verify a key without using it
         * @description The same verdict as on a protected route, at no quota. Only keys of the caller's merchant are known; all others are `KEY_NOT_FOUND`. What is not named is not checked.
         */
        post: operations["verifyKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/webhook-endpoints": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List webhook endpoints, newest first */
        get: operations["listWebhookEndpoints"];
        put?: never;
        /**
         * Create a webhook endpoint
         * @description Its signing secret is in this answer only. A merchant can have 20 of them.
         */
        post: operations["createWebhookEndpoint"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/webhook-endpoints/{endpointId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show a webhook endpoint */
        get: operations["showWebhookEndpoint"];
        put?: never;
        post?: never;
        /** Delete a webhook endpoint */
        delete: operations["deleteWebhookEndpoint"];
        options?: never;
        head?: never;
        /** Change a webhook endpoint, or enable or disable it */
        patch: operations["changeWebhookEndpoint"];
        trace?: never;
    };
    "/api/v1/webhook-endpoints/{endpointId}/deliveries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List a webhook endpoint's deliveries, newest first */
        get: operations["listDeliveries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/webhook-endpoints/{endpointId}/deliveries/{deliveryId}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Attempt a delivery again at once */
        post: operations["retryDelivery"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/webhook-endpoints/{endpointId}/rotate-secret": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Give a webhook endpoint a new signing secret
         * @description For 24 hours both secrets sign, so that a receiver can change over. The new one is in this answer only.
         */
        post: operations["rotateWebhookSecret"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/webhook-endpoints/{endpointId}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Send a `webhook.test` to a webhook endpoint */
        post: operations["testWebhookEndpoint"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/callback": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Where the identity provider sends people back to */
        get: operations["finishSignIn"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/local": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Sign in with a one-time link, on the machine of the service */
        get: operations["signInLocally"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/login": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Sign in at the merchant's identity provider */
        get: operations["signIn"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/logout": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sign out */
        post: operations["signOut"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/healthz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether the process answers */
        get: operations["showHealth"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What is counted, for Prometheus */
        get: operations["showMetrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/openapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** This document */
        get: operations["showOpenApi"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/readyz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether the service can do its work */
        get: operations["showReadiness"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description The process answers */
        Alive: {
            /** @constant */
            status: "ok";
        };
        /** @description A request that a key was presented for, and how it ended */
        AuditEntry: {
            apiKeyId: string | null;
            apiKeyName: string | null;
            endpoint: string;
            /** Format: uuid */
            id: string;
            ip: string;
            merchantId: string | null;
            method: string;
            /** @enum {string} */
            outcome: "ALLOWED" | "KEY_NOT_FOUND" | "KEY_REVOKED" | "KEY_EXPIRED" | "WRONG_ENVIRONMENT" | "IP_NOT_ALLOWED" | "RATE_LIMIT_EXCEEDED" | "INSUFFICIENT_SCOPE" | "SERVICE_UNAVAILABLE";
            prefix: string | null;
            requestId: string;
            status: number;
            suppressed?: number;
            /** Format: date-time */
            timestamp: string;
            userAgent: string | null;
        };
        /** @description A page of a list */
        AuditPage: {
            readonly items: components["schemas"]["AuditEntry"][];
            /** @description For the next page; `null` on the last */
            nextCursor: string | null;
        };
        /** @description Who used which secret of a key, newest first */
        Callers: {
            items: {
                /** @description Whether that is the key's current secret */
                current: boolean;
                ip: string;
                /** Format: date-time */
                lastSeenAt: string;
                /** @description Of the secret that was used */
                prefix: string;
                requestCount: number;
                userAgent: string | null;
            }[];
            /**
             * Format: date-time
             * @description How far back this looks
             */
            since: string;
        };
        /** @description What is to change; what is not named stays */
        ChangeWebhookEndpoint: {
            /** @description For people: whose it is, what it does */
            description?: string | null;
            /** @description What to send: any of `api_key.created`, `api_key.revoked`, `api_key.expiring`, `api_key.expired`, `api_key.regenerated`, `api_key.scopes_set`, `api_key.ip_rules_set` */
            events?: string[];
            /**
             * @description What happens while it is disabled is not sent later
             * @enum {string}
             */
            status?: "enabled" | "disabled";
            /** @description Where to send: a whole `https` URL that the public internet reaches, without credentials and fragment */
            url?: string;
        };
        /** @description A key with its new secret */
        CreatedKey: {
            /** Format: date-time */
            createdAt: string;
            /** @description The actor */
            createdBy: string;
            /** @enum {string} */
            environment: "live" | "test";
            /** @description The exact instant of its end; `null`: it has none */
            expiresAt: string | null;
            id: string;
            /** @description Addresses and CIDR ranges that may use it; none: any may */
            readonly ipRules: string[];
            /** @description The secret. It is shown this once and kept nowhere */
            key: string;
            /** @description Refused requests count too */
            lastUsedAt: string | null;
            name: string;
            /** @description How the secret begins: enough to find the key by, not to use it */
            prefix: string;
            /** @description The product that the key is for; `GET /profiles` lists them */
            profile: string;
            /** @description Refused requests count too */
            requestCount: number;
            /** @description Counts its lifecycle events; its ETag */
            revision: number;
            revokedAt: string | null;
            readonly scopes: string[];
            /**
             * @description As it is effective now
             * @enum {string}
             */
            status: "active" | "revoked" | "expired";
        };
        /** @description A new key. Name its scopes, or say `fullAccess` for all that the profile has now */
        CreateKey: {
            /**
             * @description Where the key works: one that its product has
             * @default live
             * @enum {string}
             */
            environment?: "live" | "test";
            /** @description When the key ends. A date, meaning its first instant in UTC, or a timestamp with its zone. Left out or `null`, it has no end */
            expiresAt?: string | null;
            /** @description All scopes that the product has now, in place of `scopes` */
            fullAccess?: boolean;
            /** @description Addresses and CIDR ranges that may use the key; none: any may */
            ipRules?: string[];
            /** @description For people: who or what uses the key */
            name: string;
            /**
             * @description The product that the key is for; `GET /api/v1/profiles` lists them
             * @default sentry
             */
            profile?: string;
            /** @description What the key may do, of its product's scopes. Left out, those that the product gives by default */
            scopes?: string[];
        };
        /** @description Where to send, and which types of events */
        CreateWebhookEndpoint: {
            /** @description For people: whose it is, what it does */
            description?: string | null;
            /** @description What to send: any of `api_key.created`, `api_key.revoked`, `api_key.expiring`, `api_key.expired`, `api_key.regenerated`, `api_key.scopes_set`, `api_key.ip_rules_set` */
            events: string[];
            /** @description Where to send: a whole `https` URL that the public internet reaches, without credentials and fragment */
            url: string;
        };
        /** @description A message to a webhook endpoint, with each attempt to deliver it */
        Delivery: {
            readonly attempts: {
                /** Format: date-time */
                at: string;
                durationMs: number;
                /** @description `null`: it was taken */
                error: ("timeout" | "dns" | "address_not_allowed" | "connection_refused" | "connection_failed" | "tls" | "invalid_response" | "redirect" | "gone" | "http_status") | null;
                /** @description `null`: no answer came */
                statusCode: number | null;
            }[];
            /** Format: date-time */
            createdAt: string;
            finishedAt: string | null;
            id: string;
            /** @description The `webhook-id`, the same for every endpoint and attempt */
            messageId: string;
            nextAttemptAt: string | null;
            /**
             * @description `dead`: given up after the last retry; `cancelled`: the endpoint was disabled or deleted first
             * @enum {string}
             */
            status: "pending" | "delivered" | "dead" | "cancelled";
            type: string;
        };
        /** @description A page of a list */
        DeliveryPage: {
            readonly items: components["schemas"]["Delivery"][];
            /** @description For the next page; `null` on the last */
            nextCursor: string | null;
        };
        /** @description Why the request was refused */
        Error: {
            /** @description What is wrong with which field */
            details?: {
                /** @description Where it stands: `scopes.0`; a parameter or a header by its name */
                field: string;
                message: string;
            }[];
            /** @description A stable code */
            error: string;
            message: string;
        };
        /** @description A lifecycle event of a key */
        HistoryEntry: {
            /** @description Who did it; `keyledger` where the service did */
            actor: string;
            /** Format: date-time */
            at: string;
            data: {
                /** @enum {string} */
                environment: "live" | "test";
                expiresAt: string | null;
                readonly ipRules: string[];
                keyId: string;
                merchantId: string;
                name: string;
                prefix: string;
                profile: string;
                readonly scopes: string[];
            };
            revision: number;
            /** @constant */
            type: "ApiKeyCreated";
        } | {
            /** @description Who did it; `keyledger` where the service did */
            actor: string;
            /** Format: date-time */
            at: string;
            data: {
                name: string;
            };
            revision: number;
            /** @constant */
            type: "ApiKeyRenamed";
        } | {
            /** @description Who did it; `keyledger` where the service did */
            actor: string;
            /** Format: date-time */
            at: string;
            data: {
                readonly scopes: string[];
            };
            revision: number;
            /** @constant */
            type: "ApiKeyScopesSet";
        } | {
            /** @description Who did it; `keyledger` where the service did */
            actor: string;
            /** Format: date-time */
            at: string;
            data: {
                readonly ipRules: string[];
            };
            revision: number;
            /** @constant */
            type: "ApiKeyIpRulesSet";
        } | {
            /** @description Who did it; `keyledger` where the service did */
            actor: string;
            /** Format: date-time */
            at: string;
            data: {
                /** Format: date-time */
                expiresAt: string;
            };
            revision: number;
            /** @constant */
            type: "ApiKeyExpirySet";
        } | {
            /** @description Who did it; `keyledger` where the service did */
            actor: string;
            /** Format: date-time */
            at: string;
            data: {
                reason: string | null;
            };
            revision: number;
            /** @constant */
            type: "ApiKeyRevoked";
        } | {
            /** @description Who did it; `keyledger` where the service did */
            actor: string;
            /** Format: date-time */
            at: string;
            data: {
                expiresAt: string | null;
                prefix: string;
                /** Format: date-time */
                previousSecretEndsAt: string;
            };
            revision: number;
            /** @constant */
            type: "ApiKeyRegenerated";
        } | {
            /** @description Who did it; `keyledger` where the service did */
            actor: string;
            /** Format: date-time */
            at: string;
            data: {
                /** Format: date-time */
                expiresAt: string;
            };
            revision: number;
            /** @constant */
            type: "ApiKeyExpiring";
        } | {
            /** @description Who did it; `keyledger` where the service did */
            actor: string;
            /** Format: date-time */
            at: string;
            data: {
                /** Format: date-time */
                expiresAt: string;
            };
            revision: number;
            /** @constant */
            type: "ApiKeyExpired";
        };
        /** @description A page of a list */
        HistoryPage: {
            readonly items: components["schemas"]["HistoryEntry"][];
            /** @description For the next page; `null` on the last */
            nextCursor: string | null;
        };
        /** @description A key, without its secret */
        Key: {
            /** Format: date-time */
            createdAt: string;
            /** @description The actor */
            createdBy: string;
            /** @enum {string} */
            environment: "live" | "test";
            /** @description The exact instant of its end; `null`: it has none */
            expiresAt: string | null;
            id: string;
            /** @description Addresses and CIDR ranges that may use it; none: any may */
            readonly ipRules: string[];
            /** @description Refused requests count too */
            lastUsedAt: string | null;
            name: string;
            /** @description How the secret begins: enough to find the key by, not to use it */
            prefix: string;
            /** @description The product that the key is for; `GET /profiles` lists them */
            profile: string;
            /** @description Refused requests count too */
            requestCount: number;
            /** @description Counts its lifecycle events; its ETag */
            revision: number;
            revokedAt: string | null;
            readonly scopes: string[];
            /**
             * @description As it is effective now
             * @enum {string}
             */
            status: "active" | "revoked" | "expired";
        };
        /** @description A key changed */
        KeyChanged: {
            keyId: string;
            revision: number;
        };
        /** @description A page of a list */
        KeyPage: {
            readonly items: components["schemas"]["Key"][];
            /** @description For the next page; `null` on the last */
            nextCursor: string | null;
        };
        /** @description Nothing: an empty object, or no body at all */
        Nothing: Record<string, never>;
        /** @description A product's kind of key */
        Profile: {
            /**
             * @description Given when a creation names none
             * @default []
             */
            defaultScopes: string[];
            environments: ("live" | "test")[];
            name: string;
            /** @description How the keys of each environment begin */
            prefixes: {
                [key: string]: string;
            };
            /** @default [] */
            presets: {
                name: string;
                scopes: string[];
                /** @default  */
                useCase: string;
            }[];
            /** @default 60 */
            requestsPerMinute: number;
            /**
             * @description What keys of this profile open
             * @default []
             */
            routes: {
                basePath: string;
                endpoints: {
                    /** @enum {string} */
                    method: "GET" | "POST";
                    path: string;
                    scope: string;
                }[];
                /** @enum {string} */
                environment: "live" | "test";
            }[];
            /** @description What each scope permits */
            scopeDescriptions: {
                [key: string]: string;
            };
            /** @description In the order of the catalogue */
            scopes: string[];
        };
        /** @description All profiles, on one page */
        Profiles: {
            items: components["schemas"]["Profile"][];
            nextCursor: null;
        };
        /** @description What was checked, and how it went: `ok`, or what is wrong */
        Readiness: {
            checks: {
                [key: string]: string;
            };
            ready: boolean;
        };
        /** @description For how many seconds the old secret works too (none, unless said; at most 604800), and a new end where it should have one */
        RegenerateKey: {
            /** @description The new secret's end, which may be later. A date, meaning its first instant in UTC, or a timestamp with its zone; `null`: none. Left out, the end stays */
            expiresAt?: string | null;
            /** @description How long the old secret works beside the new one: whole seconds, at most 604800. Left out, not at all */
            gracePeriodSeconds?: number;
        };
        /** @description Another name */
        RenameKey: {
            /** @description For people: who or what uses the key */
            name: string;
        };
        /** @description Why, for the history */
        RevokeKey: {
            /**
             * @description For people; it stands in the key's history
             * @default null
             */
            reason?: string | null;
        };
        /** @description Who is signed in */
        Session: {
            actor: string;
            /** @description The caller's address as IP rules see it */
            address: string;
            /** @description For X-CSRF-Token; `null` with a bearer token, which needs none */
            csrfToken: string | null;
            /**
             * Format: date-time
             * @description When the token ends, or the session unless it is used
             */
            expiresAt: string;
            merchantId: string;
            /** @enum {string} */
            role: "admin" | "viewer" | "auditor";
        };
        /** @description A nearer end: a date (its first instant, UTC) or a timestamp */
        SetExpiry: {
            /** @description A date, meaning its first instant in UTC, or a timestamp with its zone; no later than the key's present end */
            expiresAt: string;
        };
        /** @description The addresses and CIDR ranges that may use the key; an empty list lets any */
        SetIpRules: {
            /** @description Addresses and CIDR ranges that may use the key; none: any may */
            ipRules: string[];
        };
        /** @description Some of the scopes that the key has */
        SetScopes: {
            /** @description Those that the key keeps */
            scopes: string[];
        };
        /** @description Nobody is signed in */
        SignedOut: {
            /** @constant */
            error: "UNAUTHORIZED";
            message: string;
            /**
             * @description How one can sign in
             * @enum {string}
             */
            signIn: "oidc" | "local" | "none";
        };
        /** @description The session has ended */
        SignOut: {
            /** @description Where to end the identity provider's session too */
            redirectTo: string;
        };
        /** @description How many entries came besides those that are shown */
        Skipped: {
            count: number;
        };
        /** @description The command was recorded and takes effect soon, but that was not proven in time. Do not repeat it; a new secret comes with this answer only */
        UnprovenKey: {
            /** @constant */
            error: "SERVICE_UNAVAILABLE";
            /** @description The key that it was recorded for */
            id: string;
            /** @description The secret. It is shown this once and kept nowhere */
            key?: string;
            message: string;
        };
        /** @description The command was recorded and takes effect soon, but that was not proven in time. Do not repeat it; a new secret comes with this answer only */
        UnprovenWebhookEndpoint: {
            /** @constant */
            error: "SERVICE_UNAVAILABLE";
            /** @description The webhook endpoint that it was recorded for */
            id: string;
            message: string;
            /** @description Signs what is sent (Standard Webhooks). It is shown this once */
            secret?: string;
        };
        /** @description How much a key is used */
        Usage: {
            /** @description Of the range, whole and without gaps */
            readonly buckets: {
                allowed: number;
                denied: number;
                /** Format: date-time */
                start: string;
            }[];
            /** @description Since the key was made */
            deniedCount: number;
            lastUsedAt: string | null;
            /** @description Since the key was made */
            requestCount: number;
        };
        /** @description Whether the key may do that, and why not */
        Verdict: {
            /** @enum {string} */
            environment: "live" | "test";
            /** @description Of the secret that was asked about, where that ends before its key */
            expiresAt: string | null;
            keyId: string;
            merchantId: string;
            name: string;
            readonly scopes: string[];
            /** @constant */
            valid: true;
        } | {
            /** @enum {string} */
            code: "KEY_NOT_FOUND" | "KEY_REVOKED" | "KEY_EXPIRED" | "WRONG_ENVIRONMENT" | "IP_NOT_ALLOWED" | "RATE_LIMIT_EXCEEDED" | "INSUFFICIENT_SCOPE";
            /** @constant */
            valid: false;
        };
        /** @description A key, and what it should be good for */
        VerifyKey: {
            /**
             * @description The one that the key must be of
             * @enum {string}
             */
            environment?: "live" | "test";
            /** @description The caller's address. Left out, the key's IP rules are not looked at */
            ip?: string;
            /** @description The secret that was presented */
            key: string;
            /** @description All of which the key must have */
            scopes?: string[];
        };
        /** @description Where a merchant is told of its keys' lifecycle */
        WebhookEndpoint: {
            /** Format: date-time */
            createdAt: string;
            /** @description The actor */
            createdBy: string;
            description: string | null;
            /** @description Why the service disabled it; `null` where a person did */
            disabledReason: string | null;
            readonly events: string[];
            id: string;
            /** @description Counts its events; its ETag */
            revision: number;
            /** @enum {string} */
            status: "enabled" | "disabled";
            url: string;
        };
        /** @description A webhook endpoint changed */
        WebhookEndpointChanged: {
            endpointId: string;
        };
        /** @description A page of a list */
        WebhookEndpointPage: {
            readonly items: components["schemas"]["WebhookEndpoint"][];
            /** @description For the next page; `null` on the last */
            nextCursor: string | null;
        };
        /** @description A webhook endpoint with its new signing secret */
        WebhookEndpointWithSecret: {
            /** Format: date-time */
            createdAt: string;
            /** @description The actor */
            createdBy: string;
            description: string | null;
            /** @description Why the service disabled it; `null` where a person did */
            disabledReason: string | null;
            readonly events: string[];
            id: string;
            /** @description Counts its events; its ETag */
            revision: number;
            /** @description Signs what is sent (Standard Webhooks). It is shown this once */
            secret: string;
            /** @enum {string} */
            status: "enabled" | "disabled";
            url: string;
        };
    };
    responses: {
        /** @description The path or a header cannot be read */
        BadRequest: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"] & {
                    /** @enum {unknown} */
                    error: "BAD_REQUEST";
                };
            };
        };
        /** @description The path or a header cannot be read. The body is no JSON object */
        "BadRequest-MalformedJson": {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"] & {
                    /** @enum {unknown} */
                    error: "BAD_REQUEST" | "MALFORMED_JSON";
                };
            };
        };
        /** @description Another change came first. Nothing was written */
        Conflict: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"] & {
                    /** @enum {unknown} */
                    error: "CONFLICT";
                };
            };
        };
        /** @description Another change came first. Nothing was written. The key is revoked. The key has expired */
        "Conflict-KeyRevoked-KeyExpired": {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"] & {
                    /** @enum {unknown} */
                    error: "CONFLICT" | "KEY_REVOKED" | "KEY_EXPIRED";
                };
            };
        };
        /** @description A session came without its X-CSRF-Token, or from another site */
        Csrf: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"] & {
                    /** @enum {unknown} */
                    error: "CSRF";
                };
            };
        };
        /** @description The webhook endpoint is disabled */
        EndpointDisabled: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"] & {
                    /** @enum {unknown} */
                    error: "ENDPOINT_DISABLED";
                };
            };
        };
        /** @description The webhook endpoint is disabled. Too many deliveries wait already */
        "EndpointDisabled-TooManyPending": {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"] & {
                    /** @enum {unknown} */
                    error: "ENDPOINT_DISABLED" | "TOO_MANY_PENDING";
                };
            };
        };
        /** @description A browser or a program looks ahead: a link stays good */
        FetchedAhead: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"] & {
                    /** @enum {unknown} */
                    error: "FORBIDDEN";
                };
            };
        };
        /** @description The role does not reach so far. A session came without its X-CSRF-Token, or from another site */
        "Forbidden-Csrf": {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"] & {
                    /** @enum {unknown} */
                    error: "FORBIDDEN" | "CSRF";
                };
            };
        };
        /** @description The role does not reach so far. A session came without its X-CSRF-Token, or from another site. The key's end would move away */
        "Forbidden-Csrf-ExpiryExtension": {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"] & {
                    /** @enum {unknown} */
                    error: "FORBIDDEN" | "CSRF" | "EXPIRY_EXTENSION";
                };
            };
        };
        /** @description The role does not reach so far. A session came without its X-CSRF-Token, or from another site. The key would gain a scope */
        "Forbidden-Csrf-ScopeEscalation": {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"] & {
                    /** @enum {unknown} */
                    error: "FORBIDDEN" | "CSRF" | "SCOPE_ESCALATION";
                };
            };
        };
        /** @description A defect. The log has it under the request id */
        InternalError: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"] & {
                    /** @enum {unknown} */
                    error: "INTERNAL_ERROR";
                };
            };
        };
        /** @description A field is wrong; `details` names each */
        InvalidBody: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"] & {
                    /** @enum {unknown} */
                    error: "INVALID_INPUT";
                };
            };
        };
        /** @description A field is wrong; `details` names each. The Idempotency-Key came before, with another body */
        "InvalidBody-IdempotencyKeyReused": {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"] & {
                    /** @enum {unknown} */
                    error: "INVALID_INPUT" | "IDEMPOTENCY_KEY_REUSED";
                };
            };
        };
        /** @description A parameter is wrong; `details` names each */
        InvalidQuery: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"] & {
                    /** @enum {unknown} */
                    error: "INVALID_INPUT";
                };
            };
        };
        /** @description The body is no JSON object */
        MalformedJson: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"] & {
                    /** @enum {unknown} */
                    error: "MALFORMED_JSON";
                };
            };
        };
        /** @description The merchant has no such webhook endpoint */
        NoSuchEndpoint: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"] & {
                    /** @enum {unknown} */
                    error: "NOT_FOUND";
                };
            };
        };
        /** @description The merchant has no such webhook endpoint. The webhook endpoint has no such delivery */
        "NoSuchEndpoint-NoSuchDelivery": {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"] & {
                    /** @enum {unknown} */
                    error: "NOT_FOUND";
                };
            };
        };
        /** @description The merchant has no such key */
        NoSuchKey: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"] & {
                    /** @enum {unknown} */
                    error: "NOT_FOUND";
                };
            };
        };
        /** @description The body is larger than 64 KiB */
        PayloadTooLarge: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"] & {
                    /** @enum {unknown} */
                    error: "PAYLOAD_TOO_LARGE";
                };
            };
        };
        /** @description It is at another revision than If-Match names */
        RevisionMismatch: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"] & {
                    /** @enum {unknown} */
                    error: "REVISION_MISMATCH";
                };
            };
        };
        /** @description The merchant has as many as are possible. Another change came first. Nothing was written */
        "TooManyEndpoints-Conflict": {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"] & {
                    /** @enum {unknown} */
                    error: "TOO_MANY_ENDPOINTS" | "CONFLICT";
                };
            };
        };
        /** @description The merchant has as many streams open as are possible */
        TooManyStreams: {
            headers: {
                "Retry-After": components["headers"]["Retry-After"];
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"] & {
                    /** @enum {unknown} */
                    error: "TOO_MANY_STREAMS";
                };
            };
        };
        /** @description No valid token came, and no session */
        Unauthorized: {
            headers: {
                "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"] & {
                    /** @enum {unknown} */
                    error: "UNAUTHORIZED";
                };
            };
        };
        /** @description It cannot be decided or found now. Nothing is known to have been done */
        Unavailable: {
            headers: {
                "Retry-After": components["headers"]["Retry-After"];
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"] & {
                    /** @enum {unknown} */
                    error: "SERVICE_UNAVAILABLE";
                };
            };
        };
        /** @description It cannot be decided or found now. Nothing is known to have been done */
        "Unavailable-UnprovenKey": {
            headers: {
                "Retry-After": components["headers"]["Retry-After"];
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/json": (components["schemas"]["Error"] & {
                    /** @enum {unknown} */
                    error: "SERVICE_UNAVAILABLE";
                }) | components["schemas"]["UnprovenKey"];
            };
        };
        /** @description It cannot be decided or found now. Nothing is known to have been done */
        "Unavailable-UnprovenWebhookEndpoint": {
            headers: {
                "Retry-After": components["headers"]["Retry-After"];
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/json": (components["schemas"]["Error"] & {
                    /** @enum {unknown} */
                    error: "SERVICE_UNAVAILABLE";
                }) | components["schemas"]["UnprovenWebhookEndpoint"];
            };
        };
        /** @description The body is not JSON */
        UnsupportedMediaType: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"] & {
                    /** @enum {unknown} */
                    error: "UNSUPPORTED_MEDIA_TYPE";
                };
            };
        };
    };
    parameters: never;
    requestBodies: never;
    headers: {
        /** @description What to call the file */
        "Content-Disposition": string;
        /** @description The revision, for If-Match */
        ETag: string;
        /** @description Where to go, or where what was made is */
        Location: string;
        /** @description Seconds to wait */
        "Retry-After": string;
        /** @description What to authenticate with (RFC 6750 §3) */
        "WWW-Authenticate": string;
        /** @description Names the request in our logs and the audit; the one that the request brought, where it is a sane one */
        "X-Request-Id": string;
    };
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    listAudit: {
        parameters: {
            query?: {
                /** @description The `nextCursor` of the page before */
                cursor?: string;
                from?: string;
                /** @description One address, exactly */
                ip?: string;
                keyId?: string;
                limit?: number;
                outcome?: "ALLOWED" | "KEY_NOT_FOUND" | "KEY_REVOKED" | "KEY_EXPIRED" | "WRONG_ENVIRONMENT" | "IP_NOT_ALLOWED" | "RATE_LIMIT_EXCEEDED" | "INSUFFICIENT_SCOPE" | "SERVICE_UNAVAILABLE";
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of entries */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditPage"];
                };
            };
            401: components["responses"]["Unauthorized"];
            422: components["responses"]["InvalidQuery"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    exportAudit: {
        parameters: {
            query: {
                format: "csv" | "ndjson";
                from?: string;
                /** @description One address, exactly */
                ip?: string;
                keyId?: string;
                outcome?: "ALLOWED" | "KEY_NOT_FOUND" | "KEY_REVOKED" | "KEY_EXPIRED" | "WRONG_ENVIRONMENT" | "IP_NOT_ALLOWED" | "RATE_LIMIT_EXCEEDED" | "INSUFFICIENT_SCOPE" | "SERVICE_UNAVAILABLE";
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The entries as a file */
            200: {
                headers: {
                    "Content-Disposition": components["headers"]["Content-Disposition"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/x-ndjson": string;
                    "text/csv": string;
                };
            };
            401: components["responses"]["Unauthorized"];
            422: components["responses"]["InvalidQuery"];
            429: components["responses"]["TooManyStreams"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    watchAudit: {
        parameters: {
            query?: {
                /** @description One address, exactly */
                ip?: string;
                keyId?: string;
                outcome?: "ALLOWED" | "KEY_NOT_FOUND" | "KEY_REVOKED" | "KEY_EXPIRED" | "WRONG_ENVIRONMENT" | "IP_NOT_ALLOWED" | "RATE_LIMIT_EXCEEDED" | "INSUFFICIENT_SCOPE" | "SERVICE_UNAVAILABLE";
            };
            header?: {
                /** @description Resumes a stream behind the event with this id. Browsers send it by themselves */
                "Last-Event-ID"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The stream */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": string;
                };
            };
            401: components["responses"]["Unauthorized"];
            422: components["responses"]["InvalidQuery"];
            429: components["responses"]["TooManyStreams"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    watchChanges: {
        parameters: {
            query?: never;
            header?: {
                /** @description Resumes a stream behind the event with this id. Browsers send it by themselves */
                "Last-Event-ID"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The stream */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": string;
                };
            };
            401: components["responses"]["Unauthorized"];
            429: components["responses"]["TooManyStreams"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    listKeys: {
        parameters: {
            query?: {
                /** @description The `nextCursor` of the page before */
                cursor?: string;
                environment?: "live" | "test";
                limit?: number;
                profile?: string;
                /** @description A part of the name, in any case */
                q?: string;
                status?: "active" | "revoked" | "expired";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of keys */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KeyPage"];
                };
            };
            401: components["responses"]["Unauthorized"];
            422: components["responses"]["InvalidQuery"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    createKey: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes a repeated request safe: with the same body it finds what the first one made, with another it is 422 */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateKey"];
            };
        };
        responses: {
            /** @description The key that this Idempotency-Key made */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    Location: components["headers"]["Location"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Key"];
                };
            };
            /** @description The key with its secret */
            201: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    Location: components["headers"]["Location"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreatedKey"];
                };
            };
            400: components["responses"]["MalformedJson"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden-Csrf"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["InvalidBody-IdempotencyKeyReused"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable-UnprovenKey"];
        };
    };
    showKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of a key */
                keyId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The key */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Key"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NoSuchKey"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    listKeyCallers: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of a key */
                keyId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Who used it */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Callers"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NoSuchKey"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    setKeyExpiry: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag that the change is meant for. At another revision nothing is changed: 412 */
                "If-Match"?: string;
            };
            path: {
                /** @description The id of a key */
                keyId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SetExpiry"];
            };
        };
        responses: {
            /** @description The key */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Key"];
                };
            };
            400: components["responses"]["BadRequest-MalformedJson"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden-Csrf-ExpiryExtension"];
            404: components["responses"]["NoSuchKey"];
            409: components["responses"]["Conflict-KeyRevoked-KeyExpired"];
            412: components["responses"]["RevisionMismatch"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["InvalidBody"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable-UnprovenKey"];
        };
    };
    listKeyHistory: {
        parameters: {
            query?: {
                /** @description The `nextCursor` of the page before */
                cursor?: string;
                limit?: number;
            };
            header?: never;
            path: {
                /** @description The id of a key */
                keyId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of events */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HistoryPage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NoSuchKey"];
            422: components["responses"]["InvalidQuery"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    setKeyIpRules: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag that the change is meant for. At another revision nothing is changed: 412 */
                "If-Match"?: string;
            };
            path: {
                /** @description The id of a key */
                keyId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SetIpRules"];
            };
        };
        responses: {
            /** @description The key */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Key"];
                };
            };
            400: components["responses"]["BadRequest-MalformedJson"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden-Csrf"];
            404: components["responses"]["NoSuchKey"];
            409: components["responses"]["Conflict-KeyRevoked-KeyExpired"];
            412: components["responses"]["RevisionMismatch"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["InvalidBody"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable-UnprovenKey"];
        };
    };
    renameKey: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag that the change is meant for. At another revision nothing is changed: 412 */
                "If-Match"?: string;
            };
            path: {
                /** @description The id of a key */
                keyId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RenameKey"];
            };
        };
        responses: {
            /** @description The key */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Key"];
                };
            };
            400: components["responses"]["BadRequest-MalformedJson"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden-Csrf"];
            404: components["responses"]["NoSuchKey"];
            409: components["responses"]["Conflict-KeyRevoked-KeyExpired"];
            412: components["responses"]["RevisionMismatch"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["InvalidBody"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable-UnprovenKey"];
        };
    };
    regenerateKey: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag that the change is meant for. At another revision nothing is changed: 412 */
                "If-Match"?: string;
            };
            path: {
                /** @description The id of a key */
                keyId: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["RegenerateKey"];
            };
        };
        responses: {
            /** @description The key with its new secret */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreatedKey"];
                };
            };
            400: components["responses"]["BadRequest-MalformedJson"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden-Csrf"];
            404: components["responses"]["NoSuchKey"];
            409: components["responses"]["Conflict-KeyRevoked-KeyExpired"];
            412: components["responses"]["RevisionMismatch"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["InvalidBody"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable-UnprovenKey"];
        };
    };
    revokeKey: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag that the change is meant for. At another revision nothing is changed: 412 */
                "If-Match"?: string;
            };
            path: {
                /** @description The id of a key */
                keyId: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["RevokeKey"];
            };
        };
        responses: {
            /** @description The key */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Key"];
                };
            };
            400: components["responses"]["BadRequest-MalformedJson"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden-Csrf"];
            404: components["responses"]["NoSuchKey"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["RevisionMismatch"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["InvalidBody"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable-UnprovenKey"];
        };
    };
    setKeyScopes: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag that the change is meant for. At another revision nothing is changed: 412 */
                "If-Match"?: string;
            };
            path: {
                /** @description The id of a key */
                keyId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SetScopes"];
            };
        };
        responses: {
            /** @description The key */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Key"];
                };
            };
            400: components["responses"]["BadRequest-MalformedJson"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden-Csrf-ScopeEscalation"];
            404: components["responses"]["NoSuchKey"];
            409: components["responses"]["Conflict-KeyRevoked-KeyExpired"];
            412: components["responses"]["RevisionMismatch"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["InvalidBody"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable-UnprovenKey"];
        };
    };
    showKeyUsage: {
        parameters: {
            query?: {
                from?: string;
                interval?: "hour" | "day";
                to?: string;
            };
            header?: never;
            path: {
                /** @description The id of a key */
                keyId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Its totals and its buckets */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Usage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NoSuchKey"];
            422: components["responses"]["InvalidQuery"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    listProfiles: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All of them */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Profiles"];
                };
            };
            401: components["responses"]["Unauthorized"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    showSession: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Actor, merchant and role */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            /** @description Nobody is: the body says how one can sign in */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignedOut"];
                };
            };
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    verifyKey: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["VerifyKey"];
            };
        };
        responses: {
            /** @description The verdict */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Verdict"];
                };
            };
            400: components["responses"]["MalformedJson"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Csrf"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["InvalidBody"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    listWebhookEndpoints: {
        parameters: {
            query?: {
                /** @description The `nextCursor` of the page before */
                cursor?: string;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of webhook endpoints */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookEndpointPage"];
                };
            };
            401: components["responses"]["Unauthorized"];
            422: components["responses"]["InvalidQuery"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    createWebhookEndpoint: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateWebhookEndpoint"];
            };
        };
        responses: {
            /** @description The webhook endpoint with its new secret */
            201: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    Location: components["headers"]["Location"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookEndpointWithSecret"];
                };
            };
            400: components["responses"]["MalformedJson"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden-Csrf"];
            409: components["responses"]["TooManyEndpoints-Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["InvalidBody"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable-UnprovenWebhookEndpoint"];
        };
    };
    showWebhookEndpoint: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of a webhook endpoint */
                endpointId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The webhook endpoint */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookEndpoint"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NoSuchEndpoint"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    deleteWebhookEndpoint: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag that the change is meant for. At another revision nothing is changed: 412 */
                "If-Match"?: string;
            };
            path: {
                /** @description The id of a webhook endpoint */
                endpointId: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["Nothing"];
            };
        };
        responses: {
            /** @description It is deleted */
            204: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest-MalformedJson"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden-Csrf"];
            404: components["responses"]["NoSuchEndpoint"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["RevisionMismatch"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["InvalidBody"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable-UnprovenWebhookEndpoint"];
        };
    };
    changeWebhookEndpoint: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag that the change is meant for. At another revision nothing is changed: 412 */
                "If-Match"?: string;
            };
            path: {
                /** @description The id of a webhook endpoint */
                endpointId: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["ChangeWebhookEndpoint"];
            };
        };
        responses: {
            /** @description The webhook endpoint */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookEndpoint"];
                };
            };
            400: components["responses"]["BadRequest-MalformedJson"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden-Csrf"];
            404: components["responses"]["NoSuchEndpoint"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["RevisionMismatch"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["InvalidBody"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable-UnprovenWebhookEndpoint"];
        };
    };
    listDeliveries: {
        parameters: {
            query?: {
                /** @description The `nextCursor` of the page before */
                cursor?: string;
                limit?: number;
                status?: "pending" | "delivered" | "dead" | "cancelled";
            };
            header?: never;
            path: {
                /** @description The id of a webhook endpoint */
                endpointId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of deliveries */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeliveryPage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NoSuchEndpoint"];
            422: components["responses"]["InvalidQuery"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    retryDelivery: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of a delivery */
                deliveryId: string;
                /** @description The id of a webhook endpoint */
                endpointId: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["Nothing"];
            };
        };
        responses: {
            /** @description The delivery, in the queue */
            202: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Delivery"];
                };
            };
            400: components["responses"]["BadRequest-MalformedJson"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden-Csrf"];
            404: components["responses"]["NoSuchEndpoint-NoSuchDelivery"];
            409: components["responses"]["EndpointDisabled"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["InvalidBody"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    rotateWebhookSecret: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag that the change is meant for. At another revision nothing is changed: 412 */
                "If-Match"?: string;
            };
            path: {
                /** @description The id of a webhook endpoint */
                endpointId: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["Nothing"];
            };
        };
        responses: {
            /** @description The webhook endpoint with its new secret */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookEndpointWithSecret"];
                };
            };
            400: components["responses"]["BadRequest-MalformedJson"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden-Csrf"];
            404: components["responses"]["NoSuchEndpoint"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["RevisionMismatch"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["InvalidBody"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable-UnprovenWebhookEndpoint"];
        };
    };
    testWebhookEndpoint: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of a webhook endpoint */
                endpointId: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["Nothing"];
            };
        };
        responses: {
            /** @description The delivery, in the queue */
            202: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Delivery"];
                };
            };
            400: components["responses"]["BadRequest-MalformedJson"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden-Csrf"];
            404: components["responses"]["NoSuchEndpoint"];
            409: components["responses"]["EndpointDisabled-TooManyPending"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["InvalidBody"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    finishSignIn: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description On to the page */
            303: {
                headers: {
                    Location: components["headers"]["Location"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            403: components["responses"]["FetchedAhead"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    signInLocally: {
        parameters: {
            query?: {
                code?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description On to the page */
            303: {
                headers: {
                    Location: components["headers"]["Location"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            403: components["responses"]["FetchedAhead"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    signIn: {
        parameters: {
            query?: {
                /** @description A path of the portal */
                returnTo?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description On to the identity provider */
            303: {
                headers: {
                    Location: components["headers"]["Location"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            403: components["responses"]["FetchedAhead"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    signOut: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The session has ended; its identity provider has one too */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignOut"];
                };
            };
            /** @description The session has ended, or there was none */
            204: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            403: components["responses"]["Csrf"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    showHealth: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It does */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Alive"];
                };
            };
            500: components["responses"]["InternalError"];
        };
    };
    showMetrics: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The metrics now */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            500: components["responses"]["InternalError"];
        };
    };
    showOpenApi: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description An OpenAPI 3.1 document */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            500: components["responses"]["InternalError"];
        };
    };
    showReadiness: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It can */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Readiness"];
                };
            };
            500: components["responses"]["InternalError"];
            /** @description Not now: `checks` says what is wrong */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Readiness"];
                };
            };
        };
    };
}
