/** The databases of the embedded Postgres: each with an owner who can do nothing outside it. */
import { Client, DatabaseError, escapeIdentifier, escapeLiteral } from 'pg';

export interface OwnedDatabase {
  /** Of the database and of the role that owns it. */
  readonly name: string;
  readonly password: string;
}

/** The owner's URL. */
export function ownerUrl(port: number, { name, password }: OwnedDatabase): string {
  return `postgres://${name}:${encodeURIComponent(password)}@127.0.0.1:${port}/${name}`;
}

/** Far longer than a database takes on a slow disk: only a server that has stopped answering meets them. */
const limits = { connectionTimeoutMillis: 10_000, query_timeout: 30_000 };

/** Makes the database, its owner and the owner's password what they should be; cheap when they are. */
export async function ensureDatabase(
  adminUrl: string,
  ownersUrl: string,
  wanted: OwnedDatabase,
): Promise<void> {
  if (await canLogIn(ownersUrl)) return;
  const name = escapeIdentifier(wanted.name);
  await connected(adminUrl, async (admin) => {
    const { rows: roles } = await admin.query('select from pg_roles where rolname = $1', [wanted.name]);
    const verb = roles.length === 0 ? 'create' : 'alter';
    await admin.query(`${verb} role ${name} login password ${escapeLiteral(wanted.password)}`);
    const { rows: found } = await admin.query('select from pg_database where datname = $1', [wanted.name]);
    if (found.length === 0) await admin.query(`create database ${name} owner ${name}`);
    // By default every role may connect to every database.
    await admin.query(`revoke all on database ${name}, postgres, template1 from public`);
  });
}

async function canLogIn(url: string): Promise<boolean> {
  try {
    await connected(url, async () => undefined);
    return true;
  } catch (error) {
    // The server refuses: no such role, database or password. Anything else is no answer.
    if (error instanceof DatabaseError) return false;
    throw error;
  }
}

async function connected(url: string, work: (client: Client) => Promise<void>): Promise<void> {
  const client = new Client({ connectionString: url, ...limits });
  client.on('error', () => undefined); // the statement under way hears of it
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
