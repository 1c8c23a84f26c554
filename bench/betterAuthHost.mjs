/**
 * The same route behind the API keys of better-auth, on the Postgres that DATABASE_URL names: `node betterAuthHost.mjs <default|memory>`.
 * `default` keeps keys and limits in the database, as it does when nothing is said; `memory` is its fastest, secondary storage
 * that is a Map in this process. The limit is on in both, and raised out of the way. Prints where it answers and the key
 * as JSON; ends with its standard input.
 */
import { apiKey } from '@better-auth/api-key';
import { betterAuth } from 'better-auth';
import { getMigrations } from 'better-auth/db/migration';
import express from 'express';
import { Pool } from 'pg';

const inMemory = process.argv[2] === 'memory';
/** @type {Map<string, string>} */
const stored = new Map();
const options = {
  secret: 'a secret for the bench, long enough',
  baseURL: 'http://127.0.0.1',
  database: new Pool({ connectionString: process.env['DATABASE_URL'], max: 10 }),
  emailAndPassword: { enabled: true },
  ...(inMemory && {
    secondaryStorage: {
      get: async (/** @type {string} */ key) => stored.get(key) ?? null,
      set: async (/** @type {string} */ key, /** @type {string} */ value) => void stored.set(key, value),
      delete: async (/** @type {string} */ key) => void stored.delete(key),
    },
  }),
  plugins: [
    apiKey({
      rateLimit: { enabled: true, timeWindow: 60_000, maxRequests: 1_000_000_000 },
      ...(inMemory && { storage: 'secondary-storage' }),
    }),
  ],
};
const { runMigrations } = await getMigrations(options);
await runMigrations();
const auth = betterAuth(options);
const email = `bench-${process.pid}@example.com`;
const { user } = await auth.api.signUpEmail({ body: { email, name: 'Bench', password: 'a long password' } });
const { key } = await auth.api.createApiKey({ body: { userId: user.id } });

const app = express();
app.get('/public/api/v1/sales', async (request, response) => {
  const presented = request.get('authorization')?.slice('Bearer '.length) ?? '';
  const { valid } = await auth.api.verifyApiKey({ body: { key: presented } });
  if (valid) response.json({ items: [] });
  else response.status(401).json({ error: 'UNAUTHORIZED' });
});
const server = app.listen(0, '127.0.0.1', () => {
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : '';
  console.log(JSON.stringify({ url: `http://127.0.0.1:${port}`, key }));
});
process.stdin.resume().on('end', () => process.exit());
