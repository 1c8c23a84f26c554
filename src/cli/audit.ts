/** `audit`: every audited request, oldest first, as it comes from the database: however many there are, in little memory. */
import { open } from 'node:fs/promises';
import type { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { Option, type Command } from 'commander';
import type { Config } from '../config.ts';
import { outcomes, type AuditEntry, type Outcome } from '../domain/auditEntry.ts';
import { auditFormats, type AuditFormat } from '../domain/auditFormats.ts';
import { eachAuditEntry } from '../projections/audit.ts';
import type { ReadSettings } from './ending.ts';
import { address, instant, merchantOption } from './options.ts';
import { write } from './output.ts';
import { showProgress } from './progress.ts';
import { withStores } from './stores.ts';

interface AuditOptions {
  readonly merchant?: string;
  readonly key?: string;
  readonly from?: Date;
  readonly to?: Date;
  readonly outcome?: Outcome;
  readonly ip?: string;
  readonly format: keyof typeof auditFormats;
  readonly output?: string;
}

/** Adds the command. */
export function auditCommand(program: Command, settings: ReadSettings): void {
  program
    .command('audit')
    .description('export the audit of requests, oldest first')
    .addOption(merchantOption({ required: false }))
    .option('--key <keyId>', 'only of this key')
    .addOption(new Option('--from <time>', 'from this date or timestamp on').argParser(instant))
    .addOption(new Option('--to <time>', 'up to this one, which is not included').argParser(instant))
    .addOption(new Option('--outcome <outcome>', 'only with this one').choices(outcomes))
    .addOption(new Option('--ip <address>', 'only from this address').argParser(address))
    .addOption(
      new Option('--format <format>', 'how to write it').choices(Object.keys(auditFormats)).default('ndjson'),
    )
    .option('--output <file>', 'write to this file instead of stdout')
    .action((options: AuditOptions, command: Command) => {
      const { from, to } = options;
      if (from !== undefined && to !== undefined && from >= to) {
        command.error('error: --from must lie before --to: nothing lies between them');
      }
      return audit(settings(), options);
    });
}

async function audit(config: Config, options: AuditOptions): Promise<void> {
  const { merchant: merchantId, key: keyId, from, to, outcome, ip, format, output } = options;
  const file = output === undefined ? undefined : await created(output);
  await withStores(config, ({ database }) =>
    copy(
      eachAuditEntry(database, { merchantId, keyId, from, to, outcome, ip }),
      auditFormats[format],
      file ?? process.stdout,
    ),
  );
  if (file !== undefined) await finished(file.end());
}

/** A file that only its owner may read. @throws what the file system says */
async function created(path: string): Promise<Writable> {
  const file = (await open(path, 'w', 0o600)).createWriteStream();
  return file.on('error', () => undefined); // whoever writes hears of it
}

/** A page is read when the one before it is handed on. */
async function copy(
  pages: AsyncIterable<readonly AuditEntry[]>,
  { head, line }: AuditFormat,
  to: Writable,
): Promise<void> {
  const progress = showProgress('entries', to !== process.stdout || !process.stdout.isTTY);
  try {
    if (head !== '') await write(to, head);
    for await (const entries of pages) {
      await write(to, entries.map(line).join(''));
      progress.add(entries.length);
    }
  } finally {
    progress.end();
  }
}
