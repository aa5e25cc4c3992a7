import { mergeConfig } from 'vitest/config';
import base from '../../vitest.base.js';

const { include, exclude, environment, testTimeout } = base.test!;
// Node 20 has relaxed SIMD behind a flag only.
const needsFlag = process.versions.node.startsWith('20.');
const shared = { exclude, environment, testTimeout };

// What every engine must do is tested on both: the second run has the accelerated WASM backend, where 'auto' is fused.
export default mergeConfig(
  { ...base, test: { ...base.test, include: [] } },
  {
    test: {
      projects: [
        { extends: true, test: { ...shared, name: 'training', include } },
        {
          extends: true,
          test: {
            ...shared,
            name: 'training, fused engine',
            include: [
              'src/{averaging,fit,fit.augment,fit.exits,predict,train}.test.ts',
              'src/optimizers/*.test.ts',
            ],
            env: { OCCAM_TEST_ENGINE: 'fused' },
          },
        },
        ...(needsFlag
          ? [
              {
                extends: true as const,
                test: {
                  ...shared,
                  name: 'training, relaxed SIMD',
                  include: ['src/fused/equality.test.ts'],
                  execArgv: ['--experimental-wasm-relaxed-simd'],
                },
              },
            ]
          : []),
      ],
    },
  },
);
