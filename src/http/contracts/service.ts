/** The contracts of the service itself: health, metrics, this document. */
import { forAnyone, type Contract } from '../openapi/contract.ts';
import { aliveShape, readinessShape } from './serviceShapes.ts';

export const showHealth = {
  method: 'GET',
  path: '/healthz',
  operationId: 'showHealth',
  tag: 'Service',
  summary: 'Whether the process answers',
  access: forAnyone,
  answers: { 200: { description: 'It does', content: { json: aliveShape } } },
} as const satisfies Contract;

export const showReadiness = {
  method: 'GET',
  path: '/readyz',
  operationId: 'showReadiness',
  tag: 'Service',
  summary: 'Whether the service can do its work',
  access: forAnyone,
  answers: {
    200: { description: 'It can', content: { json: readinessShape } },
    503: {
      description: 'Not now: `checks` says what is wrong',
      content: { json: readinessShape },
      headers: ['Retry-After'],
    },
  },
} as const satisfies Contract;

export const showMetrics = {
  method: 'GET',
  path: '/metrics',
  operationId: 'showMetrics',
  tag: 'Service',
  summary: 'What is counted, for Prometheus',
  access: forAnyone,
  answers: {
    200: {
      description: 'The metrics now',
      content: {
        type: 'text/plain',
        about: 'The text format of Prometheus',
        example: '# TYPE keyledger_requests_total counter\n',
      },
    },
  },
} as const satisfies Contract;

export const showOpenApi = {
  method: 'GET',
  path: '/openapi.json',
  operationId: 'showOpenApi',
  tag: 'Service',
  summary: 'This document',
  access: forAnyone,
  answers: {
    200: {
      description: 'An OpenAPI 3.1 document',
      content: { type: 'application/json', about: 'OpenAPI 3.1', example: '{"openapi":"3.1.1"}' },
    },
  },
} as const satisfies Contract;
