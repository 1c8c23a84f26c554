/** What the primary and an API process say to each other, over the channel that node:cluster gives them. */
import type { Worker } from 'node:cluster';

export type ProcessMessage =
  /** From an API process: it answers there, or it cannot start. */
  | { readonly type: 'started'; readonly url: string }
  | { readonly type: 'failed'; readonly reason: string }
  /** From the primary: finish what is under way, and end. */
  | { readonly type: 'stop' }
  /** From either: an API process tells its own metrics, the primary those of the whole. */
  | { readonly type: 'askMetrics'; readonly question: number }
  | { readonly type: 'metrics'; readonly question: number; readonly text: string };

/** The other side: to the primary one of its processes, to that process (as `cluster.worker`) the primary. */
export type Peer = Pick<Worker, 'send' | 'on' | 'off'>;

/** Resolves when it is handed over, or lost: then the other side is gone, and hears of its own end. */
export function tell(peer: Peer, message: ProcessMessage): Promise<void> {
  return new Promise((resolve) => {
    peer.send(message, () => resolve());
  });
}

/** Calls for each message of the other side, until it is let go of. */
export function hear(peer: Peer, listener: (message: ProcessMessage) => void): () => void {
  peer.on('message', listener);
  return () => void peer.off('message', listener);
}

/** Answers the other side whenever it asks. What cannot be read is left unanswered. */
export function tellMetrics(peer: Peer, text: () => Promise<string>): void {
  hear(peer, (message) => {
    if (message.type !== 'askMetrics') return;
    const { question } = message;
    text().then(
      (told) => tell(peer, { type: 'metrics', question, text: told }),
      () => undefined,
    );
  });
}

let questions = 0;

/** The metrics of the other side, as text. @throws Error when it does not tell in time, in milliseconds */
export function askMetrics(peer: Peer, timeoutMs: number): Promise<string> {
  const question = (questions += 1);
  return new Promise((resolve, reject) => {
    const end = (): void => {
      clearTimeout(deadline);
      unheard();
    };
    const deadline = setTimeout(() => {
      end();
      reject(new Error(`The other process told no metrics within ${timeoutMs} ms`));
    }, timeoutMs);
    const unheard = hear(peer, (message) => {
      if (message.type !== 'metrics' || message.question !== question) return;
      end();
      resolve(message.text);
    });
    void tell(peer, { type: 'askMetrics', question });
  });
}
