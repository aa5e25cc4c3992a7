import { hasRelaxedSimd, type SimdVariant } from '../src/kernels/kernelModule.js';

/** The SIMD variants that the kernels' tests run in this process; on Node 20 each has a process of its own (vitest.config.ts). */
export const VARIANTS: readonly SimdVariant[] = !hasRelaxedSimd()
  ? ['simd128']
  : process.versions.node.startsWith('20.')
    ? ['relaxed']
    : ['simd128', 'relaxed'];
