/** Whom a token or a sign-in link is for: the options that say it, and a check that the API would take them. */
import { Option, type Command } from 'commander';
import { claimsSchema, roles, type Principal } from '../http/tokens.ts';
import { actorOption, merchantOption } from './options.ts';

export interface PrincipalOptions {
  readonly merchant: string;
  readonly role: string;
  readonly actor: string;
}

/** Adds the options. */
export function withPrincipal(command: Command, permits: string): Command {
  return command
    .addOption(merchantOption())
    .addOption(new Option('--role <role>', permits).choices(roles).makeOptionMandatory())
    .addOption(actorOption());
}

/** What the API would refuse is not signed: ends the command with what is wrong. */
export function principalOf({ merchant, role, actor }: PrincipalOptions, command: Command): Principal {
  const claims = claimsSchema.safeParse({ sub: actor, merchant, role });
  if (claims.success) return { actor, merchantId: merchant, role: claims.data.role };
  const names = { sub: '--actor', merchant: '--merchant', role: '--role' };
  const wrong = claims.error.issues.map(({ path: [field], message }) => ({ field, message }));
  return command.error(
    wrong
      .map(({ field, message }) => `error: ${names[field as keyof typeof names]} cannot be used: ${message}`)
      .join('\n'),
  );
}
