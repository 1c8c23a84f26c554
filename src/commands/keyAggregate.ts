/** The key as commands run on it. */
import { decide, evolve, initialState, type KeyCommand, type KeyState } from '../domain/key.ts';
import { decodeKeyEvent, encodeKeyEvent, keyStream, type KeyEvent } from '../domain/keyEvents.ts';
import type { Aggregate } from './handle.ts';

export const keyAggregate: Aggregate<KeyState, KeyCommand, KeyEvent> = {
  noun: 'key',
  stream: keyStream,
  initialState,
  decide,
  evolve,
  codec: { encode: encodeKeyEvent, decode: decodeKeyEvent },
};
