import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** A process of its own that runs our build, for the tests that kill one. */
export interface TestChild extends AsyncDisposable {
  readonly process: ChildProcess;
  /** What it printed as its first line, as JSON. */
  readonly said: unknown;
  kill(signal: NodeJS.Signals): Promise<void>;
}

/** The URL of a module of the build, such as `embedded/postgres.js`. */
export const built = (module: string): string => new URL(`../../dist/${module}`, import.meta.url).href;

export const repository = fileURLToPath(new URL('../..', import.meta.url));

/** Runs this program (an ES module); resolves when it has printed its first line. Throws what it says on stderr when it ends before. */
export async function startChild(
  program: string,
  as: { uid?: number; gid?: number } = {},
): Promise<TestChild> {
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    stdio: ['ignore', 'pipe', 'pipe'],
    cwd: '/',
    ...as,
  });
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (words: string) => (complaint += words));
  const exited = once(child, 'exit');
  const line = await Promise.race([
    once(createInterface(child.stdout), 'line').then(([first]) => first as string),
    exited.then(() => undefined),
  ]);
  if (line === undefined) throw new Error(`The child ended before it said anything. ${complaint}`);
  const kill = async (signal: NodeJS.Signals): Promise<void> => {
    child.kill(signal);
    await exited;
  };
  return {
    process: child,
    said: JSON.parse(line) as unknown,
    kill,
    [Symbol.asyncDispose]: () => kill('SIGKILL'),
  };
}
