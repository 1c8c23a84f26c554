/** A management token of an installation that signs its own. Prints the JWT and nothing else. */
import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { ConfigError, type Config } from './config.ts';
import { claimsSchema, localTokens, roles } from './http/tokens.ts';
import { keptTokenKey } from './secrets.ts';

const usage = `npm run -s token -- --merchant <id> --role <${roles.join('|')}> [--actor <name>] [--hours <1-720>]`;

export async function printToken(config: Config, args: readonly string[]): Promise<void> {
  if (config.tokenIssuer !== undefined) {
    throw new ConfigError(
      'Tokens come from the identity provider that JWT_ISSUER names; none are signed here',
    );
  }
  const { merchant, role, actor, hours } = readArguments(args);
  const lifetimeHours = Number(hours);
  // What the API would refuse is not signed.
  const claims = claimsSchema.safeParse({ sub: actor, merchant, role });
  if (!claims.success || !(lifetimeHours >= 1 && lifetimeHours <= 720))
    throw new ConfigError(`Usage: ${usage}`);
  if (!existsSync(config.dataDir)) {
    process.stderr.write(
      `keyledger: ${config.dataDir} is new. Only a service with this DATA_DIR takes the token.\n`,
    );
  }
  const tokens = await localTokens(await keptTokenKey({ dataDir: config.dataDir, mayCreate: true }));
  const principal = { actor, merchantId: claims.data.merchant, role: claims.data.role };
  const token = await tokens.sign(principal, lifetimeHours * 3600);
  process.stdout.write(`${token}\n`);
}

function readArguments(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        merchant: { type: 'string' },
        role: { type: 'string' },
        actor: { type: 'string', default: 'operator' },
        hours: { type: 'string', default: '24' },
      },
    }).values;
  } catch (error) {
    throw new ConfigError(`${error instanceof Error ? error.message : String(error)}\nUsage: ${usage}`);
  }
}
