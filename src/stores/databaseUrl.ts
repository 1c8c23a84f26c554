/** Whether a URL of Postgres can be used, found out before anything connects. */
import { Client } from 'pg';

/** @throws Error that says what the driver cannot read in this URL, or which file it names is not there */
export function checkDatabaseUrl(url: string): void {
  // It connects when it is told to, and not before.
  void new Client({ connectionString: url });
}
