// Runs the tests that need a real browser, installing one first where that is possible.
import { ensureChrome } from './findChrome.js';
import { run } from './environment.js';

const CHROME_PATH = ensureChrome();
process.exitCode = run('vitest', ['run', '--config', 'vitest.browser.config.ts'], {
  env: { ...process.env, CHROME_PATH },
});
