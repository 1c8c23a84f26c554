/** What axe finds on a page, by the rules of WCAG 2.2 A and AA and by good practice. */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

interface Violation {
  readonly id: string;
  readonly impact: 'minor' | 'moderate' | 'serious' | 'critical' | null;
  readonly nodes: readonly { readonly target: readonly unknown[]; readonly failureSummary?: string }[];
}

const source = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const options = { runOnly: tags, resultTypes: ['violations'] };

/** Resolves when nothing moves or fades any more: halfway the colours are others. */
const settled = `(async () => {
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
  await frame();
  await frame();
  while (document.getAnimations().some(({ playState }) => playState === 'running')) await frame();
})()`;

/** Lays out what waits for it until it is scrolled to (`content-visibility`): axe takes what has no place yet for obscured. */
const laidOut = `for (const part of document.querySelectorAll('article')) part.style.contentVisibility = 'visible'`;

/** What is serious or critical, each in a line with where it is. */
export async function seriousFindings(page: Page): Promise<readonly string[]> {
  await page.evaluate(laidOut);
  await page.evaluate(settled);
  // Past the page's own policy, which lets in no script of ours.
  if ((await page.evaluate('typeof axe')) === 'undefined') await page.evaluate(source);
  const found = `axe.run(document, ${JSON.stringify(options)}).then(({ violations }) => violations)`;
  const violations = await page.evaluate<readonly Violation[]>(found);
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary = '' }) => `${id} at ${target.join(' ')}: ${failureSummary}`),
    );
}
