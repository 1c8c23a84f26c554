/** Names for prepared statements, the same for the same text on every connection. */

const mostStatements = 500;

/** @returns a function from text to name; beyond 500 texts it gives none, so that a connection never collects without end */
export function preparing(): (text: string) => string | undefined {
  const names = new Map<string, string>();
  return (text) => {
    const known = names.get(text);
    if (known !== undefined || names.size >= mostStatements) return known;
    const name = `keyledger_${names.size}`;
    names.set(text, name);
    return name;
  };
}
