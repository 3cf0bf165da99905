import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    setupFiles: ['test/support/setup.ts'],
    // Processes, chains and browsers are real here, and the long version runs many times as many properties: these bounds end what
    // hangs, they measure nothing.
    testTimeout: process.env.CI || process.env.JIANZHENG_TEST_LONG ? 900_000 : 120_000,
    hookTimeout: 180_000,
    expect: { poll: { timeout: 60_000 } },
    // Many tests wait for processes of their own: a third worker computes meanwhile, on two cores.
    maxWorkers: 4,
  },
});
