import { expect, it } from 'vitest';
import { inTypeOrder, webhookTypes } from '../../src/domain/webhookTypes.ts';
import { refusalOf } from './given.ts';

it('types are kept in the order of the catalogue, once each', () => {
  expect(inTypeOrder(['api_key.revoked', 'api_key.created', 'api_key.revoked'])).toEqual([
    'api_key.created',
    'api_key.revoked',
  ]);
  expect(inTypeOrder(webhookTypes.toReversed())).toEqual(webhookTypes);
});

it.each([
  [
    ['api_key.created', 'api_key.renamed', '*'],
    ['events.1', 'events.2'],
  ],
  [['API_KEY.CREATED'], ['events.0']],
  [['constructor'], ['events.0']],
  [[], ['events']],
])('%j is refused, naming each that is not known', (types, fields) => {
  const { code, details } = refusalOf(() => inTypeOrder(types));
  expect([code, details.map(({ field }) => field)]).toEqual(['INVALID_INPUT', fields]);
});
