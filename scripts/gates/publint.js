// What package managers, Node and bundlers will make of each package.
import { publishedPackages, runGate, tarballOf, tool } from './gate.js';

await runGate(
  'gate-publint',
  publishedPackages().map((entry) => [
    entry.name,
    () => tool('publint', ['run', tarballOf(entry), '--strict']),
  ]),
);
