import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { inject } from 'vitest';

export interface TestDatabase {
  /** For the application's role, which uses the tables that the owner makes, as in production. */
  readonly url: string;
  /** For the role that owns the database and makes its tables. Neither is a superuser. */
  readonly ownerUrl: string;
  /** Also while somebody is connected. */
  drop(): Promise<void>;
}

/** A database of its own, with two roles of its own. @param server the superuser's URL; that of this test run by default */
export async function createTestDatabase(server = inject('postgresUrl')): Promise<TestDatabase> {
  const name = `test_${randomBytes(8).toString('hex')}`;
  const owner = `${name}_owner`;
  await asAdmin(server, 'postgres', [
    `create role ${owner} login password '${owner}'`,
    `create role ${name} login password '${name}'`,
    `create database ${name} owner ${owner}`,
    `revoke all on database ${name} from public`,
    `grant connect on database ${name} to ${name}`,
  ]);
  await asAdmin(server, name, [
    `alter default privileges for role ${owner} in schema public grant select, insert, update, delete on tables to ${name}`,
    `create schema graphile_worker authorization ${name}`,
  ]);
  return {
    url: urlOf(server, name, name),
    ownerUrl: urlOf(server, owner, name),
    drop: () =>
      asAdmin(server, 'postgres', [
        `drop database if exists ${name} with (force)`,
        `drop role if exists ${name}, ${owner}`,
      ]),
  };
}

/** Every role's password is its name. */
function urlOf(server: string, role: string, database: string): string {
  const url = new URL(server);
  url.username = role;
  url.password = role;
  url.pathname = `/${database}`;
  return url.href;
}

/** As the superuser, one after the other. */
async function asAdmin(server: string, database: string, statements: readonly string[]): Promise<void> {
  const url = new URL(server);
  url.pathname = `/${database}`;
  const admin = new Client({ connectionString: url.href });
  await admin.connect();
  try {
    for (const statement of statements) await admin.query(statement);
  } finally {
    await admin.end();
  }
}
