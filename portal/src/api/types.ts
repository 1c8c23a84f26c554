/** Short names for what the API answers. The types themselves are made from its OpenAPI document (`npm run types`). */
import type { components } from './schema.d.ts';

type Schemas = components['schemas'];

export type Key = Schemas['Key'];
export type CreatedKey = Schemas['CreatedKey'];
export type CreateKey = Schemas['CreateKey'];
export type KeyStatus = Key['status'];
export type Environment = Key['environment'];
export type Profile = Schemas['Profile'];
export type Preset = Profile['presets'][number];
export type HistoryEntry = Schemas['HistoryEntry'];
export type Usage = Schemas['Usage'];
export type Callers = Schemas['Callers'];
export type AuditEntry = Schemas['AuditEntry'];
export type WebhookEndpoint = Schemas['WebhookEndpoint'];
export type Delivery = Schemas['Delivery'];
export type Session = Schemas['Session'];
export type Role = Session['role'];
