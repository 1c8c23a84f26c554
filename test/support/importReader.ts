/** TypeScript read without its compiler: comments go, strings become numbered places, and what is left is searched. */
export interface Code {
  readonly text: string;
  readonly strings: readonly string[];
}

const token = new RegExp(
  [
    String.raw`\/\*[\s\S]*?\*\/`,
    String.raw`\/\/[^\n]*`,
    String.raw`'(?:\\.|[^'\\\n])*'`,
    String.raw`"(?:\\.|[^"\\\n])*"`,
    // A template's placeholders stay code; one that nests another template is beyond this reader, and of our code.
    String.raw`\x60(?:\\.|[^\x60\\])*\x60`,
    // A regular expression stands where a value may begin.
    String.raw`(?<=(?:[(=:[!&|?{};,>]|\breturn)\s*)\/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[])+\/[a-z]*`,
  ].join('|'),
  'g',
);

export function tokens(source: string): Code {
  const strings: string[] = [];
  const text = source.replace(token, (found) => {
    if (found.startsWith('\x60'))
      return ` ${[...found.matchAll(/\$\{([^}]*)\}/g)].map(([, code]) => code).join(' ')} `;
    if (!found.startsWith("'") && !found.startsWith('"')) return ' ';
    strings.push(found.slice(1, -1));
    return `"${strings.length - 1}"`;
  });
  return { text, strings };
}

const importForms = [
  /\b(?:import|export)\b[^"();]*\bfrom\s*"(\d+)"/g,
  /\bimport\s*"(\d+)"/g,
  /\bimport\s*\(\s*"(\d+)"/g,
  /\brequire\s*\(\s*"(\d+)"/g,
];
/** An import whose name only a run can tell. */
export const computedImport = /\b(?:import|require)\s*\(\s*[^\s"]/;
/** The ways to the environment of the process. */
export const environmentReads = [
  /\bprocess\s*(?:\?\.|\.)\s*env\b/,
  /\bprocess\s*(?:\?\.)?\s*\[/,
  /\{[^}]*\benv\b[^}]*\}\s*=\s*(?:globalThis\.)?process\b/,
  /\bimport\b[^"();]*\benv\b[^"();]*\bfrom/,
];

/** What the file imports, types and dynamic imports included, as it is written. */
export function importsOf({ text, strings }: Code): readonly string[] {
  return importForms.flatMap((form) =>
    [...text.matchAll(form)].map(([, index]) => strings[Number(index)] ?? ''),
  );
}
