import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { dirname, join, normalize, sep } from 'node:path';
import { describe, expect, test } from 'vitest';
import { computedImport, environmentReads, importsOf, tokens } from './support/importReader.ts';

/** Who may import whom: the folders of src, and which packages. */
interface Layer {
  readonly folders: readonly string[];
  /** Undefined: any, except what is reserved below. */
  readonly packages?: RegExp;
}

const layers: Readonly<Record<string, Layer>> = {
  domain: { folders: [], packages: /^(zod|ipaddr\.js|node:crypto)$/ },
  stores: { folders: ['domain'] },
  commands: { folders: ['domain', 'stores'] },
  projections: { folders: ['domain', 'stores'] },
  http: { folders: ['domain', 'commands', 'projections'] },
  workers: { folders: ['domain', 'stores', 'commands', 'projections'] },
  embedded: {
    folders: [],
    packages: /^(node:.+|pg|@grpc\/grpc-js|google-protobuf\/.+|@eventstore\/db-client\/generated\/.+)$/,
  },
  // A part of the composition root, which grew a folder.
  cli: {
    folders: ['', 'domain', 'stores', 'commands', 'projections', 'http', 'workers', 'embedded'],
  },
};

/** The files directly in src put everything together: they import what they like, and no folder imports them. */
const compositionRoot = '';

/** Packages that only these folders import. */
const reserved: readonly (readonly [name: RegExp, folders: readonly string[]])[] = [
  [/^@eventstore\/db-client$/, ['stores']],
  [/^@eventstore\/db-client\/generated\//, ['stores', 'embedded']],
  [/^@eventstore\/db-client\/(?!generated\/)/, []],
  [/^pg$/, ['stores', 'embedded']],
  [/^pg-listen$/, ['stores']],
  [/^@redis\//, ['stores']],
  [/^@grpc\//, ['embedded']],
  [/^commander$/, ['cli']],
  [/^prom-client$/, [compositionRoot]],
];

/** The files that read the environment. */
const readsEnvironment = new Set(['main.ts', 'config.ts']);

interface Source {
  /** Below src, such as `http/app.ts`. */
  readonly path: string;
  readonly text: string;
}

/** Everything in this file that the rules do not allow, in words. */
function violations({ path, text }: Source): readonly string[] {
  const code = tokens(text);
  const folder = folderOf(path);
  const environment =
    readsEnvironment.has(path) || !environmentReads.some((pattern) => pattern.test(code.text))
      ? []
      : [`${path} reads the environment`];
  return [
    ...environment,
    ...(computedImport.test(code.text) ? [`${path} imports what only a run can tell`] : []),
    ...importsOf(code).flatMap((name) => {
      const fault = name.startsWith('.') ? folderFault(path, folder, name) : packageFault(folder, name);
      return fault === undefined ? [] : [`${path} imports ${name}: ${fault}`];
    }),
  ];
}

function folderFault(path: string, folder: string, name: string): string | undefined {
  const target = normalize(join(dirname(path), name))
    .split(sep)
    .join('/');
  if (target.startsWith('../')) return 'outside src';
  const targetFolder = folderOf(target);
  if (folder === compositionRoot || folder === targetFolder) return undefined;
  return layers[folder]?.folders.includes(targetFolder) === true ? undefined : `not for ${folder}`;
}

function packageFault(folder: string, name: string): string | undefined {
  const layer = layers[folder];
  if (layer?.packages !== undefined && !layer.packages.test(name)) return `not for ${folder}`;
  const claimed = reserved.find(([pattern]) => pattern.test(name));
  return claimed === undefined || claimed[1].includes(folder)
    ? undefined
    : `only for ${claimed[1].join(', ')}`;
}

const folderOf = (path: string): string =>
  path.includes('/') ? (path.split('/')[0] ?? '') : compositionRoot;

function sources(): readonly Source[] {
  const folder = fileURLToPath(new URL('../src', import.meta.url));
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .map((path) => ({
      path: path.split(sep).join('/'),
      text: readFileSync(join(folder, path), 'utf8'),
    }));
}

describe('the sources', () => {
  const all = sources();

  test('are there, in every folder of the table, and in no other', () => {
    expect(all.length).toBeGreaterThan(50);
    expect([...new Set(all.map(({ path }) => folderOf(path)))].toSorted()).toEqual(
      [compositionRoot, ...Object.keys(layers)].toSorted(),
    );
  });

  test('have imports, and as many as a look at the lines shows', () => {
    const seen = all.map(({ text }) => importsOf(tokens(text)).length);
    const shown = all.map(({ text }) => text.match(/^(import |export .*\bfrom '|\} from ')/gm)?.length ?? 0);
    expect(seen.reduce((sum, n) => sum + n, 0)).toBeGreaterThan(200);
    // A statement of several lines shows twice: where it begins and where it ends.
    const blind = all.filter((_, i) => (shown[i] ?? 0) > 0 && (seen[i] ?? 0) * 2 < (shown[i] ?? 0));
    expect(blind.map(({ path }) => path)).toEqual([]);
  });

  test('import what the table allows', () => {
    expect(all.flatMap(violations)).toEqual([]);
  });
});

describe('the reader is not blind', () => {
  test.each<[path: string, text: string]>([
    ['domain/a.ts', `import { x } from '../stores/x.ts';`],
    ['domain/a.ts', `import type { X } from '../stores/x.ts';`],
    ['domain/a.ts', `import x, {\n  y,\n} from "../stores/x.ts"`],
    ['domain/a.ts', `export * from '../commands/x.ts';`],
    ['domain/a.ts', `export type { X } from '../commands/x.ts';`],
    ['domain/a.ts', `import 'pino';`],
    ['domain/a.ts', `const fs = await import('node:fs');`],
    ['domain/a.ts', `const fs = await import(/* why not */ 'node:fs');`],
    ['domain/a.ts', `type Fs = typeof import('node:fs');`],
    ['domain/a.ts', `const a = /['"]/; import 'pino'; const b = /['"]/;`],
    ['domain/a.ts', `const a = 'it\\'s'; import 'pino';`],
    ['domain/a.ts', `const a = b / 2; import 'pino'; const c = d / 2;`],
    ['domain/deep/a.ts', `import '../../http/app.ts';`],
    ['commands/a.ts', `import '../projections/a.ts';`],
    ['projections/a.ts', `import '../commands/a.ts';`],
    ['http/a.ts', `import '../stores/database.ts';`],
    ['http/a.ts', `import '../workers/a.ts';`],
    ['http/a.ts', `import '../config.ts';`],
    ['http/a.ts', `import { Client } from 'pg';`],
    ['http/a.ts', `import '@eventstore/db-client';`],
    ['http/a.ts', `import '@eventstore/db-client/generated/streams_pb.js';`],
    ['workers/a.ts', `import '@eventstore/db-client';`],
    ['embedded/a.ts', `import '@eventstore/db-client';`],
    ['embedded/a.ts', `import '../domain/key.ts';`],
    ['embedded/a.ts', `import 'express';`],
    ['stores/a.ts', `import '@eventstore/db-client/dist/index.js';`],
    ['service.ts', `import '@eventstore/db-client';`],
    ['service.ts', `import '../portal/page.ts';`],
    ['unknown/a.ts', `import '../domain/key.ts';`],
    ['stores/a.ts', `await import(name);`],
    ['stores/a.ts', `const url = process.env.DATABASE_URL;`],
    ['stores/a.ts', `const url = process.env['DATABASE_URL'];`],
    ['stores/a.ts', `const url = process['env'].DATABASE_URL;`],
    ['stores/a.ts', `const { env } = process;`],
    ['stores/a.ts', `const { pid, env: e } = globalThis.process;`],
    ['stores/a.ts', `import { env } from 'node:process';`],
    ['stores/a.ts', 'const url = `${process.env.HOST}:1`;'],
    ['embedded/host.ts', `fork(file, { env: process.env });`],
  ])('%s: %s', (path, text) => {
    expect(violations({ path, text })).toHaveLength(1);
  });

  test.each<[path: string, text: string]>([
    ['domain/a.ts', `// import 'pino'; process.env\nimport { z } from 'zod';`],
    ['domain/a.ts', `/* import 'pino'; */ import './key.ts';`],
    ['domain/a.ts', `const words = "import 'pino'";`],
    ['domain/a.ts', 'const words = `import "pino"; process.env`;'],
    ['embedded/host.ts', `spawn(file, { env: { TZ: 'UTC' } });`],
    ['stores/a.ts', `import { EventStoreDBClient } from '@eventstore/db-client';`],
    ['stores/a.ts', `process.exit(1);`],
    ['config.ts', `export const port = process.env['PORT'];`],
    ['service.ts', `import { app } from './http/app.ts'; import { pino } from 'pino';`],
    ['workers/a.ts', `import '../commands/keys.ts'; import '../stores/database.ts';`],
  ])('and sees no ghosts in %s: %s', (path, text) => {
    expect(violations({ path, text })).toEqual([]);
  });
});
