/** The whole service in this process, on real stores: what the HTTP tests talk to. */
import { pino } from 'pino';
import { readConfig, type Config } from '../../src/config.ts';
import { localTokens, type Role } from '../../src/http/tokens.ts';
import { keptTokenKey } from '../../src/secrets.ts';
import { startService, type Mode } from '../../src/service.ts';
import { client, type Client } from './client.ts';
import { eventually } from './condition.ts';
import { temporaryFolder } from './folder.ts';
import { startTestStores, type TestStores } from './stores.ts';

export interface TestApp extends AsyncDisposable {
  readonly url: string;
  readonly stores: TestStores;
  readonly dataDir: string;
  /** Every line that was logged. */
  readonly logged: readonly string[];
  /** Moves the service's clock forward. */
  advance(seconds: number): void;
  now(): Date;
  token(merchantId: string, role?: Role, actor?: string): Promise<string>;
  /** A client with a management token. */
  as(merchantId: string, role?: Role): Promise<Client>;
  /** A client with a key, or with nothing. */
  with(key?: string): Client;
  stop(): Promise<void>;
}

export interface TestAppOptions {
  readonly config?: Partial<Config>;
  readonly mode?: Mode;
  /** Stores that another app uses too, and that outlive this one. */
  readonly stores?: TestStores;
  /** A data folder that another app has used, and that outlives this one. */
  readonly dataDir?: string;
  /** Whether to wait until it is ready; by default it is. */
  readonly ready?: boolean;
}

const pepper = Buffer.alloc(32, 'pepper');
export const macKey = Buffer.alloc(32, 'mac key');
export const webhookKey = Buffer.alloc(32, 'webhook key');
export const profiles = readConfig({}).profiles;

export async function startApp(options: TestAppOptions = {}): Promise<TestApp> {
  const stores = options.stores ?? (await startTestStores());
  const folder = options.dataDir === undefined ? await temporaryFolder() : undefined;
  const dataDir = options.dataDir ?? folder?.path ?? '';
  const letGo = async () => {
    if (options.stores === undefined) await stores.stop();
    await folder?.[Symbol.asyncDispose]();
  };

  try {
    const tokens = await localTokens(await keptTokenKey({ dataDir, mayCreate: true }));
    const logged: string[] = [];
    let ahead = 0;
    const now = () => new Date(Date.now() + ahead);
    const service = await startService(
      {
        ...readConfig({ DATA_DIR: dataDir, PORT: '0' }),
        databaseUrl: stores.databaseUrl,
        databaseOwnerUrl: stores.databaseOwnerUrl,
        eventStoreUrl: stores.eventStoreUrl,
        pepper,
        macKey,
        webhookKey,
        ...options.config,
      },
      {
        mode: options.mode ?? 'all',
        now,
        log: pino({ level: 'trace' }, { write: (line) => logged.push(line) }),
      },
    );
    service.worker.catch((error: unknown) => logged.push(String(error)));
    const { url } = service;
    if (url === undefined) throw new Error('The service has no API');
    if (options.ready !== false) {
      await eventually('the service is ready', async () => (await fetch(`${url}/readyz`)).status === 200);
    }

    const token = (merchantId: string, role: Role = 'admin', actor = 'alice') =>
      tokens.sign({ actor, merchantId, role }, 3600);
    const stop = async () => {
      await service.stop();
      await letGo();
    };
    return {
      url,
      stores,
      dataDir,
      logged,
      now,
      advance: (seconds) => (ahead += seconds * 1000),
      token,
      as: async (merchantId, role) => client(url, await token(merchantId, role)),
      with: (key) => client(url, key),
      stop,
      [Symbol.asyncDispose]: stop,
    };
  } catch (error) {
    await letGo();
    throw error;
  }
}
