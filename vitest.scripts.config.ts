import { defineConfig } from 'vitest/config';

/** The tests of the workspace's own scripts and gates, and of the site's. */
export default defineConfig({
  test: {
    include: ['scripts/**/*.test.js', 'apps/docs/*.test.js'],
    testTimeout: 60_000,
    reporters: ['default', 'json'],
    outputFile: { json: '.results/scripts.json' },
  },
});
