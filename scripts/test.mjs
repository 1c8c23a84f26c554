// node scripts/test.mjs [arguments for vitest]: from a fresh clone to a verdict; stops at the first step that fails.
// With TEST_SUMMARY_FILE set, the counts of passed, failed and skipped tests are written there as JSON.
import { rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import './requireNode.mjs';

const { complain, readJson, runTool } = await import('./tools.mjs');
const { ensureInstalled } = await import('./install.mjs');
const { ensureBuilt } = await import('./compile.mjs');

/** @type {import('node:child_process').SpawnOptions} */
const shown = { stdio: ['ignore', 'inherit', 'inherit'] };
const report = join(tmpdir(), `keyledger-test-report-${process.pid}.json`);
const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
const counts = { passed: 0, failed: 0, skipped: 0 };

/** @type {Readonly<Record<string, () => Promise<unknown>>>} Each resolves to an exit code, or throws. */
const steps = {
  install: ensureInstalled,
  build: ensureBuilt,
  typecheck: () => runTool('typescript', 'tsc', ['--noEmit'], shown),
  'typecheck of the page': () => runTool('typescript', 'tsc', ['--noEmit', '-p', 'portal'], shown),
  'typecheck of the scripts': () => runTool('typescript', 'tsc', ['--noEmit', '-p', 'scripts'], shown),
  lint: () => runTool('oxlint', 'oxlint', ['--type-aware', '--deny-warnings'], shown),
  format: () => runTool('prettier', 'prettier', ['--check', '--log-level', 'warn', '.'], shown),
  test: async () => {
    const code = await runTool('vitest', 'vitest', ['run', ...reporters, ...process.argv.slice(2)], shown);
    Object.assign(counts, await countTests(report));
    if (counts.passed + counts.failed === 0) throw new Error('No test ran.');
    return code;
  },
};

try {
  for (const [name, step] of Object.entries(steps)) await timed(name, step);
} catch (error) {
  counts.failed = Math.max(counts.failed, 1);
  await finish();
  complain(error);
}
await finish();

/**
 * @param {string} name
 * @param {() => Promise<unknown>} step
 */
async function timed(name, step) {
  console.log(`▸ ${name}`);
  const started = performance.now();
  const code = await step();
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  if (code !== undefined && code !== 0) throw new Error(`▸ ${name} FAILED after ${seconds} s`);
  console.log(`▸ ${name}: ${seconds} s`);
}

async function finish() {
  await rm(report, { force: true });
  const file = process.env['TEST_SUMMARY_FILE'];
  if (file !== undefined) await writeFile(file, JSON.stringify(counts));
}

/**
 * @typedef {{ status: string, assertionResults: unknown[] }} TestFile
 * @typedef {{ numPassedTests: number, numFailedTests: number, numPendingTests: number, numTodoTests: number, testResults: TestFile[] }} Report
 */

/**
 * From vitest's JSON report. A file that fails before its first test counts as one failed test.
 * @param {string} file
 */
async function countTests(file) {
  const found = /** @type {Report} */ (await readJson(file));
  const broken = found.testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
  );
  return {
    passed: found.numPassedTests,
    failed: found.numFailedTests + broken.length,
    skipped: found.numPendingTests + found.numTodoTests,
  };
}
