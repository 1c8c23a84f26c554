/**
 * Tells the API processes which keys have changed, in the transaction that shows the change: each is to forget what it has in
 * its memory. A key that is made is in nobody's memory, and what is replayed was told before, when the tables were made
 * anew: then anything may have changed.
 */
import type { KeyEvent } from '../domain/keyEvents.ts';
import { projectKeyEvent, type KeyEventHandlers, type Place } from './keyProjection.ts';
import type { Projection, Statement } from './projection.ts';

function publish(_: KeyEvent, { keyId }: Place): readonly Statement[] {
  return [{ text: 'select publish_key_change($1)', values: [keyId] }];
}

const nothing = (): readonly Statement[] => [];

const handlers: KeyEventHandlers<readonly Statement[]> = {
  ApiKeyCreated: nothing,
  ApiKeyRenamed: publish,
  ApiKeyScopesSet: publish,
  ApiKeyIpRulesSet: publish,
  ApiKeyExpirySet: publish,
  ApiKeyRevoked: publish,
  ApiKeyRegenerated: publish,
  // The verifier's clock says whether a key has expired.
  ApiKeyExpiring: nothing,
  ApiKeyExpired: nothing,
};

export const keyChanges: Projection = {
  name: 'key_changes',
  version: 2,
  create: 'select publish_key_change(null)',
  drop: 'select 1',
  effects: (event) => projectKeyEvent(handlers, event) ?? [],
};
