/** The hand-written encoding of a recorded event, against the generated decoder. */
import { randomUUID } from 'node:crypto';
import streamsPb from '@eventstore/db-client/generated/streams_pb.js';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RecordedEvent } from '../../../src/embedded/eventStore/events.ts';
import { eventFrame, framed } from '../../../src/embedded/eventStore/frames.ts';
import { readUuid } from '../../../src/embedded/eventStore/uuids.ts';

const uint63 = fc.bigInt({ min: 0n, max: 2n ** 63n - 1n });
const bytes = fc.uint8Array({ maxLength: 300 }).map((array) => Buffer.from(array));
const events: fc.Arbitrary<RecordedEvent> = fc.record({
  id: fc.uuid(),
  type: fc.string({ unit: 'binary', minLength: 1 }),
  stream: fc.string({ unit: 'binary', minLength: 1, maxLength: 200 }),
  json: fc.boolean(),
  data: bytes,
  metadata: bytes,
  revision: uint63,
  position: uint63,
  created: fc.integer({ min: 0, max: 8.64e15 }),
});

describe.each(['string', 'structured'] as const)('with %s ids', (form) => {
  it('an encoded event decodes to itself', () => {
    fc.assert(
      fc.property(events, (event) => {
        const frame = eventFrame(framed(event), form);
        const read = streamsPb.ReadResp.deserializeBinary(frame).getEvent();
        const recorded = read?.getEvent();
        const properties = recorded?.getMetadataMap();
        expect(readUuid(recorded?.getId(), 'id')).toBe(event.id);
        expect(recorded?.getId()?.hasString()).toBe(form === 'string');
        expect({
          stream: Buffer.from(recorded?.getStreamIdentifier()?.getStreamName_asU8() ?? []).toString(),
          type: properties?.get('type'),
          contentType: properties?.get('content-type'),
          created: properties?.get('created'),
          revision: recorded?.getStreamRevision(),
          commit: recorded?.getCommitPosition(),
          prepare: recorded?.getPreparePosition(),
          place: read?.getCommitPosition(),
        }).toEqual({
          stream: event.stream,
          type: event.type,
          contentType: event.json ? 'application/json' : 'application/octet-stream',
          created: String(BigInt(event.created) * 10_000n),
          revision: String(event.revision),
          commit: String(event.position),
          prepare: String(event.position),
          place: String(event.position),
        });
        expect(Buffer.from(recorded?.getData_asU8() ?? [])).toEqual(event.data);
        expect(Buffer.from(recorded?.getCustomMetadata_asU8() ?? [])).toEqual(event.metadata);
      }),
    );
  });

  it('is encoded once', () => {
    const [event] = fc.sample(events, 1);
    if (event === undefined) throw new Error('no sample');
    const shared = framed({ ...event, id: randomUUID() });
    expect(eventFrame(shared, form)).toBe(eventFrame(shared, form));
  });
});
