/** People at a browser, for the tests of pages. Each has a profile of their own, and what no page may do is noted. */
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { startChromium } from './chromium.ts';

export interface TestBrowser {
  /** Somebody who has never been here, at an empty page. */
  visit(options?: BrowserContextOptions): Promise<Visit>;
  /**
   * Sends everybody home.
   * @throws Error with whatever a page did that it must not: errors in the console, violations of the policy, requests that
   * failed or went to other hosts, refusals that the test did not name, dialogs of a script
   */
  leave(): Promise<void>;
  stop(): Promise<void>;
}

export interface Visit {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Everything that went to the console. */
  readonly said: readonly string[];
  /** Every address that was asked for. */
  readonly asked: readonly string[];
  /** How often a page asked whether it may be left by the browser's own means. It always may. */
  readonly questions: () => number;
  /** A refusal that belongs to the test, as `403 /api/v1/keys`. */
  readonly expects: (...refusals: readonly string[]) => void;
}

/** Patient, for small machines: a condition that holds is not waited for. */
const patienceMs = 20_000;

/** Chrome says it of each answer from 400 on; the answers themselves are judged. */
const refusedResource = /^Failed to load resource: the server responded with a status/;

const watchPolicy = `addEventListener('securitypolicyviolation', (event) => console.error(
  'Content Security Policy: ' + event.violatedDirective + ' ' + event.blockedURI + ' ' + event.sample));`;

/** @param origins those that a page may reach, and whose refusals count */
export async function startBrowser(origins: readonly string[]): Promise<TestBrowser> {
  const browser: Browser = await startChromium();
  const complaints: string[] = [];

  async function visit(options: BrowserContextOptions = {}): Promise<Visit> {
    const context = await browser.newContext({
      viewport: { width: 1280, height: 800 },
      locale: 'en-GB',
      timezoneId: 'Europe/Berlin',
      reducedMotion: 'reduce',
      ...options,
    });
    context.setDefaultTimeout(patienceMs);
    await context.addInitScript(watchPolicy);
    const [said, asked]: string[][] = [[], []];
    // Whether there is a session is a question with two good answers.
    const expected = new Set(['401 /api/v1/session']);
    let questions = 0;
    context.on('console', (message) => {
      said?.push(message.text());
      const isBad = message.type() === 'error' || message.type() === 'warning';
      if (isBad && !refusedResource.test(message.text())) complaints.push(`console: ${message.text()}`);
    });
    context.on('weberror', (error) => complaints.push(`error: ${error.error().message}`));
    context.on('request', (request) => {
      asked?.push(request.url());
      const { protocol, origin } = new URL(request.url());
      if (protocol.startsWith('http') && !origins.includes(origin))
        complaints.push(`foreign: ${request.url()}`);
    });
    context.on('requestfailed', (request) => {
      // What a page no longer needs, it breaks off: streams, and what was on its way when it was left.
      const reason = request.failure()?.errorText;
      if (reason !== 'net::ERR_ABORTED') complaints.push(`failed: ${request.url()} ${reason}`);
    });
    context.on('response', (response) => {
      const refusal = `${response.status()} ${new URL(response.url()).pathname}`;
      if (response.status() >= 400 && !expected.has(refusal)) complaints.push(`refused: ${refusal}`);
    });
    context.on('dialog', (dialog) => {
      if (dialog.type() === 'beforeunload') questions += 1;
      else complaints.push(`dialog: ${dialog.message()}`);
      void dialog.accept().catch(() => undefined); // the page may be gone already
    });
    return {
      page: await context.newPage(),
      context,
      said: said ?? [],
      asked: asked ?? [],
      questions: () => questions,
      expects: (...refusals) => refusals.forEach((refusal) => expected.add(refusal)),
    };
  }

  return {
    visit,
    async leave() {
      await Promise.all(browser.contexts().map((context) => context.close()));
      const found = complaints.splice(0);
      if (found.length > 0) throw new Error(`A page did what it must not:\n${found.join('\n')}`);
    },
    stop: () => browser.close(),
  };
}
