/**
 * Golden fixtures: one file per type and version, the stored form and what it must be read as for ever. They are only
 * ever added to: a new version gets a new file, and `sha256sum *.json > digests.txt` one more line.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { requestAuditCodec } from '../../src/domain/auditEntry.ts';
import type { EventCodec, StoredEvent } from '../../src/domain/events.ts';
import { decodeSeal, encodeSeals } from '../../src/domain/installation.ts';
import type { Seal } from '../../src/domain/installation.ts';
import { decodeKeyEvent, encodeKeyEvent, keyEventVersions } from '../../src/domain/keyEvents.ts';
import { webhookCodec } from '../../src/domain/webhookEvents.ts';

/** Every catalogue of events, whatever it holds. */
const codecs = [
  { versions: keyEventVersions, encode: encodeKeyEvent, decode: decodeKeyEvent },
  requestAuditCodec,
  webhookCodec,
] as unknown as readonly EventCodec<unknown>[];

/** The events that seal an installation. */
const seals = ['InstallationSealed', 'WebhookKeySealed'];

const folder = new URL('golden/', import.meta.url);
const bytesOf = (file: string) => readFileSync(new URL(file, folder));
const fixtureOf = (file: string) =>
  JSON.parse(bytesOf(file).toString()) as { readonly stored: StoredEvent; readonly decoded: unknown };

const events = codecs.flatMap((codec) =>
  Object.entries(codec.versions).flatMap(([type, newest]) =>
    Array.from({ length: newest }, (_, index) => ({ codec, type, version: index + 1, newest })),
  ),
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
    expect(events.length).toBeGreaterThanOrEqual(8);
    const all = [...events, ...seals.map((type) => ({ type, version: 1 }))];
    expect(files.toSorted()).toEqual(all.map(({ type, version }) => `${type}.v${version}.json`).toSorted());
  });

  it.each(events)('$type version $version is read exactly', ({ codec, type, version }) => {
    const { stored, decoded } = fixtureOf(`${type}.v${version}.json`);
    expect(stored).toMatchObject({ type, metadata: { version } });
    expect(codec.decode(stored)).toStrictEqual(decoded);
  });

  it.each(events.filter(({ version, newest }) => version === newest))(
    '$type is written as its newest version $version',
    ({ codec, type, version }) => {
      const { stored, decoded } = fixtureOf(`${type}.v${version}.json`);
      expect(codec.encode(decoded)).toStrictEqual(stored);
    },
  );

  it.each(seals)('%s version 1 is read and written exactly', (type) => {
    const { stored, decoded } = fixtureOf(`${type}.v1.json`);
    expect(decodeSeal(stored)).toStrictEqual(decoded);
    expect(encodeSeals({}, decoded as Seal, new Date('2026-02-26T15:00:00Z'))).toStrictEqual([stored]);
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
