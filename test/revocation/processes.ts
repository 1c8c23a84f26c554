/** The API processes of one service, behind one port: which of them a connection leads to, its caller does not know. */
import { apiProcessesOf } from '../support/apiProcesses.ts';
import { eventually } from '../support/condition.ts';
import { startProxy } from '../support/proxy.ts';
import { startServiceProcess } from '../support/service.ts';
import { released, type Cluster, type Node } from './cluster.ts';
import { startInstallation, throughPort } from './installation.ts';

/** Each node is a process of the service to signals and by name; calls to it reach any of them. */
export function startProcesses(count: number, program?: string): Promise<Cluster> {
  return released(async (releases) => {
    const installation = await startInstallation(releases);
    const proxy = await startProxy(installation.postgresPort);
    releases.push(() => proxy.stop());
    const settings = { ...throughPort(installation.settings, proxy.port), API_PROCESSES: String(count) };
    const service = await startServiceProcess(settings, 'api', program);
    releases.push(async () => void (await service.stop()));
    let pids: readonly number[] = [];
    await eventually('all processes run', async () => {
      pids = await apiProcessesOf(service.pid);
      return pids.length === count;
    });
    const no = () => Promise.reject(new Error('The service starts and ends its processes by itself'));
    const nodes = pids.map((pid, index): Node => {
      const name = `process ${index + 1}`;
      const signal: Node['signal'] = (which) => void process.kill(pid, which);
      return { name, url: service.url, proxy, signal, start: no, kill: no, stop: no };
    });
    // One that is stopped would not end.
    releases.push(async () => nodes.forEach((node) => node.signal('SIGCONT')));
    return { ...installation, nodes, join: no, leave: no };
  });
}
