/** What webhooks are sent about: the public names of a key's lifecycle events. */
import { DomainError, invalidInput } from './errors.ts';

export const webhookTypes = [
  'api_key.created',
  'api_key.revoked',
  'api_key.expiring',
  'api_key.expired',
  'api_key.regenerated',
  'api_key.scopes_set',
  'api_key.ip_rules_set',
] as const;

export type WebhookType = (typeof webhookTypes)[number];

/**
 * The types in the catalogue's order, without repeats.
 * @throws DomainError INVALID_INPUT that names each which is not known, or `events` when there is none
 */
export function inTypeOrder(types: readonly string[]): readonly WebhookType[] {
  if (types.length === 0) throw invalidInput('events', 'Name at least one type of event in events');
  const known: readonly string[] = webhookTypes;
  const problems = types.flatMap((type, index) =>
    known.includes(type)
      ? []
      : [
          {
            field: `events.${index}`,
            message: `There is no type "${type.slice(0, 40)}", but: ${known.join(', ')}`,
          },
        ],
  );
  if (problems.length > 0) throw new DomainError('INVALID_INPUT', 'An event type is not known', problems);
  return webhookTypes.filter((type) => types.includes(type));
}
