/** The commands that README.md shows, with the output that it shows for them. */
import { readFile } from 'node:fs/promises';

export interface Step {
  readonly command: string;
  readonly output: string;
}

const block = /^```console\n([^]*?)^```$/gm;

/** The steps of every `console` block, in order: a line behind `$ ` and the lines up to the next. */
export async function readmeSteps(): Promise<readonly Step[]> {
  const readme = await readFile(new URL('../../README.md', import.meta.url), 'utf8');
  return [...readme.matchAll(block)].flatMap(([, text = '']) =>
    text
      .split(/^\$ /m)
      .slice(1)
      .map((step) => {
        const [command = '', ...output] = step.split('\n');
        return { command, output: output.join('\n').trim() };
      }),
  );
}

/** What differs from one run to the next, by what it is. */
const varying: readonly (readonly [RegExp, string])[] = [
  [/(?:key|whe)_[0-9a-f]{32}/g, '<id>'],
  [/(?<=whsec_)[\w+/]{43}=/g, '<secret>'],
  [/(?<=sntr_)[\w-]{32}/g, '<secret>'],
  [/(?<=sntr_)[\w-]{11}/g, '<prefix>'],
  [/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '<id>'],
  [/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '<time>'],
  [/127\.0\.0\.1:\d+/g, '<address>'],
  [/(?<=code=)eyJ\S+/g, '<code>'],
];

/** The text with all that differs from run to run replaced by its name. */
export function withoutVarying(text: string): string {
  return varying.reduce((replaced, [pattern, name]) => replaced.replaceAll(pattern, name), text);
}
