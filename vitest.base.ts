import { defineConfig } from 'vitest/config';
import { defaultServerConditions } from 'vite';

const source = ['@occam/source', ...defaultServerConditions];

/** The settings that every package's unit tests share: sources instead of builds, warnings fail. */
export default defineConfig({
  resolve: { conditions: source },
  ssr: { resolve: { conditions: source } },
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    exclude: ['**/*.browser.test.ts', '**/node_modules/**'],
    environment: 'node',
    testTimeout: 60_000,
    reporters: process.env['CI'] ? ['dot', 'json'] : ['default', 'json'],
    outputFile: { json: '.results/test.json' },
  },
});
