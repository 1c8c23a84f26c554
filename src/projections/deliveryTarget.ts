/** Where deliveries to an endpoint go, and what they are signed with. */
import type { SecretSerials } from '../domain/webhookSecret.ts';
import type { Queryable } from '../stores/database.ts';
import { completeQuery } from './completeQuery.ts';

export interface DeliveryTarget extends SecretSerials {
  readonly url: string;
}

interface Row {
  readonly endpoint_id: string;
  readonly url: string;
  readonly secret_serial: number;
  readonly previous_ends_at: Date | null;
}

/**
 * `undefined` when nothing may be sent to the endpoint: it is disabled or deleted.
 * @throws ReadModelsNotReady, DatabaseUnavailable: then it is not known
 */
export async function findDeliveryTarget(
  database: Queryable,
  endpointId: string,
): Promise<DeliveryTarget | undefined> {
  const [row] = await completeQuery<Row>(
    database,
    `select endpoint_id, url, secret_serial, previous_ends_at from webhook_endpoints
     where endpoint_id = $1 and status = 'enabled'`,
    [endpointId],
  );
  return (
    row && {
      endpointId: row.endpoint_id,
      url: row.url,
      serial: row.secret_serial,
      previousEndsAt: row.previous_ends_at?.toISOString() ?? null,
    }
  );
}
