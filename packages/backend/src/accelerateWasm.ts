import { checkOneOf, checkOptions } from '@occam/core';
import * as tf from '@tensorflow/tfjs';
import {
  conv2DBackpropFilter,
  conv2DBackpropInput,
  depthwiseBackpropFilter,
  depthwiseBackpropInput,
} from './kernels/convolution.js';
import { einsum } from './kernels/einsum.js';
import { gather } from './kernels/gather.js';
import { bestVariant, simdObstacle, type SimdVariant } from './kernels/kernelModule.js';
import { batchMatMul, fusedMatMul } from './kernels/matMul.js';
import { maxPool3DGrad, maxPoolGrad } from './kernels/maxPool.js';
import { sparseMatMul } from './kernels/sparseMatMul.js';
import type { AddedKernel, KernelCall } from './kernels/tensors.js';
import { unsortedSegmentSum } from './kernels/unsortedSegmentSum.js';

/** What {@link accelerateWasm} takes. */
export interface AccelerateWasmOptions {
  /**
   * The SIMD instructions that the kernels use: 'auto' takes relaxed SIMD where the JavaScript engine has it, else
   * SIMD128; the others insist. Results differ between the two by rounding. Default 'auto'.
   */
  readonly simd?: 'auto' | SimdVariant | undefined;
}

const KERNELS: readonly AddedKernel[] = [
  batchMatMul,
  fusedMatMul,
  conv2DBackpropFilter,
  conv2DBackpropInput,
  depthwiseBackpropFilter,
  depthwiseBackpropInput,
  maxPoolGrad,
  maxPool3DGrad,
  gather,
  unsortedSegmentSum,
  einsum,
  sparseMatMul,
];

/** What is installed now: the variant, and for each kernel ours and the one of tfjs that stood there. */
interface Installed {
  readonly variant: SimdVariant;
  readonly kernels: readonly {
    readonly ours: tf.KernelConfig;
    readonly former: tf.KernelConfig | undefined;
  }[];
}

let installed: Installed | undefined;

/**
 * Puts Occam's kernels into tfjs' WASM backend: matrix products several times as fast, and the gradients that tfjs lacks
 * there, so that convolutions and embeddings train. {@link useBackend} calls it.
 *
 * It holds for the WASM backend there is and for any that tfjs makes later, until {@link restoreWasm}. Calling it again
 * changes the variant.
 *
 * @returns which SIMD instructions the kernels use
 * @throws TypeError or RangeError if an option is wrong, or the JavaScript engine lacks the instructions; Error if
 *   tfjs' WASM backend has not been imported
 *
 * @example
 * ```ts
 * import { accelerateWasm, restoreWasm } from '@occam/backend';
 * import '@tensorflow/tfjs-backend-wasm';
 *
 * console.log(accelerateWasm({ simd: 'simd128' })); // simd128
 * restoreWasm();
 * ```
 */
export function accelerateWasm(options: AccelerateWasmOptions = {}): SimdVariant {
  checkOptions('accelerateWasm', options, ['simd']);
  const { simd = 'auto' } = options;
  checkOneOf('simd', simd, ['auto', 'simd128', 'relaxed']);
  const obstacle = simdObstacle(simd);
  if (obstacle) throw new RangeError(obstacle);
  if (!tf.getKernel('BatchMatMul', 'wasm')) {
    throw new Error(
      "tfjs' WASM backend is not loaded: import '@tensorflow/tfjs-backend-wasm' first, or call useBackend('wasm')",
    );
  }
  const variant = simd === 'auto' ? bestVariant() : simd;
  if (installed?.variant === variant) return variant;
  restoreWasm();
  installed = { variant, kernels: KERNELS.map((kernel) => install(kernel, variant)) };
  return variant;
}

/** Takes Occam's kernels out of tfjs' WASM backend again, which is then as tfjs made it; does nothing without them. */
export function restoreWasm(): void {
  for (const { ours, former } of installed?.kernels ?? []) {
    // A kernel that someone else has put in the place of ours stays.
    if (tf.getKernel(ours.kernelName, 'wasm') !== ours) continue;
    tf.unregisterKernel(ours.kernelName, 'wasm');
    if (former) tf.registerKernel(former);
  }
  installed = undefined;
}

/** The SIMD instructions of Occam's kernels in tfjs' WASM backend, or undefined while they are not installed. */
export function acceleratedVariant(): SimdVariant | undefined {
  return installed?.variant;
}

function install(kernel: AddedKernel, simd: SimdVariant): Installed['kernels'][number] {
  const { name } = kernel;
  const former = tf.getKernel(name, 'wasm') as tf.KernelConfig | undefined;
  const ours: tf.KernelConfig = {
    kernelName: name,
    backendName: 'wasm',
    // tfjs sets its kernels up for each new backend: the one that ours may hand over to must be ready as well.
    setupFunc: (backend) => former?.setupFunc?.(backend),
    disposeFunc: (backend) => former?.disposeFunc?.(backend),
    kernelFunc: ({ inputs, attrs, backend }) =>
      kernel.run(
        { name, inputs, attrs: attrs ?? {}, backend, simd } as KernelCall,
        former?.kernelFunc,
      ),
  };
  if (former) tf.unregisterKernel(name, 'wasm');
  tf.registerKernel(ours);
  return { ours, former };
}
