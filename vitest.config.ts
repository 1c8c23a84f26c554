import { availableParallelism } from 'node:os';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { defineConfig } from 'vitest/config';

/** They take minutes, most of which they wait: begun last, they would be all that is left to wait for. */
const longest = ['/test/crash/', '/test/revocation/'];

const isLong = ({ moduleId }: TestSpecification) => longest.some((folder) => moduleId.includes(folder));

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const [long, others] = [files.filter(isLong), files.filter((file) => !isLong(file))];
    // oxlint-disable-next-line unicorn/no-array-sort -- a sequencer's, not an array's
    return [...long, ...(await super.sort(others))];
  }
}

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: 'test/support/globalSetup.ts',
    setupFiles: 'test/support/checkedFetch.ts',
    sequence: { sequencer: LongestFirst },
    maxWorkers: Math.max(2, availableParallelism() - 1),
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
