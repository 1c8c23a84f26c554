/** The command line as a whole: which commands there are, and how they speak. */
import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { auditCommand } from './audit.ts';
import type { ReadSettings } from './ending.ts';
import { historyCommand } from './history.ts';
import { keysCommands } from './keys.ts';
import { rebuildCommand } from './rebuild.ts';
import { serveCommands } from './serve.ts';
import { signInCommand } from './signIn.ts';
import { tokenCommand } from './token.ts';

/**
 * The parser with every command. Help and version are on stdout, mistakes on stderr with where to look; each of these
 * ends in a CommanderError instead of ending the process.
 */
export function createProgram(settings: ReadSettings): Command {
  const program = new Command('keyledger')
    .description(
      'Issues, checks and accounts for API keys. Settings come from the environment: see .env.example.',
    )
    .version(version(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print what a command does and takes')
    .exitOverride()
    .configureOutput({ outputError: (text, print) => print(text.replace(/^error: /, 'keyledger: ')) });
  serveCommands(program, settings);
  keysCommands(program, settings);
  historyCommand(program, settings);
  auditCommand(program, settings);
  rebuildCommand(program, settings);
  tokenCommand(program, settings);
  signInCommand(program, settings);
  pointToHelp(program, program.name());
  return program;
}

function pointToHelp(command: Command, path: string): void {
  command.showHelpAfterError(`See: ${path} --help`);
  for (const each of command.commands) pointToHelp(each, `${path} ${each.name()}`);
}

/** Of this program, from its package, which lies as far from its sources as from its build. */
function version(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
