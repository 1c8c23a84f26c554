/** The ways in which a request can end, in plain words. */
import type { AuditEntry } from '../../api/types.ts';

export type Outcome = AuditEntry['outcome'];

interface OutcomeWords {
  readonly label: string;
  readonly meaning: string;
  readonly tone: 'success' | 'warning' | 'danger';
}

export const outcomeWords: Readonly<Record<Outcome, OutcomeWords>> = {
  ALLOWED: { label: 'Allowed', meaning: 'The key was good, and the request went on', tone: 'success' },
  KEY_NOT_FOUND: { label: 'Unknown key', meaning: 'No such key, or not a whole one', tone: 'danger' },
  KEY_REVOKED: { label: 'Revoked key', meaning: 'The key or this secret of it was revoked', tone: 'danger' },
  KEY_EXPIRED: { label: 'Expired key', meaning: "The key's end had come", tone: 'danger' },
  WRONG_ENVIRONMENT: {
    label: 'Wrong environment',
    meaning: 'A test key on a live route, or the reverse',
    tone: 'danger',
  },
  IP_NOT_ALLOWED: {
    label: 'Address refused',
    meaning: "The key's IP rules do not name this address",
    tone: 'danger',
  },
  RATE_LIMIT_EXCEEDED: {
    label: 'Rate limited',
    meaning: 'More requests in a minute than the key may make',
    tone: 'warning',
  },
  INSUFFICIENT_SCOPE: {
    label: 'Scope missing',
    meaning: 'The key lacks the scope that the route asks for',
    tone: 'danger',
  },
  SERVICE_UNAVAILABLE: {
    label: 'Undecided',
    meaning: 'It could not be decided: a store was away',
    tone: 'warning',
  },
};

export const outcomes = Object.keys(outcomeWords) as readonly Outcome[];
