import { describe, expect, it } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { portalContracts } from '../../src/http/contracts/portal.ts';
import { productContracts } from '../../src/http/contracts/products.ts';
import { openApiDocument } from '../../src/http/openapi/document.ts';
import { curlOf } from '../../portal/src/pages/docs/curl.ts';
import type { OpenApiDocument, Schema } from '../../portal/src/pages/docs/document.ts';
import { matching, referenceOf } from '../../portal/src/pages/docs/reference.ts';
import { constraints, fieldsOf, possibleValues, typeText } from '../../portal/src/pages/docs/schemaText.ts';

const { profiles } = readConfig({});
const contracts = [...portalContracts, ...[...profiles.values()].flatMap(productContracts)];
const document = openApiDocument(contracts, profiles) as unknown as OpenApiDocument;
const groups = referenceOf(document);
const operations = groups.flatMap((group) => group.operations);

describe('the reference of our own API', () => {
  it('has every operation of the document, each with an anchor of its own', () => {
    const count = Object.values(document.paths).flatMap((item) => Object.keys(item)).length;
    expect(operations.length).toBe(count);
    expect(count).toBeGreaterThan(40);
    expect(new Set(operations.map(({ id }) => id)).size).toBe(count);
  });

  it('follows every reference and names every type', () => {
    const schemas = operations.flatMap(({ body, successes, errors, parameters }) => [
      ...[body, ...successes, ...errors].flatMap((part) => part?.content?.schema ?? []),
      ...parameters.flatMap(({ schema }) => schema ?? []),
    ]);
    const fields = schemas.flatMap((schema) => fieldsOf(document, schema));
    expect(fields.length).toBeGreaterThan(100);
    for (const { schema } of fields) expect(typeText(document, schema)).toMatch(/\w/);
  });

  it('gives every operation a command in which nothing is left for curl to expand', () => {
    for (const operation of operations) {
      const command = curlOf(operation, 'https://keys.example.com');
      expect(command.split('\n')[0]).not.toMatch(/[{}[\]]/);
      expect(command.startsWith('curl ')).toBe(true);
    }
  });

  it('says of every error when it comes', () => {
    const unexplained = operations.flatMap(({ id, errors }) =>
      errors.flatMap(({ status, description, content }) =>
        description === '' && (content?.samples ?? []).length === 0 ? [`${id} ${status}`] : [],
      ),
    );
    expect(unexplained).toEqual([]);
  });

  it('finds operations by all words of a query, and only those', () => {
    const found = matching(groups, 'post rotate-secret').flatMap((group) => group.operations);
    expect(found.map(({ id }) => id)).toEqual(['rotateWebhookSecret']);
    expect(matching(groups, 'no such words')).toEqual([]);
    expect(matching(groups, ' ')).toEqual(groups);
  });
});

describe('a schema in words', () => {
  it.each<readonly [Schema, string, readonly string[]]>([
    [{ type: 'string', minLength: 1, maxLength: 100 }, 'string', ['1–100 characters']],
    [{ type: ['string', 'null'], format: 'date-time' }, 'string (date-time) or null', []],
    [{ anyOf: [{ type: 'integer', minimum: 0 }, { type: 'null' }] }, 'integer or null', ['at least 0']],
    [{ type: 'array', items: { type: 'string' }, maxItems: 100 }, 'array of string', ['at most 100 items']],
    [{ type: 'integer', maximum: Number.MAX_SAFE_INTEGER }, 'integer', []],
    [{ type: 'object', additionalProperties: { type: 'string' } }, 'map of string', []],
    [{ $ref: '#/components/schemas/Key' }, 'Key', []],
  ])('%j is %s', (schema, type, limits) => {
    expect(typeText(document, schema)).toBe(type);
    expect(constraints(document, schema)).toEqual(limits);
  });

  it('lists the values that are possible, also of the items of a list', () => {
    const schema: Schema = { type: 'array', items: { enum: ['live', 'test'] } };
    expect(possibleValues(document, schema)).toEqual(['live', 'test']);
  });
});
