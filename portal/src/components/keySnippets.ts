/** A key's first request, ready to be pasted: with the secret only where it is not saved to a file of code. */
import type { Key, Profile } from '../api/types.ts';
import type { SecretSnippet } from './SecretPanel.tsx';

interface Request {
  readonly method: 'GET' | 'POST';
  readonly url: string;
}

/**
 * @param origin where the service is, as whoever reads this reached it
 * @param profile the key's; without one, or without a route that the key opens, there is only the `.env` line
 */
export function keySnippets(
  secret: string,
  key: Pick<Key, 'scopes' | 'environment'>,
  profile: Profile | undefined,
  origin: string,
): readonly SecretSnippet[] {
  const variable = variableOf(profile?.name ?? '');
  const request = profile && firstRequest(key, profile, origin);
  const env: SecretSnippet = {
    id: 'env',
    label: '.env',
    note: 'One line for the environment of your program. Keep the file out of version control.',
    code: `${variable}=${secret}`,
  };
  if (request === undefined) return [env];
  return [
    { id: 'curl', label: 'curl', note: 'Ready to run in a terminal.', code: curl(secret, request) },
    {
      id: 'node',
      label: 'Node.js',
      note: 'Reads the key from the environment.',
      code: node(variable, request),
    },
    {
      id: 'python',
      label: 'Python',
      note: 'Reads the key from the environment.',
      code: python(variable, request),
    },
    env,
  ];
}

function variableOf(profile: string): string {
  return profile === '' ? 'API_KEY' : `${profile.toUpperCase().replaceAll('-', '_')}_API_KEY`;
}

/** The first route that the key's scopes open; one that reads, if there is one. */
function firstRequest(
  { scopes, environment }: Pick<Key, 'scopes' | 'environment'>,
  { routes }: Profile,
  origin: string,
): Request | undefined {
  const open = routes
    .filter((route) => route.environment === environment)
    .flatMap(({ basePath, endpoints }) => endpoints.map((endpoint) => ({ ...endpoint, basePath })))
    .filter(({ scope }) => scopes.includes(scope));
  const simple = open.filter(({ path }) => !path.includes('{'));
  const chosen = simple.find(({ method }) => method === 'GET') ?? simple[0] ?? open[0];
  return chosen && { method: chosen.method, url: `${origin}${chosen.basePath}/${chosen.path}` };
}

/** Every route that takes something takes this. */
const example = '{"name":"Test"}';

function curl(secret: string, { method, url }: Request): string {
  const lines = [`curl ${url}`, `  -H "Authorization: Bearer ${secret}"`];
  if (method === 'POST') lines.push('  -H "Content-Type: application/json"', `  -d '${example}'`);
  return lines.join(' \\\n');
}

function node(variable: string, { method, url }: Request): string {
  const options =
    method === 'GET'
      ? `  headers: { Authorization: \`Bearer \${process.env.${variable}}\` },`
      : [
          `  method: 'POST',`,
          `  headers: {`,
          `    Authorization: \`Bearer \${process.env.${variable}}\`,`,
          `    'Content-Type': 'application/json',`,
          `  },`,
          `  body: JSON.stringify({ name: 'Test' }),`,
        ].join('\n');
  return `// node --env-file=.env example.mjs
const response = await fetch('${url}', {
${options}
});
if (!response.ok) throw new Error(\`\${response.status} \${await response.text()}\`);
console.log(await response.json());`;
}

function python(variable: string, { method, url }: Request): string {
  const body = method === 'GET' ? '' : '\n    json={"name": "Test"},';
  return `# pip install requests
import os
import requests

response = requests.${method.toLowerCase()}(
    "${url}",
    headers={"Authorization": f"Bearer {os.environ['${variable}']}"},${body}
    timeout=10,
)
response.raise_for_status()
print(response.json())`;
}
