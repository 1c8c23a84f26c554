/**
 * Golden fixtures: one file per type and version, the stored form and what it must be read as for ever. They are only
 * ever added to: a new version gets a new file, and `sha256sum *.json > digests.txt` one more line.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { decodeInstallationSealed, encodeInstallationSealed } from '../../src/domain/installation.ts';
import type { Seal } from '../../src/domain/installation.ts';
import { decodeKeyEvent, encodeKeyEvent, keyEventVersions } from '../../src/domain/keyEvents.ts';
import type { KeyEvent, StoredEvent } from '../../src/domain/keyEvents.ts';

const folder = new URL('golden/', import.meta.url);
const bytesOf = (file: string) => readFileSync(new URL(file, folder));
const fixtureOf = (file: string) =>
  JSON.parse(bytesOf(file).toString()) as { readonly stored: StoredEvent; readonly decoded: unknown };

const keyEvents = Object.entries(keyEventVersions).flatMap(([type, count]) =>
  Array.from({ length: count }, (_, index) => ({ type, version: index + 1 })),
);
const files = readdirSync(folder).filter((file) => file.endsWith('.json'));
const digests = new Map(
  bytesOf('digests.txt')
    .toString()
    .trim()
    .split('\n')
    .map((line): [string, string] => [line.slice(66), line.slice(0, 64)]),
);

describe('golden fixtures', () => {
  it('cover every type and version, and nothing that is not known', () => {
    expect(keyEvents.length).toBeGreaterThanOrEqual(7);
    const all = [...keyEvents, { type: 'InstallationSealed', version: 1 }];
    expect(files.toSorted()).toEqual(all.map(({ type, version }) => `${type}.v${version}.json`).toSorted());
  });

  it.each(keyEvents)('$type version $version is read exactly', ({ type, version }) => {
    const { stored, decoded } = fixtureOf(`${type}.v${version}.json`);
    expect(stored).toMatchObject({ type, metadata: { version } });
    expect(decodeKeyEvent(stored)).toStrictEqual(decoded);
  });

  it.each(Object.entries(keyEventVersions))('%s is written as its newest version %i', (type, newest) => {
    const { stored, decoded } = fixtureOf(`${type}.v${newest}.json`);
    expect(encodeKeyEvent(decoded as KeyEvent)).toStrictEqual(stored);
  });

  it('InstallationSealed version 1 is read and written exactly', () => {
    const { stored, decoded } = fixtureOf('InstallationSealed.v1.json');
    expect(decodeInstallationSealed(stored)).toStrictEqual(decoded);
    expect(encodeInstallationSealed(decoded as Seal, new Date('2026-02-26T15:00:00Z'))).toStrictEqual(stored);
  });

  it.each([...digests])(
    '%s is as it was when it was added: mend the code, never the fixture',
    (file, digest) => {
      expect(createHash('sha256').update(bytesOf(file)).digest('hex')).toBe(digest);
    },
  );

  it('are all listed in digests.txt, whose lines are only ever added to', () => {
    expect([...digests.keys()].toSorted()).toEqual(files.toSorted());
  });
});
