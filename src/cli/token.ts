/** `token`: a management token of an installation that signs its own. Prints the JWT and nothing else. */
import { existsSync } from 'node:fs';
import { Option, type Command } from 'commander';
import { ConfigError, type Config } from '../config.ts';
import { localTokens, type Principal } from '../http/tokens.ts';
import { keptTokenKey } from '../secrets.ts';
import type { ReadSettings } from './ending.ts';
import { wholeNumber } from './options.ts';
import { print, remark } from './output.ts';
import { principalOf, withPrincipal, type PrincipalOptions } from './principal.ts';

interface TokenOptions extends PrincipalOptions {
  readonly hours: number;
}

/** Adds the command. */
export function tokenCommand(program: Command, settings: ReadSettings): void {
  const command = program
    .command('token')
    .description('print a management token, where no identity provider signs them');
  withPrincipal(command, 'what the token permits')
    .addOption(
      new Option('--hours <number>', 'how long it is valid').argParser(wholeNumber(1, 720)).default(24),
    )
    .action(async ({ hours, ...options }: TokenOptions) => {
      const principal = principalOf(options, command);
      return print(`${await signed(settings(), principal, hours * 3600)}\n`);
    });
}

async function signed(config: Config, principal: Principal, seconds: number): Promise<string> {
  if (config.tokenIssuer !== undefined) {
    throw new ConfigError(
      'Tokens come from the identity provider that JWT_ISSUER names; none are signed here',
    );
  }
  if (!existsSync(config.dataDir)) {
    remark(`${config.dataDir} is new. Only a service with this DATA_DIR takes the token.`);
  }
  const tokens = await localTokens(await keptTokenKey({ dataDir: config.dataDir, mayCreate: true }));
  return tokens.sign(principal, seconds);
}
