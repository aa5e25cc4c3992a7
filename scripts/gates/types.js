// Whether TypeScript finds each package's types, under every module resolution that can load ES modules.
import { publishedPackages, runGate, tarballOf, tool } from './gate.js';

await runGate(
  'gate-types',
  publishedPackages().map((entry) => [
    entry.name,
    () => tool('attw', [tarballOf(entry), '--profile', 'esm-only']),
  ]),
);
