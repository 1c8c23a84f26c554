/** A name server of the test's own, over UDP, that answers what the test says, and may say something else each time. */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { decode, encode, type Answer, type Question } from 'dns-packet';

export interface DnsServer extends AsyncDisposable {
  /** For `dnsResolve`. */
  readonly servers: readonly string[];
  /** What was asked, as `A example.com`. */
  readonly asked: readonly string[];
}

/** The records for a question; `undefined` for silence. */
export type Answers = (question: Question, nth: number) => readonly Answer[] | undefined;

/** An address record. */
export function address(name: string, data: string): Answer {
  return { type: data.includes(':') ? 'AAAA' : 'A', name, ttl: 0, data };
}

/** @param answers `nth` counts the questions for this name and type, from 0 */
export async function startDnsServer(answers: Answers): Promise<DnsServer> {
  const asked: string[] = [];
  const socket = createSocket('udp4');
  socket.on('message', (message, { port, address: from }) => {
    const { id, questions = [] } = decode(message);
    const [question] = questions;
    if (question === undefined) return;
    const text = `${question.type} ${question.name}`;
    const nth = asked.filter((earlier) => earlier === text).length;
    asked.push(text);
    const records = answers(question, nth);
    if (records === undefined) return;
    socket.send(encode({ type: 'response', id, questions, answers: [...records] }), port, from);
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return {
    servers: [`127.0.0.1:${socket.address().port}`],
    asked,
    async [Symbol.asyncDispose]() {
      socket.close();
      await once(socket, 'close');
    },
  };
}
