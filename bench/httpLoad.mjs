/**
 * A load of HTTP requests, in a process of its own. Its argument is JSON: host, port, the request as it goes over the wire,
 * connections, seconds. Each connection sends its next request when it has the whole answer to the one before. Prints
 * what was answered, by status, and percentiles of the latency in milliseconds.
 */
import { connect } from 'node:net';

/**
 * @typedef {{ port: number, request: string, connections: number, seconds: number }} Task
 * @typedef {{ perSecond: number, statuses: Record<string, number>, p50: number, p99: number }} Load
 */

const { port, request, connections, seconds } = /** @type {Task} */ (JSON.parse(process.argv[2] ?? '{}'));
const bytes = Buffer.from(request);
/** @type {Record<string, number>} */
const statuses = {};
/** @type {number[]} */
const latencies = [];
const began = performance.now();
const end = began + seconds * 1000;

await Promise.all(Array.from({ length: connections }, converse));
const elapsed = (performance.now() - began) / 1000;
latencies.sort((a, b) => a - b);
/** @type {Load} */
const load = { perSecond: latencies.length / elapsed, statuses, p50: percentile(0.5), p99: percentile(0.99) };
console.log(JSON.stringify(load));

function converse() {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    let answer = '';
    let sent = 0;
    const send = () => {
      sent = performance.now();
      socket.write(bytes);
    };
    socket.once('connect', send);
    socket.on('error', reject);
    socket.setEncoding('latin1');
    socket.on('data', (/** @type {string} */ chunk) => {
      answer = answer === '' ? chunk : answer + chunk;
      if (!isWhole(answer)) return;
      const now = performance.now();
      latencies.push(now - sent);
      const status = answer.slice(9, 12);
      statuses[status] = (statuses[status] ?? 0) + 1;
      answer = '';
      if (now < end) send();
      else socket.end(resolve);
    });
  });
}

/** Every answer of ours has a Content-Length. @param {string} answer */
function isWhole(answer) {
  const head = answer.indexOf('\r\n\r\n');
  if (head < 0) return false;
  const length = Number(/\r\ncontent-length: (\d+)/i.exec(answer)?.[1] ?? 0);
  return answer.length >= head + 4 + length;
}

/** @param {number} part */
function percentile(part) {
  return latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * part))] ?? NaN;
}
