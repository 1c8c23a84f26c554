/** The log of the service: JSON lines, in which whatever is named like a credential shows as `[Redacted]`. */
import { pino, type DestinationStream, type Logger } from 'pino';

const credentials = (
  'authorization Authorization proxy-authorization cookie Cookie set-cookie x-api-key ' +
  'key apiKey macKey webhookKey sessionKey clientSecret csrfToken token jwt secret password pepper hash databaseUrl databaseOwnerUrl eventStoreUrl connectionString'
).split(' ');
/** As deep as headers in an error's request: `err.request.headers.authorization`. */
const depths = ['', '*', '*.*', '*.*.*'];

/** @param destination stdout when there is none */
export function createLog(level: string, destination?: DestinationStream): Logger {
  const redact = depths.flatMap((depth) => credentials.map((name) => `${depth}["${name}"]`));
  return destination === undefined ? pino({ level, redact }) : pino({ level, redact }, destination);
}
