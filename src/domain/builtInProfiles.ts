/**
 * The three products of today. Sources: "Sentry" seeds 000, 001 and 002, "Enterprise" seed 003, "Sentrial" seed 004
 * (the vendor documents that `docs/seeds.md` lists).
 */
import type { z } from 'zod';
import type { profileSchema } from './profiles.ts';

type ProfileInput = z.input<typeof profileSchema>;

const sentry: ProfileInput = {
  name: 'sentry',
  prefixes: { live: 'sntr_' },
  randomLength: 32,
  scopes: {
    'customer:read': 'View customers',
    'customer:write': 'Create/update customers',
    'invoice:read': 'View invoices',
    'invoice:write': 'Create/update invoices',
    'invoice:remind': 'Send invoice reminders',
    'sales:read': 'View sales history',
  },
  presets: [
    {
      name: 'OpenClaw Skill',
      useCase: 'AI agent sending invoices',
      scopes: ['customer:write', 'invoice:write', 'sales:read'],
    },
    {
      name: 'Website Checkout',
      useCase: 'E-commerce payment processing',
      scopes: ['customer:write', 'invoice:write'],
    },
    {
      name: 'Analytics Dashboard',
      useCase: 'Revenue reporting and analytics',
      scopes: ['sales:read', 'invoice:read'],
    },
    {
      name: 'CRM Integration',
      useCase: 'Customer data synchronization',
      scopes: ['customer:read', 'customer:write', 'invoice:read'],
    },
  ],
  errorStyle: 'codes',
  routes: [
    {
      environment: 'live',
      basePath: '/public/api/v1',
      endpoints: [
        { method: 'GET', path: 'customers', scope: 'customer:read' },
        { method: 'POST', path: 'customers', scope: 'customer:write' },
        { method: 'GET', path: 'invoices', scope: 'invoice:read' },
        { method: 'POST', path: 'invoices', scope: 'invoice:write' },
        { method: 'POST', path: 'invoices/{id}/remind', scope: 'invoice:remind' },
        { method: 'GET', path: 'sales', scope: 'sales:read' },
      ],
    },
  ],
};

const enterpriseEndpoints = [
  'invoices',
  'payment-links',
  'clients',
  'payouts',
  'disbursements',
  'webhooks',
].flatMap((path) => [
  { method: 'GET' as const, path, scope: `${path}:read` },
  { method: 'POST' as const, path, scope: `${path}:write` },
]);

const enterprise: ProfileInput = {
  name: 'enterprise',
  prefixes: { live: 'sk_live_', test: 'sk_test_' },
  randomLength: 32,
  scopes: {
    'invoices:read': 'View invoices',
    'invoices:write': 'Create and update invoices',
    'payment-links:read': 'View payment links',
    'payment-links:write': 'Create payment links',
    'clients:read': 'View clients',
    'clients:write': 'Create and update clients',
    'payouts:read': 'View payouts',
    'payouts:write': 'Create payouts',
    'disbursements:read': 'View disbursements',
    'disbursements:write': 'Create disbursements',
    'webhooks:read': 'View webhook endpoints',
    'webhooks:write': 'Manage webhook endpoints',
  },
  presets: [
    {
      name: 'Reporting',
      useCase: 'Reporting integration',
      scopes: ['invoices:read', 'payouts:read', 'clients:read'],
    },
  ],
  errorStyle: 'codes',
  routes: [
    { environment: 'live', basePath: '/v1', endpoints: enterpriseEndpoints },
    { environment: 'test', basePath: '/sandbox/v1', endpoints: enterpriseEndpoints },
  ],
};

const sentrial: ProfileInput = {
  name: 'sentrial',
  prefixes: { live: 'sentrial_live_' },
  randomLength: 28,
  scopes: { full_access: 'Everything that the API offers' },
  defaultScopes: ['full_access'],
  errorStyle: 'titles',
  routes: [
    {
      environment: 'live',
      basePath: '/api/sdk',
      endpoints: [
        { method: 'GET', path: 'sessions', scope: 'full_access' },
        { method: 'POST', path: 'sessions', scope: 'full_access' },
      ],
    },
  ],
};

export const builtInProfiles: readonly ProfileInput[] = [sentry, enterprise, sentrial];
