/** The tour in README.md: every command is run, as a user would, and says what the README shows. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { readmeSteps, withoutVarying } from './support/readme.ts';
import { temporaryFolder } from './support/folder.ts';
import { freePort } from './support/service.ts';

const repository = new URL('..', import.meta.url).pathname;
/** Parts one command's output from the next. */
const mark = '--- the next command ---';

test("the README's tour, from the start to a revoked key", { timeout: 120_000 }, async () => {
  const [start, ...steps] = await readmeSteps();
  expect(start?.command).toBe('npm start');
  expect(steps.length).toBeGreaterThan(20);

  await using folder = await temporaryFolder();
  const port = String(await freePort());
  const env = { ...process.env, DATA_DIR: join(folder.path, 'data'), PORT: port };
  const service = spawn('npm', ['start'], { cwd: repository, env, stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    const welcome = await said(service.stdout, 'A management token');
    expect(withoutVarying(welcome)).toContain(withoutVarying(start?.output ?? ''));

    const script = steps.map(({ command }) => `${command}\necho; echo "${mark}"`).join('\n');
    const shell = spawn('bash', ['-c', script.replace('127.0.0.1:3000', `127.0.0.1:${port}`)], {
      cwd: repository,
      env,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const outputs = (await said(shell.stdout)).split(mark);
    for (const [index, { command, output }] of steps.entries()) {
      expect(withoutVarying(outputs[index]?.trim() ?? ''), `$ ${command}`).toBe(withoutVarying(output));
    }
  } finally {
    service.kill('SIGTERM');
    // npm may be gone before what it started.
    await vi.waitFor(() => expect(existsSync(join(folder.path, 'data', 'running.json'))).toBe(false), 10_000);
  }
});

/** What a stream says until a line that holds `last`, or else to its end. */
async function said(stream: NodeJS.ReadableStream, last?: string): Promise<string> {
  let text = '';
  for await (const chunk of stream) {
    text += String(chunk);
    if (last !== undefined && text.slice(text.indexOf(last)).startsWith(last) && text.endsWith('\n')) break;
  }
  return text;
}
