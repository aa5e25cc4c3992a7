// npm start: installs, builds, and runs the main job on the built-in data set.
import { pnpm, requireNode, run } from './environment.js';

const JOB = [
  '--data',
  'digits',
  '--take',
  '1000',
  '--folds',
  '10',
  '--hidden',
  '128',
  '--epochs',
  '20',
  '--seed',
  '1',
];

// The child gets Ctrl-C too and ends by itself; this process waits for it.
process.on('SIGINT', () => {});
requireNode();
const steps = [
  () => pnpm(['install', '--frozen-lockfile']),
  () => pnpm(['exec', 'turbo', 'run', 'build', '--output-logs=errors-only']),
  () => {
    console.log(`\noccam cv ${JOB.join(' ')}\n`);
    return run(process.execPath, ['apps/cli/dist/main.js', 'cv', ...JOB]);
  },
];
for (const step of steps) {
  const status = step();
  if (status !== 0) process.exit(status);
}
