/** Gossip: a cluster of one, alive and its own leader, where the client already found it. */
import type { sendUnaryData, ServerUnaryCall } from '@grpc/grpc-js';
import gossipPb from '@eventstore/db-client/generated/gossip_pb.js';
import type { ClusterInfo } from '@eventstore/db-client/generated/gossip_pb.js';
import sharedPb from '@eventstore/db-client/generated/shared_pb.js';
import type { Empty } from '@eventstore/db-client/generated/shared_pb.js';

const TICKS_PER_MILLISECOND = 10_000n;

/** A handler of `Gossip.Read` for the node with this instance id. */
export const gossip =
  (instanceId: string) =>
  (call: ServerUnaryCall<Empty, ClusterInfo>, callback: sendUnaryData<ClusterInfo>): void => {
    const id = new sharedPb.UUID();
    id.setString(instanceId);
    const member = new gossipPb.MemberInfo();
    member.setInstanceId(id);
    member.setTimeStamp(String(BigInt(Date.now()) * TICKS_PER_MILLISECOND));
    member.setState(gossipPb.MemberInfo.VNodeState.LEADER);
    member.setIsAlive(true);
    member.setHttpEndPoint(endPoint(call.getHost()));
    const info = new gossipPb.ClusterInfo();
    info.setMembersList([member]);
    callback(null, info);
  };

/** The address that the client dialled, so that it holds behind any forwarding of ports. */
function endPoint(host: string): InstanceType<typeof gossipPb.EndPoint> {
  const { hostname, port } = new URL(`http://${host}`);
  const message = new gossipPb.EndPoint();
  message.setAddress(hostname);
  message.setPort(Number(port));
  return message;
}
