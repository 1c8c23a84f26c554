/** The contracts that the portal is written against: all but the products' routes, which are data of the installation. */
import type { Contract } from '../openapi/contract.ts';
import type { Mounted } from '../openapi/document.ts';
import * as audit from './audit.ts';
import * as keys from './keys.ts';
import * as management from './management.ts';
import * as service from './service.ts';
import * as signIn from './signIn.ts';
import * as webhooks from './webhooks.ts';

const contractsOf = (...groups: readonly Readonly<Record<string, Contract>>[]) =>
  groups.flatMap((group) => Object.values(group));

export const portalContracts: readonly Mounted[] = [
  { basePath: '/api/v1', contracts: contractsOf(keys, audit, webhooks, management) },
  { basePath: '/auth', contracts: contractsOf(signIn) },
  { basePath: '', contracts: contractsOf(service) },
];
