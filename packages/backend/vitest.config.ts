import { mergeConfig } from 'vitest/config';
import base from '../../vitest.base.js';

// Node 20 has relaxed SIMD behind a flag only: there the kernels' tests run once more, with the flag.
const needsFlag = process.versions.node.startsWith('20.');

export default mergeConfig(base, {
  test: {
    projects: [
      { extends: true, test: { name: 'backend' } },
      ...(needsFlag
        ? [
            {
              extends: true as const,
              test: {
                name: 'backend, relaxed SIMD',
                exclude: ['test/**'],
                execArgv: ['--experimental-wasm-relaxed-simd'],
              },
            },
          ]
        : []),
    ],
  },
});
