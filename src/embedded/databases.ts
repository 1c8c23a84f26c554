/**
 * The databases of the embedded Postgres, and their roles, of which none can do anything outside its own database: an
 * owner who makes the tables and, where a user is wanted too, one who reads and writes them.
 */
import { Client, DatabaseError, escapeIdentifier as id, escapeLiteral } from 'pg';

export interface Role {
  readonly name: string;
  readonly password: string;
}

export interface EmbeddedDatabase {
  readonly name: string;
  /** Owns the database and the tables in its schema public. */
  readonly owner: Role;
  /** May select, insert, update and delete in the owner's tables, and not make, change or drop one. */
  readonly user?: Role;
  /** Schemas that are the user's own: for a library that makes its tables itself. */
  readonly userSchemas?: readonly string[];
}

/** The URL of a database for one of its roles. */
export function roleUrl(port: number, database: string, { name, password }: Role): string {
  return `postgres://${name}:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}`;
}

/** Where the server is: its port, and its superuser's URL of a database. */
export interface DatabaseServer {
  readonly port: number;
  url(database: string): string;
}

/** Far longer than a database takes on a slow disk: only a server that has stopped answering meets them. */
const limits = { connectionTimeoutMillis: 10_000, query_timeout: 30_000 };

/**
 * Makes the database, its roles, their passwords and their rights what they should be; cheap when they are. Killed at any
 * moment, the next start finishes it. A database that its user owns, as earlier versions made it, is handed to the owner.
 */
export async function ensureDatabase(server: DatabaseServer, wanted: EmbeddedDatabase): Promise<void> {
  if (await isAsWanted(server, wanted)) return;
  const { name, owner, user } = wanted;
  await connected(server.url('postgres'), async (admin) => {
    for (const role of user === undefined ? [owner] : [owner, user]) await ensureRole(admin, role);
    const { rows: found } = await admin.query('select from pg_database where datname = $1', [name]);
    if (found.length === 0) await admin.query(`create database ${id(name)} owner ${id(owner.name)}`);
    // By default every role may connect to every database.
    await admin.query(`revoke all on database ${id(name)}, postgres, template1 from public`);
  });
  if (user === undefined) return;
  // One text is one transaction: whoever finds any of it finds all of it.
  await connected(server.url(name), (admin) => admin.query(shared(wanted, owner, user)));
}

async function ensureRole(admin: Client, { name, password }: Role): Promise<void> {
  const { rows } = await admin.query('select from pg_roles where rolname = $1', [name]);
  const verb = rows.length === 0 ? 'create' : 'alter';
  await admin.query(`${verb} role ${id(name)} login password ${escapeLiteral(password)}`);
}

/** What lets a user work in an owner's database. */
function shared({ name, userSchemas = [] }: EmbeddedDatabase, owner: Role, user: Role): string {
  const rights = 'select, insert, update, delete on tables';
  return `
    do $$ begin
      if ${ownedBy(user)} then
        reassign owned by ${id(user.name)} to ${id(owner.name)};
        grant ${rights.replace('on', 'on all')} in schema public to ${id(user.name)};
      end if;
    end $$;
    grant connect on database ${id(name)} to ${id(user.name)};
    ${userSchemas.map((schema) => `create schema if not exists ${id(schema)} authorization ${id(user.name)};`).join('\n')}
    alter default privileges for role ${id(owner.name)} in schema public grant ${rights} to ${id(user.name)}`;
}

/** A condition: the present database is this role's. */
function ownedBy({ name }: Role): string {
  return `exists (select from pg_database where datname = current_database() and pg_get_userbyid(datdba) = ${escapeLiteral(name)})`;
}

/** A condition: this role's future tables are granted to somebody. The last of the rights that are given. */
function sharedBy({ name }: Role): string {
  return `exists (select from pg_default_acl where pg_get_userbyid(defaclrole) = ${escapeLiteral(name)} and defaclobjtype = 'r')`;
}

async function isAsWanted(
  { port }: DatabaseServer,
  { name, owner, user }: EmbeddedDatabase,
): Promise<boolean> {
  const asOwner = roleUrl(port, name, owner);
  if (user === undefined) return holds(asOwner, ownedBy(owner));
  const rights = `${ownedBy(owner)} and ${sharedBy(owner)}`;
  return (await holds(asOwner, rights)) && holds(roleUrl(port, name, user), 'true');
}

/** Whether this role can log in, and a condition holds then. */
async function holds(url: string, condition: string): Promise<boolean> {
  try {
    return await connected(url, async (client) => {
      const { rows } = await client.query<{ holds: boolean }>(`select ${condition} as holds`);
      return rows[0]?.holds === true;
    });
  } catch (error) {
    // The server refuses: no such role, database or password. Anything else is no answer.
    if (error instanceof DatabaseError) return false;
    throw error;
  }
}

async function connected<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url, ...limits });
  client.on('error', () => undefined); // the statement under way hears of it
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
