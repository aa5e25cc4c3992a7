import { createReadStream } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { playwright } from '@vitest/browser-playwright';
import { defaultClientConditions, type Plugin } from 'vite';
import { defineConfig } from 'vitest/config';
import { findChrome } from './scripts/findChrome.js';

const CHROME_FLAGS = [
  // Root may start it.
  '--no-sandbox',
  // WebGL and WebGPU compute in software where there is no GPU.
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
  '--ignore-gpu-blocklist',
  '--enable-unsafe-webgpu',
  '--use-webgpu-adapter=swiftshader',
  // It does not call home.
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Serves the files of tfjs' WASM backend at /tfjs-wasm/. */
function tfjsWasm(): Plugin {
  const require = createRequire(new URL('packages/backend/package.json', import.meta.url));
  const folder = dirname(require.resolve('@tensorflow/tfjs-backend-wasm'));
  return {
    name: 'tfjs-wasm',
    configureServer(server) {
      server.middlewares.use('/tfjs-wasm', (request, response, next) => {
        const [file] = (request.url ?? '/').slice(1).split('?');
        if (!/^[\w-]+\.wasm$/.test(file ?? '')) return next();
        response.setHeader('Content-Type', 'application/wasm');
        createReadStream(join(folder, file!))
          .on('error', () => next())
          .pipe(response);
      });
    },
  };
}

/** Isolates the pages from other origins, without which a browser gives them no shared memory and so no WASM threads. */
function isolated(): Plugin {
  return {
    name: 'isolated',
    // Before vitest's own middleware, which serves the pages.
    enforce: 'pre',
    configureServer(server) {
      server.middlewares.use((_request, response, next) => {
        response.setHeader('Cross-Origin-Opener-Policy', 'same-origin');
        response.setHeader('Cross-Origin-Embedder-Policy', 'require-corp');
        response.setHeader('Cross-Origin-Resource-Policy', 'same-origin');
        next();
      });
    },
  };
}

/** The tests that run in a real browser: `*.browser.test.ts` of every package, `*.isolated.browser.test.ts` in isolated pages. */
export default defineConfig({
  plugins: [tfjsWasm()],
  resolve: { conditions: ['@occam/source', ...defaultClientConditions] },
  test: {
    testTimeout: 120_000,
    reporters: ['default', 'json'],
    outputFile: { json: '.results/browser.json' },
    projects: [
      {
        extends: true,
        test: {
          name: 'browser',
          include: ['packages/*/src/**/*.browser.test.ts'],
          exclude: ['**/*.isolated.browser.test.ts', '**/node_modules/**'],
        },
      },
      {
        extends: true,
        plugins: [isolated()],
        test: { name: 'isolated', include: ['packages/*/src/**/*.isolated.browser.test.ts'] },
      },
    ],
    browser: {
      enabled: true,
      headless: true,
      screenshotFailures: false,
      provider: playwright({
        launchOptions: { executablePath: findChrome() ?? '', args: CHROME_FLAGS },
      }),
      instances: [{ browser: 'chromium' }],
    },
  },
});
