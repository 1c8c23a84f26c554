/** `sign-in`: a link that opens the portal, where no identity provider is set. Prints the link and nothing else. */
import type { Command } from 'commander';
import { ConfigError } from '../config.ts';
import { urlOf } from '../http/server.ts';
import { signInLink } from '../signIn.ts';
import type { ReadSettings } from './ending.ts';
import { print } from './output.ts';
import { principalOf, withPrincipal, type PrincipalOptions } from './principal.ts';

/** Adds the command. */
export function signInCommand(program: Command, settings: ReadSettings): void {
  const command = program
    .command('sign-in')
    .description('print a link that opens the portal once, within 15 minutes, on this machine');
  withPrincipal(command, 'what the session permits').action(async (options: PrincipalOptions) => {
    const principal = principalOf(options, command);
    const config = settings();
    if (config.port === 0) {
      throw new ConfigError('PORT=0 does not say where the portal is: set PORT as the service has it');
    }
    return print(`${await signInLink(config, urlOf(config.host, config.port), principal)}\n`);
  });
}
