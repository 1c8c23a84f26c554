/** What went wrong before an answer came, as one of the codes that may be told. */
import type { FailureCode } from '../../domain/webhookDelivery.ts';
import { AddressNotAllowed } from './connection.ts';
import { Unresolved } from './resolve.ts';

/** The attempt took longer than it may. */
export class AttemptTimeout extends Error {
  override readonly name = 'AttemptTimeout';
}

/** Codes of Node.js and undici, by how they begin; the first that fits counts. */
const codes: readonly (readonly [begins: string, failure: FailureCode])[] = [
  ['UND_ERR_CONNECT_TIMEOUT', 'timeout'],
  ['UND_ERR_HEADERS_TIMEOUT', 'timeout'],
  ['UND_ERR_BODY_TIMEOUT', 'timeout'],
  ['ETIMEDOUT', 'timeout'],
  ['ECONNREFUSED', 'connection_refused'],
  ['HPE_', 'invalid_response'],
  ['UND_ERR_HEADERS_OVERFLOW', 'invalid_response'],
  ['ERR_TLS_', 'tls'],
  ['ERR_SSL_', 'tls'],
  ['EPROTO', 'tls'],
  // How OpenSSL names what it finds wrong with a certificate (X509_V_ERR_…).
  ['CERT_', 'tls'],
  ['UNABLE_TO_', 'tls'],
  ['SELF_SIGNED_', 'tls'],
  ['DEPTH_ZERO_', 'tls'],
  ['HOSTNAME_MISMATCH', 'tls'],
  ['INVALID_CA', 'tls'],
];

/** @throws the error itself when it is about no connection, but a defect of ours */
export function failureOf(error: unknown): FailureCode {
  if (error instanceof AttemptTimeout) return 'timeout';
  if (error instanceof AddressNotAllowed) return 'address_not_allowed';
  if (error instanceof Unresolved) return 'dns';
  if (!(error instanceof Error && 'code' in error && typeof error.code === 'string')) throw error;
  const { code } = error;
  return codes.find(([begins]) => code.startsWith(begins))?.[1] ?? 'connection_failed';
}
