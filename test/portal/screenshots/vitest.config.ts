/** For `npm run screenshots`. They are no tests, though they need the same stores. */
import { defineConfig, mergeConfig } from 'vitest/config';
import tests from '../../../vitest.config.ts';

export default mergeConfig(
  { ...tests, test: { ...tests.test, include: [] } },
  defineConfig({ test: { include: ['test/portal/screenshots/screenshots.ts'] } }),
);
