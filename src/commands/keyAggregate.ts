/** The key as commands run on it. */
import { decide, type KeyCommand } from '../domain/key.ts';
import { decodeKeyEvent, encodeKeyEvent, keyStream, type KeyEvent } from '../domain/keyEvents.ts';
import { evolve, initialState, type KeyState } from '../domain/keyState.ts';
import type { Aggregate } from './handle.ts';

export const keyAggregate: Aggregate<KeyState, KeyCommand, KeyEvent> = {
  noun: 'key',
  stream: keyStream,
  initialState,
  decide,
  evolve,
  codec: { encode: encodeKeyEvent, decode: decodeKeyEvent },
};
