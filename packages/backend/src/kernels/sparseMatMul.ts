import * as tf from '@tensorflow/tfjs';
import { elementwiseActivation } from '../lowerings/activations.js';
import { kernelModuleFor } from './kernelModule.js';
import { inputAddress, makeOutput, tensorAddress, type AddedKernel } from './tensors.js';

/**
 * A product with a matrix of which most weights are 0, in rows that hold the others: a kernel of our own, which tfjs has not.
 *
 * Inputs: x, shape [..., inputs]; counts, int32 [units]; values, float32 [weights]; skips, int32, four bytes a number; bias,
 * float32 [units], or none. Attributes: activation, one that products apply themselves. ../../assembly/sparse.ts says what they
 * mean; whoever calls it has checked that the skips stay within the inputs.
 */
export const sparseMatMul: AddedKernel = {
  name: 'OccamSparseMatMul',
  run: (call) => {
    const { attrs, backend, inputs, name, simd } = call;
    const addresses = {
      x: inputAddress(call, 'x'),
      counts: inputAddress(call, 'counts', 'int32'),
      values: inputAddress(call, 'values'),
      skips: inputAddress(call, 'skips', 'int32'),
      bias: inputs['bias'] ? inputAddress(call, 'bias') : 0,
    };
    const activation = elementwiseActivation((attrs['activation'] as string) ?? 'linear');
    if (!activation?.inGemm) {
      throw new RangeError(
        `${name} cannot apply the activation '${attrs['activation'] as string}'`,
      );
    }
    const { exports, malloc, free } = kernelModuleFor(backend, simd);
    const { shape } = inputs['x']!;
    const k = shape.at(-1)!;
    const n = inputs['counts']!.shape[0]!;
    const m = tf.util.sizeFromShape(shape.slice(0, -1));
    const output = makeOutput(call, [...shape.slice(0, -1), n]);
    const target = tensorAddress(backend, output, 'the result');
    const { x, counts, values, skips, bias } = addresses;
    let scratch = 0;
    try {
      const bytes = exports.sparseScratch(m, n, k);
      if (bytes > 0) scratch = malloc(bytes);
      exports.sparseProduct(
        m,
        n,
        k,
        x,
        counts,
        values,
        skips,
        target,
        bias,
        activation.kind,
        scratch,
      );
    } catch (error) {
      backend.disposeData(output.dataId);
      throw error;
    } finally {
      if (scratch) free(scratch);
    }
    return output;
  },
};
