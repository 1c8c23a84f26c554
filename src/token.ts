/** A management token of an installation that signs its own. Prints the JWT and nothing else. */
import { parseArgs } from 'node:util';
import { ConfigError, type Config } from './config.ts';
import { localTokens, roles } from './http/tokens.ts';
import { keptTokenKey } from './secrets.ts';

const usage = `npm run -s token -- --merchant <id> --role <${roles.join('|')}> [--actor <name>] [--hours <1-720>]`;

export async function printToken(config: Config, args: readonly string[]): Promise<void> {
  if (config.tokenIssuer !== undefined) {
    throw new ConfigError(
      'Tokens come from the identity provider that JWT_ISSUER names; none are signed here',
    );
  }
  const { merchant, role, actor, hours } = readArguments(args);
  const named = roles.find((known) => known === role);
  const lifetimeHours = Number(hours);
  if (merchant === undefined || named === undefined || !(lifetimeHours >= 1 && lifetimeHours <= 720)) {
    throw new ConfigError(`Usage: ${usage}`);
  }
  const tokens = await localTokens(await keptTokenKey({ dataDir: config.dataDir, mayCreate: true }));
  const token = await tokens.sign({ actor, merchantId: merchant, role: named }, lifetimeHours * 3600);
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
