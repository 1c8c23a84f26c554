/** The contracts of webhook endpoints and of what is delivered to them. */
import { z } from 'zod';
import { deliveryStatuses } from '../../domain/webhookDelivery.ts';
import { forAdmins, forReaders, type Contract } from '../openapi/contract.ts';
import { pageQuery } from '../schemas.ts';
import {
  deliveryPageShape,
  deliveryShape,
  endpointBodies,
  endpointPageShape,
  endpointShape,
  endpointWithSecretShape,
  unprovenEndpointShape,
} from './webhookShapes.ts';

const tag = 'Webhooks';
const all = '/webhook-endpoints';
const one = `${all}/:endpointId`;
const endpoint = {
  description: 'The webhook endpoint',
  content: { json: endpointShape },
  headers: ['ETag'],
} as const;
const withSecret = {
  description: 'The webhook endpoint with its new secret',
  content: { json: endpointWithSecretShape },
  headers: ['ETag'],
} as const;

export const createWebhookEndpoint = {
  method: 'POST',
  path: all,
  operationId: 'createWebhookEndpoint',
  tag,
  summary: 'Create a webhook endpoint',
  description: 'Its signing secret is in this answer only. A merchant can have 20 of them.',
  access: forAdmins,
  body: endpointBodies.create,
  answers: { 201: { ...withSecret, headers: ['ETag', 'Location'] } },
  refusals: ['TooManyEndpoints', 'Conflict'],
  unproven: unprovenEndpointShape,
} as const satisfies Contract;

export const listWebhookEndpoints = {
  method: 'GET',
  path: all,
  operationId: 'listWebhookEndpoints',
  tag,
  summary: 'List webhook endpoints, newest first',
  access: forReaders,
  query: z.strictObject(pageQuery),
  answers: { 200: { description: 'A page of webhook endpoints', content: { json: endpointPageShape } } },
} as const satisfies Contract;

export const showWebhookEndpoint = {
  method: 'GET',
  path: one,
  operationId: 'showWebhookEndpoint',
  tag,
  summary: 'Show a webhook endpoint',
  access: forReaders,
  answers: { 200: endpoint },
  refusals: ['NoSuchEndpoint'],
} as const satisfies Contract;

const change = {
  tag,
  access: forAdmins,
  headers: ['If-Match'],
  refusals: ['NoSuchEndpoint', 'Conflict'],
  unproven: unprovenEndpointShape,
} as const satisfies Partial<Contract>;

export const changeWebhookEndpoint = {
  ...change,
  method: 'PATCH',
  path: one,
  operationId: 'changeWebhookEndpoint',
  summary: 'Change a webhook endpoint, or enable or disable it',
  body: endpointBodies.change,
  answers: { 200: endpoint },
} as const satisfies Contract;

export const deleteWebhookEndpoint = {
  ...change,
  method: 'DELETE',
  path: one,
  operationId: 'deleteWebhookEndpoint',
  summary: 'Delete a webhook endpoint',
  body: endpointBodies.nothing,
  answers: { 204: { description: 'It is deleted' } },
} as const satisfies Contract;

export const rotateWebhookSecret = {
  ...change,
  method: 'POST',
  path: `${one}/rotate-secret`,
  operationId: 'rotateWebhookSecret',
  summary: 'Give a webhook endpoint a new signing secret',
  description:
    'For 24 hours both secrets sign, so that a receiver can change over. The new one is in this answer only.',
  body: endpointBodies.nothing,
  answers: { 200: withSecret },
} as const satisfies Contract;

export const listDeliveries = {
  method: 'GET',
  path: `${one}/deliveries`,
  operationId: 'listDeliveries',
  tag,
  summary: "List a webhook endpoint's deliveries, newest first",
  access: forReaders,
  query: z.strictObject({ status: z.enum(deliveryStatuses).optional(), ...pageQuery }),
  answers: { 200: { description: 'A page of deliveries', content: { json: deliveryPageShape } } },
  refusals: ['NoSuchEndpoint'],
} as const satisfies Contract;

const send = {
  tag,
  access: forAdmins,
  body: endpointBodies.nothing,
  answers: { 202: { description: 'The delivery, in the queue', content: { json: deliveryShape } } },
} as const satisfies Partial<Contract>;

export const testWebhookEndpoint = {
  ...send,
  method: 'POST',
  path: `${one}/test`,
  operationId: 'testWebhookEndpoint',
  summary: 'Send a `webhook.test` to a webhook endpoint',
  refusals: ['NoSuchEndpoint', 'EndpointDisabled', 'TooManyPending'],
} as const satisfies Contract;

export const retryDelivery = {
  ...send,
  method: 'POST',
  path: `${one}/deliveries/:deliveryId/retry`,
  operationId: 'retryDelivery',
  summary: 'Attempt a delivery again at once',
  refusals: ['NoSuchEndpoint', 'NoSuchDelivery', 'EndpointDisabled'],
} as const satisfies Contract;
