// npm test: installs what the checks need, runs every check that CI runs through turbo, whose cache skips
// what has not changed, and closes with one line that sums them up.
import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { pnpm, requireNode, ROOT, toolEnvironment } from './environment.js';
import { closingLine, readResult, sumResults } from './results.js';

// What is quick and fails often comes first; turbo orders the rest by what depends on what.
const TASKS = [
  'lint',
  'format',
  'typecheck',
  'test',
  'browser',
  'scripts',
  'gate:directions',
  'gate:knip',
  'gate:sherif',
  'gate:publint',
  'gate:types',
  'gate:size',
  'gate:readme',
  'gate:pack',
  'gate:changesets',
  'docs',
];

requireNode();
const env = { ...toolEnvironment(), NO_UPDATE_NOTIFIER: '1' };
let status = pnpm(['install', '--frozen-lockfile'], { env });
if (status !== 0) finish([{ name: 'install', passed: 0, failed: 1, skipped: 0 }], status);

const results = expectedResults();
for (const { file } of results) rmSync(file, { force: true });
const turbo = ['exec', 'turbo', 'run', ...TASKS];
status = pnpm([...turbo, '--continue', '--concurrency=2', '--output-logs=new-only'], { env });
finish(
  results.map(({ name, file }) => ({ name, ...readResult(file) })),
  status,
);

/** The result file of each task that turbo will run or restore. */
function expectedResults() {
  const output = execFileSync(
    'node',
    ['node_modules/turbo/bin/turbo', 'run', ...TASKS, '--dry=json'],
    {
      cwd: ROOT,
      env,
      encoding: 'utf8',
      maxBuffer: 2 ** 26,
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  return JSON.parse(output)
    .tasks.filter(({ task, command }) => TASKS.includes(task) && command !== '<NONEXISTENT>')
    .map(({ taskId, task, directory }) => ({
      name: taskId,
      file: join(ROOT, directory, '.results', `${task.replace(':', '-')}.json`),
    }));
}

function finish(suites, exitStatus) {
  const width = Math.max(...suites.map(({ name }) => name.length));
  console.log('');
  for (const { name, ...counts } of suites) {
    console.log(`${counts.failed > 0 ? '✗' : '✓'} ${name.padEnd(width)}  ${closingLine(counts)}`);
  }
  const sum = sumResults(suites);
  if (exitStatus !== 0 && sum.failed === 0) {
    console.log('✗ turbo itself failed, see above');
    sum.failed = 1;
  }
  console.log(`\n${closingLine(sum)}`);
  process.exit(sum.failed > 0 ? 1 : 0);
}
