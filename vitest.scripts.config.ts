import { defineConfig } from 'vitest/config';

/** The tests of the workspace's own scripts and gates. */
export default defineConfig({
  test: {
    include: ['scripts/**/*.test.js'],
    testTimeout: 60_000,
    reporters: ['default', 'json'],
    outputFile: { json: '.results/scripts.json' },
  },
});
