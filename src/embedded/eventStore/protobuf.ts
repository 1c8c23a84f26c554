/**
 * A protobuf writer that fills its buffer from the end: by the time a message's length is written its content is
 * known, so nesting costs no copies. Fields therefore appear in reverse order of the calls, which protobuf allows.
 */

const VARINT = 0;
const LENGTH_DELIMITED = 2;

export interface ReverseWriter {
  uint64(field: number, value: bigint): void;
  string(field: number, value: string): void;
  bytes(field: number, value: Buffer): void;
  message(field: number, content: () => void): void;
  /** What has been written. */
  finish(): Buffer;
}

/** `capacity` in bytes must be enough for all that will be written. */
export function reverseWriter(capacity: number): ReverseWriter {
  const buffer = Buffer.allocUnsafe(capacity);
  let at = capacity;

  function varint(value: number): void {
    let size = 1;
    for (let rest = value; rest >= 0x80; rest = Math.floor(rest / 0x80)) size++;
    at -= size;
    let rest = value;
    for (let index = at; index < at + size - 1; index++) {
      buffer[index] = (rest % 0x80) | 0x80;
      rest = Math.floor(rest / 0x80);
    }
    buffer[at + size - 1] = rest;
  }

  function bigVarint(value: bigint): void {
    const septets: number[] = [];
    let rest = value;
    for (; rest >= 0x80n; rest >>= 7n) septets.push(Number(rest & 0x7fn) | 0x80);
    septets.push(Number(rest));
    at -= septets.length;
    buffer.set(septets, at);
  }

  const key = (field: number, wireType: number): void => varint(field * 8 + wireType);

  return {
    uint64(field, value) {
      if (value <= Number.MAX_SAFE_INTEGER) varint(Number(value));
      else bigVarint(value);
      key(field, VARINT);
    },
    string(field, value) {
      const size = Buffer.byteLength(value);
      at -= size;
      buffer.write(value, at);
      varint(size);
      key(field, LENGTH_DELIMITED);
    },
    bytes(field, value) {
      at -= value.length;
      value.copy(buffer, at);
      varint(value.length);
      key(field, LENGTH_DELIMITED);
    },
    message(field, content) {
      const end = at;
      content();
      varint(end - at);
      key(field, LENGTH_DELIMITED);
    },
    finish: () => buffer.subarray(at),
  };
}
