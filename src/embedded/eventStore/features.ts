/** ServerFeatures: tells the client which methods it may use. */
import type { sendUnaryData } from '@grpc/grpc-js';
import featuresPb from '@eventstore/db-client/generated/serverfeatures_pb.js';
import type { SupportedMethods } from '@eventstore/db-client/generated/serverfeatures_pb.js';

/** The version of EventStoreDB whose protocol this follows; clients compare it, nothing else is claimed by it. */
const PROTOCOL_VERSION = '23.10.0';

const METHODS: readonly { service: string; method: string; features: readonly string[] }[] = [
  { service: 'event_store.client.streams.streams', method: 'append', features: [] },
  { service: 'event_store.client.streams.streams', method: 'batchappend', features: [] },
  { service: 'event_store.client.streams.streams', method: 'delete', features: [] },
  { service: 'event_store.client.streams.streams', method: 'tombstone', features: [] },
  { service: 'event_store.client.streams.streams', method: 'read', features: ['position', 'events'] },
  { service: 'event_store.client.gossip.gossip', method: 'read', features: [] },
  {
    service: 'event_store.client.server_features.serverfeatures',
    method: 'getsupportedmethods',
    features: [],
  },
];

export function supportedMethods(_call: unknown, callback: sendUnaryData<SupportedMethods>): void {
  const answer = new featuresPb.SupportedMethods();
  answer.setEventStoreServerVersion(PROTOCOL_VERSION);
  answer.setMethodsList(
    METHODS.map(({ service, method, features }) => {
      const supported = new featuresPb.SupportedMethod();
      supported.setServiceName(service);
      supported.setMethodName(method);
      supported.setFeaturesList([...features]);
      return supported;
    }),
  );
  callback(null, answer);
}
