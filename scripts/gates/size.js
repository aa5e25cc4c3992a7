// What one named import of each package weighs in a bundle, against the budgets of .size-limit.js.
import { spawnSync } from 'node:child_process';
import budgets from '../../.size-limit.js';
import { ROOT } from '../environment.js';
import { publishedPackages, runGate } from './gate.js';

// It fails where a size is over its budget, and lists them all the same.
const { stdout } = spawnSync('size-limit', ['--json'], { cwd: ROOT, encoding: 'utf8' });
const sizes = JSON.parse(stdout);

await runGate('gate-size', [
  [
    'every package has a budget',
    () => {
      const paths = budgets.map(({ path }) => path);
      const without = publishedPackages()
        .filter(({ folder }) => folder.startsWith('packages/'))
        .filter(({ folder }) => !paths.some((path) => path.startsWith(`${folder}/`)));
      if (without.length > 0) {
        throw new Error(`add to .size-limit.js: ${without.map(({ name }) => name).join(', ')}`);
      }
    },
  ],
  ...sizes.map(({ name, size, sizeLimit, passed }) => [
    `${name}: ${size} of ${sizeLimit} bytes gzipped`,
    () => {
      if (!passed) throw new Error(`${size - sizeLimit} bytes over its budget`);
    },
  ]),
]);
