/** What is no HTTP request gets an answer in our form too: JSON, with a request id. */
import { randomUUID } from 'node:crypto';
import type { Duplex } from 'node:stream';

/** What Node cannot read as HTTP, by the code of its error; anything else is malformed. */
const unreadable: Readonly<Record<string, readonly [status: string, error: string, message: string]>> = {
  HPE_HEADER_OVERFLOW: [
    '431 Request Header Fields Too Large',
    'HEADERS_TOO_LARGE',
    'The headers are larger than 16 KiB',
  ],
  ERR_HTTP_REQUEST_TIMEOUT: ['408 Request Timeout', 'REQUEST_TIMEOUT', 'The request took too long to arrive'],
};
const malformed = ['400 Bad Request', 'BAD_REQUEST', 'The request cannot be read as HTTP'] as const;

/** For a server's `clientError`: no request exists yet that Express could answer. The connection ends with this answer. */
export function refuseUnreadable(fault: NodeJS.ErrnoException, socket: Duplex): void {
  if (!socket.writable) return void socket.destroy();
  const [status, error, message] = unreadable[fault.code ?? ''] ?? malformed;
  const body = JSON.stringify({ error, message });
  const headers = [
    `HTTP/1.1 ${status}`,
    `X-Request-Id: ${randomUUID()}`,
    'Content-Type: application/json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
  ];
  socket.end(`${headers.join('\r\n')}\r\n\r\n${body}`);
}
