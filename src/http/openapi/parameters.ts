/** The parameters in paths, by name. */
import type { Json } from './components.ts';

const descriptions: Readonly<Record<string, string>> = {
  keyId: 'The id of a key',
  endpointId: 'The id of a webhook endpoint',
  deliveryId: 'The id of a delivery',
};

/** Parameter Objects of a path in Express's notation. */
export function pathParameters(path: string): readonly Json[] {
  return [...path.matchAll(/:(\w+)/g)].map(([, name = '']) => ({
    name,
    in: 'path',
    required: true,
    description: descriptions[name] ?? 'The id of an item',
    schema: { type: 'string' },
  }));
}
