/** `token`: a management token of an installation that signs its own. Prints the JWT and nothing else. */
import { existsSync } from 'node:fs';
import { Option, type Command } from 'commander';
import { ConfigError, type Config } from '../config.ts';
import { claimsSchema, localTokens, roles, type Principal } from '../http/tokens.ts';
import { keptTokenKey } from '../secrets.ts';
import type { ReadSettings } from './ending.ts';
import { actorOption, merchantOption, wholeNumber } from './options.ts';
import { print, remark } from './output.ts';

interface TokenOptions {
  readonly merchant: string;
  readonly role: string;
  readonly actor: string;
  readonly hours: number;
}

/** Adds the command. */
export function tokenCommand(program: Command, settings: ReadSettings): void {
  program
    .command('token')
    .description('print a management token, where no identity provider signs them')
    .addOption(merchantOption())
    .addOption(new Option('--role <role>', 'what the token permits').choices(roles).makeOptionMandatory())
    .addOption(actorOption())
    .addOption(
      new Option('--hours <number>', 'how long it is valid').argParser(wholeNumber(1, 720)).default(24),
    )
    .action(async ({ merchant, role, actor, hours }: TokenOptions, command: Command) => {
      // What the API would refuse is not signed.
      const claims = claimsSchema.safeParse({ sub: actor, merchant, role });
      if (!claims.success) {
        const names = { sub: '--actor', merchant: '--merchant', role: '--role' };
        const wrong = claims.error.issues.map(({ path: [field], message }) => ({ field, message }));
        return command.error(
          wrong
            .map(
              ({ field, message }) =>
                `error: ${names[field as keyof typeof names]} cannot be used: ${message}`,
            )
            .join('\n'),
        );
      }
      const principal = { actor, merchantId: merchant, role: claims.data.role };
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
