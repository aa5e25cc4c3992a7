// node run.js NAME PROGRAM [ARGUMENT …]: runs a tool as one check and records in .results/NAME.json
// whether it passed, so that `npm test` can count it, also when turbo restores it from its cache.
import { spawnSync } from 'node:child_process';
import { recordResult } from './results.js';

const [name, program, ...args] = process.argv.slice(2);
const { status } = spawnSync(program, args, {
  stdio: 'inherit',
  shell: process.platform === 'win32',
});
recordResult(name, { passed: status === 0 ? 1 : 0, failed: status === 0 ? 0 : 1, skipped: 0 });
process.exitCode = status ?? 1;
