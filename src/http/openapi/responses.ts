/** Refusals as Response Objects of OpenAPI, by status. Those that stand alone are named, for most operations have them. */
import type { z } from 'zod';
import { errorShape } from '../contracts/serviceShapes.ts';
import { exampleOf, reference, type Json } from './components.ts';
import { headerObjects } from './headers.ts';
import { refusalExample, refusalNames, type RefusalExample, type RefusalName } from './refusals.ts';

/** Every refusal by name. */
export function responseComponents(): Json {
  return Object.fromEntries(
    refusalNames.map((name) => [name, responseObject([refusalExample(name)])]),
  ) as Json;
}

/** @param unproven what a 503 also carries */
export function refusalResponses(examples: readonly RefusalExample[], unproven?: z.ZodType): Json {
  const statuses = [...new Set(examples.map(({ answer }) => answer.status))].toSorted((a, b) => a - b);
  return Object.fromEntries(
    statuses.map((status) => {
      const ofStatus = examples.filter(({ answer }) => answer.status === status);
      const alternative = status === 503 ? unproven : undefined;
      const [first] = ofStatus;
      const isNamed = ofStatus.length === 1 && alternative === undefined && first !== undefined;
      if (isNamed && refusalNames.includes(first.name as RefusalName)) {
        return [status, { $ref: `#/components/responses/${first.name}` }];
      }
      return [status, responseObject(ofStatus, alternative)];
    }),
  ) as Json;
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
