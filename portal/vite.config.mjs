// How the page is built (by scripts/compilePortal.mjs) and, with `npx vite portal`, tried while it is written.
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

// The service that answers a page under work, and a management token for it in place of a session.
const service = process.env['PORTAL_SERVICE'] ?? 'http://127.0.0.1:3000';
const token = process.env['PORTAL_TOKEN'];
const target = {
  target: service,
  ...(token !== undefined && { headers: { authorization: `Bearer ${token}` } }),
};

/**
 * The components' own words come in 34 languages, each in every bundle. The page is in English, so all are that one
 * file: 20 KB less to load.
 * @returns {import('vite').Plugin}
 */
function englishOnly() {
  const otherLanguage = /\/[a-z]{2}-[A-Z]{2}\.mjs$/;
  return {
    name: 'english-only',
    enforce: 'pre',
    resolveId(source, importer) {
      if (!otherLanguage.test(source) || importer === undefined) return undefined;
      if (!/\/react-(?:aria|stately|aria-components)\//.test(importer.replaceAll('\\', '/')))
        return undefined;
      return this.resolve(source.replace(otherLanguage, '/en-US.mjs'), importer, { skipSelf: true });
    },
  };
}

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  base: '/portal/',
  plugins: [englishOnly(), react()],
  build: {
    outDir: '../dist/portal',
    emptyOutDir: true,
    target: ['chrome111', 'firefox114', 'safari16.4'],
    // Everything is a file of its own: a policy without inline content and without data: addresses holds.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    manifest: true,
    // The build says itself what a start costs, compressed.
    reportCompressedSize: false,
    chunkSizeWarningLimit: 700,
    // Few files: what the list of keys needs is one, what the other pages share is one, and each page its own.
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: 'start', test: /portal\/src\/app\/router\.tsx$/, priority: 2 },
            { name: 'shared', minShareCount: 2, priority: 1 },
          ],
        },
      },
    },
  },
  server: {
    proxy: Object.fromEntries(['/api', '/auth', '/openapi.json'].map((path) => [path, target])),
  },
});
