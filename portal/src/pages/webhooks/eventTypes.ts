/** The types of events that webhooks are sent about, in plain words. */

export const eventTypes = [
  { id: 'api_key.created', meaning: 'A key was made' },
  { id: 'api_key.revoked', meaning: 'A key was revoked: it works nowhere any more' },
  { id: 'api_key.expiring', meaning: 'A key ends in 7 days: time for a new one' },
  { id: 'api_key.expired', meaning: "A key's end has come" },
  { id: 'api_key.regenerated', meaning: 'A key got a new secret' },
  { id: 'api_key.scopes_set', meaning: 'A key lost scopes' },
  { id: 'api_key.ip_rules_set', meaning: 'The addresses that may use a key were changed' },
] as const;

export type EventType = (typeof eventTypes)[number]['id'];
