/** Refusals as Response Objects of OpenAPI, by status. Most are those of many operations, so they are named. */
import type { z } from 'zod';
import { errorShape } from '../contracts/serviceShapes.ts';
import { exampleOf, nameOf, reference, type Json } from './components.ts';
import { headerObjects } from './headers.ts';
import type { RefusalExample } from './refusals.ts';

/** Named responses, collected while a document is made. */
export type Responses = Map<string, Json>;

/** @param unproven what a 503 also carries */
export function refusalResponses(
  examples: readonly RefusalExample[],
  unproven: z.ZodType | undefined,
  named: Responses,
): Json {
  const statuses = [...new Set(examples.map(({ answer }) => answer.status))].toSorted((a, b) => a - b);
  return Object.fromEntries(
    statuses.map((status) => {
      const ofStatus = examples.filter(({ answer }) => answer.status === status);
      return [status, namedResponse(ofStatus, status === 503 ? unproven : undefined, named)];
    }),
  ) as Json;
}

/** Two profiles may refuse for the same reasons in other words: then the words of the second stand where they are used. */
function namedResponse(
  refusals: readonly RefusalExample[],
  alternative: z.ZodType | undefined,
  named: Responses,
): Json {
  const response = responseObject(refusals, alternative);
  const parts = refusals.map(({ name }) => name);
  const name = [...parts, ...(alternative === undefined ? [] : [nameOf('output', alternative)])].join('-');
  const known = named.get(name) ?? response;
  if (JSON.stringify(known) !== JSON.stringify(response)) return response;
  named.set(name, known);
  return { $ref: `#/components/responses/${name}` };
}

function responseObject(refusals: readonly RefusalExample[], alternative?: z.ZodType): Json {
  const codes = [...new Set(refusals.map(({ answer }) => (answer.body as { error: string }).error))];
  const schema = {
    allOf: [
      reference('output', errorShape),
      { type: 'object', properties: { error: { enum: codes } }, required: ['error'] },
    ],
  };
  return {
    description: refusals.map(({ when }) => when).join('. '),
    headers: headerObjects(refusals.map(({ answer }) => Object.keys(answer.headers ?? {}))),
    content: {
      'application/json': {
        schema: alternative === undefined ? schema : { anyOf: [schema, reference('output', alternative)] },
        examples: {
          ...(Object.fromEntries(
            refusals.map(({ name, when, answer }) => [name, { summary: when, value: answer.body }]),
          ) as Json),
          ...(alternative !== undefined && {
            Unproven: {
              summary: 'It was recorded, and is not proven to hold yet',
              value: exampleOf(alternative),
            },
          }),
        },
      },
    },
  };
}
