/**
 * What webhooks a lifecycle event leads to: one delivery for every enabled endpoint of the merchant that wants its type,
 * in the transaction that shows the event in the read models. It stands behind them in its group, so that a delivery's
 * `data` is the key as of this very event. A replayed event leads to nothing: it was told already.
 *
 * The deliveries are no read model (`webhook_deliveries` outlives every rebuild); what is made anew here is only the
 * function that reads the others.
 */
import { decodeKeyEvent, keyStreamPrefix, type KeyEvent } from '../domain/keyEvents.ts';
import { messageId } from '../domain/webhookDelivery.ts';
import { webhookCodec, webhookStreamPrefix, type WebhookEvent } from '../domain/webhookEvents.ts';
import type { WebhookType } from '../domain/webhookTypes.ts';
import type { RecordedEvent } from '../stores/eventStore.ts';
import type { Projection, Statement } from './projection.ts';

/**
 * `data` has the fields of `KeyView`, in its order. The counters come from another group's read model, as far as that is;
 * it may not be there at all.
 */
const create = `
  create function announce_to_webhooks(about_key text, message text, topic text, happened timestamptz)
  returns void language plpgsql as $$
  declare
    key record;
    last_used timestamptz;
    requests bigint := 0;
    body json;
    endpoints text[];
  begin
    select * into strict key from key_list where key_id = about_key;
    if not exists (
      select from webhook_endpoints e
      where e.merchant_id = key.merchant_id and e.status = 'enabled' and topic = any(e.events)
    ) then
      return;
    end if;
    begin
      select u.last_used_at, u.request_count into last_used, requests from key_usage u where u.key_id = about_key;
    exception when undefined_table then
      null;
    end;
    body := json_build_object('type', topic, 'timestamp', webhook_instant(happened), 'data', json_build_object(
      'id', key.key_id, 'name', key.name, 'profile', key.profile, 'environment', key.environment,
      'prefix', key.prefix, 'scopes', key.scopes, 'ipRules', key.ip_rules,
      'status', case when key.status = 'revoked' then 'revoked' when key.expires_at <= happened then 'expired' else 'active' end,
      'createdAt', webhook_instant(key.created_at), 'createdBy', key.created_by,
      'expiresAt', webhook_instant(key.expires_at), 'lastUsedAt', webhook_instant(last_used),
      'requestCount', coalesce(requests, 0), 'revokedAt', webhook_instant(key.revoked_at), 'revision', key.revision));
    with made as (
      insert into webhook_deliveries (endpoint_id, merchant_id, message_id, type, payload)
      select e.endpoint_id, e.merchant_id, message, topic, body
      from webhook_endpoints e
      where e.merchant_id = key.merchant_id and e.status = 'enabled' and topic = any(e.events)
      on conflict (endpoint_id, message_id) do nothing
      returning endpoint_id
    )
    select array_agg(endpoint_id) into endpoints from made;
    if endpoints is not null then
      perform wake_webhook_endpoints(endpoints, 'webhooks', now());
    end if;
  end
  $$;
  create function webhook_instant(instant timestamptz) returns text language sql immutable as $$
    select to_char(instant at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
  $$`;

const drop = `
  drop function if exists announce_to_webhooks(text, text, text, timestamptz);
  drop function if exists webhook_instant(timestamptz)`;

/** What each lifecycle event is called outside; `null` for those that nobody is told of. */
const topics: Readonly<Record<KeyEvent['type'], WebhookType | null>> = {
  ApiKeyCreated: 'api_key.created',
  ApiKeyRenamed: null,
  ApiKeyScopesSet: 'api_key.scopes_set',
  ApiKeyIpRulesSet: 'api_key.ip_rules_set',
  ApiKeyExpirySet: null,
  ApiKeyRevoked: 'api_key.revoked',
  ApiKeyRegenerated: 'api_key.regenerated',
  ApiKeyExpiring: 'api_key.expiring',
  ApiKeyExpired: 'api_key.expired',
};

/** Behind these, nothing is to be sent to an endpoint any more. */
const silencing: ReadonlySet<WebhookEvent['type']> = new Set([
  'WebhookEndpointDisabled',
  'WebhookEndpointDeleted',
]);

function announcement(recorded: RecordedEvent): readonly Statement[] {
  const { type, at } = decodeKeyEvent(recorded);
  const topic = topics[type];
  if (topic === null) return [];
  return [
    {
      text: 'select announce_to_webhooks($1, $2, $3, $4)',
      values: [recorded.stream.slice(keyStreamPrefix.length), messageId(recorded.id), topic, at],
    },
  ];
}

/**
 * So many are given up here, and what is left by the endpoint's next turn: there may be more than fit into a transaction
 * for which revocations wait, and some may be held by a process that stands still while it records an attempt.
 */
const cancelledHere = 500;

function cancellation(recorded: RecordedEvent): readonly Statement[] {
  if (!silencing.has(webhookCodec.decode(recorded).type)) return [];
  return [
    {
      text: `with cancelled as (
               update webhook_deliveries set status = 'cancelled', next_attempt_at = null, finished_at = now()
               where id in (select id from webhook_deliveries where endpoint_id = $1 and status = 'pending' limit $2
                            for update skip locked)
               returning id)
             select wake_webhook_endpoints(array[$1], 'webhooks', now())
             where exists (select from webhook_deliveries
                           where endpoint_id = $1 and status = 'pending' and id not in (select id from cancelled))`,
      values: [recorded.stream.slice(webhookStreamPrefix.length), cancelledHere],
    },
  ];
}

export const webhookOutbox: Projection = {
  name: 'webhook_outbox',
  version: 1,
  create,
  drop,
  effects(recorded) {
    if (recorded.stream.startsWith(keyStreamPrefix)) return announcement(recorded);
    if (recorded.stream.startsWith(webhookStreamPrefix)) return cancellation(recorded);
    return [];
  },
};
