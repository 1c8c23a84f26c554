/** UUIDs on the wire: a string, or two signed 64-bit halves. Inside the store they are lower-case strings. */
import type { UUID } from '@eventstore/db-client/generated/shared_pb.js';
import { invalidArgument } from './errors.ts';

const UUID_FORM = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Throws INVALID_ARGUMENT when `uuid` is missing or not a UUID. */
export function readUuid(uuid: UUID | undefined, what: string): string {
  const structured = uuid?.getStructured();
  if (structured !== undefined)
    return fromHalves(
      BigInt(structured.getMostSignificantBits()),
      BigInt(structured.getLeastSignificantBits()),
    );
  const id = uuid?.getString().toLowerCase() ?? '';
  if (!UUID_FORM.test(id)) throw invalidArgument(`${what} must be a UUID.`);
  return id;
}

/** The two halves as the unsigned numbers whose bits the wire's signed ones have. */
export function toHalves(id: string): { most: bigint; least: bigint } {
  const hex = id.replaceAll('-', '');
  return { most: BigInt(`0x${hex.slice(0, 16)}`), least: BigInt(`0x${hex.slice(16)}`) };
}

const hex = (half: bigint): string => BigInt.asUintN(64, half).toString(16).padStart(16, '0');

function fromHalves(most: bigint, least: bigint): string {
  const all = hex(most) + hex(least);
  return [all.slice(0, 8), all.slice(8, 12), all.slice(12, 16), all.slice(16, 20), all.slice(20)].join('-');
}
