/** What the command line says of itself, what it refuses before it does anything, and how it ends. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { temporaryFolder, type TestFolder } from '../support/folder.ts';
import { environment, keyledger, main, shell } from './commandLine.ts';

const manifest = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
const { version } = JSON.parse(manifest) as { version: string };

let folder: TestFolder;
const settings = () => ({ DATA_DIR: join(folder.path, 'data') });
beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(async () => {
  expect(existsSync(settings().DATA_DIR)).toBe(false); // nothing here begins an installation
  await folder[Symbol.asyncDispose]();
});

describe('help', () => {
  test.each<[words: string, usage: RegExp]>([
    ['--help', /^Usage: keyledger \[options\] \[command\]\n/],
    ['help', /^Usage: keyledger \[options\] \[command\]\n/],
    ['all -h', /^Usage: keyledger all /],
    ['keys --help', /^Usage: keyledger keys /],
    ['help keys', /^Usage: keyledger keys /],
    ['keys create --help', /^Usage: keyledger keys create .*--full-access/s],
    ['history --help', /^Usage: keyledger history \[options\] <keyId>\n/],
    ['audit --help', /^Usage: keyledger audit .*ndjson/s],
    ['rebuild --help', /^Usage: keyledger rebuild .*"keys",\s+"requests"/s],
    ['token --help', /^Usage: keyledger token .*"admin", "viewer",\s+"auditor"/s],
  ])('given %s, then it is on stdout and all is well', async (words, usage) => {
    expect(await keyledger(settings(), words)).toEqual({
      code: 0,
      stdout: expect.stringMatching(usage) as string,
      stderr: '',
    });
  });

  test('names every command', async () => {
    const { stdout } = await keyledger(settings(), '--help');
    for (const command of ['all', 'api', 'worker', 'keys', 'history', 'audit', 'rebuild', 'token'])
      expect(stdout).toMatch(new RegExp(`^  ${command} `, 'm'));
  });

  test('comes whatever the settings are, and so does the version', async () => {
    expect(await keyledger({ PORT: 'x' }, '--help')).toMatchObject({ code: 0, stderr: '' });
    expect(await keyledger({ PORT: 'x' }, '--version')).toEqual({
      code: 0,
      stdout: `${version}\n`,
      stderr: '',
    });
  });

  test('that nobody reads to its end is no failure', async () => {
    expect(await shell(settings(), '{ keyledger --help; echo $? >&2; } | true')).toMatchObject({
      stderr: '0\n',
    });
  });
});

describe('a mistake in the command line', () => {
  test.each<[words: string, says: RegExp]>([
    ['kys', /unknown command 'kys'\n\(Did you mean keys\?\)\nSee: keyledger --help\n$/],
    ['--port=1', /unknown option '--port=1'\nSee: keyledger --help\n$/],
    ['all --port=1', /unknown option '--port=1'\nSee: keyledger all --help\n$/],
    ['worker now', /too many arguments for 'worker'.*\nSee: keyledger worker --help\n$/],
    ['keys lst', /unknown command 'lst'\n.*\nSee: keyledger keys --help\n$/],
    ['keys list', /required option '--merchant <id>' not specified\nSee: keyledger keys list --help\n$/],
    ['keys list --merchant m --status x', /Allowed choices are active, revoked, expired/],
    ['keys show --merchant m', /missing required argument 'keyId'/],
    ['keys create --merchant m', /required option '--name <name>' not specified/],
    ['keys create --merchant m --name ', /\n {2}name: .*\nSee: keyledger keys create --help\n$/],
    [
      'keys create --name x --full-access --merchant ',
      /\n {2}merchant: .*\nSee: keyledger keys create --help\n$/,
    ],
    [
      'keys revoke key_1 --merchant m --actor two\nlines',
      /\n {2}actor: .*\nSee: keyledger keys revoke --help\n$/,
    ],
    ['audit --from yesterday', /It takes a date \(2027-01-31\) or a timestamp/],
    ['audit --outcome DENIED', /Allowed choices are ALLOWED, /],
    ['audit --format xml', /Allowed choices are ndjson, csv/],
    ['rebuild now', /Allowed choices are keys, requests\.\nSee: keyledger rebuild --help\n$/],
    ['rebuild keys now', /Allowed choices are keys, requests/],
    ['token --role admin', /required option '--merchant <id>'/],
    ['token --merchant m --role root', /Allowed choices are admin, viewer, auditor/],
    ['token --role admin --merchant ', /--merchant cannot be used/],
    ['token --merchant two\nlines --role admin', /--merchant cannot be used/],
    [`token --merchant m --role admin --actor ${'x'.repeat(201)}`, /--actor cannot be used/],
    ['token --merchant m --role admin --hours 0', /a whole number from 1 to 720/],
  ])('given %s, then it is said on stderr with where to look, and nothing is done', async (words, says) => {
    expect(await keyledger(settings(), words)).toEqual({
      code: 2,
      stdout: '',
      stderr: expect.stringMatching(says) as string,
    });
  });

  test('given a group of commands without one of them, then its help is on stderr', async () => {
    const { code, stdout, stderr } = await keyledger(settings(), 'keys');
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^Usage: keyledger keys /);
  });
});

describe('what cannot be done', () => {
  test.each<[words: string]>([
    ['keys list --merchant m_1'],
    ['keys create --merchant m_1 --name Till --scope sales:read'],
    ['history key_1 --merchant m_1'],
    ['audit'],
    ['rebuild'],
  ])('%s: a folder without an installation is left alone, and named in one message', async (words) => {
    expect(await keyledger(settings(), words)).toEqual({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(/^keyledger: .*data holds no installation\. .*\n$/) as string,
    });
  });

  test('a setting that cannot be used is named', async () => {
    expect(await keyledger({ ...settings(), EVENTSTORE_URL: 'kurrentdb://x' }, 'audit')).toEqual({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(/^keyledger: .*\n {2}EVENTSTORE_URL: looks like esdb:.*\n$/) as string,
    });
  });
});

test('given Ctrl-C while it waits for a store, then it ends of that signal, at once', async () => {
  const silent = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => void silent.close());
  await once(silent, 'listening');
  const { port } = silent.address() as AddressInfo;
  const stores = {
    DATABASE_URL: `postgres://u:p@127.0.0.1:${port}/x`,
    EVENTSTORE_URL: `esdb://127.0.0.1:${port}?tls=false`,
  };
  const child = spawn(process.execPath, [main, 'keys', 'list', '--merchant', 'm_1'], {
    env: environment({ ...settings(), ...stores }),
    stdio: 'ignore',
  });
  await once(silent, 'connection');
  child.kill('SIGINT');
  expect(await once(child, 'exit')).toEqual([null, 'SIGINT']);
});
