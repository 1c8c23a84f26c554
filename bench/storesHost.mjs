/** The embedded stores for a bench: `node storesHost.mjs <data folder>`. Prints their URLs; ends with its standard input. */
import { startEmbedded } from '../dist/embedded/embedded.js';

const dataDir = process.argv[2] ?? '';
const embedded = await startEmbedded({ dataDir, postgres: true, eventStore: true, log: () => undefined });
console.log(JSON.stringify(embedded));
process.stdin.resume().on('end', () => {
  void embedded.stop().then(() => process.exit());
});
