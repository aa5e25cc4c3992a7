import * as tf from '@tensorflow/tfjs';
import { callKernel } from './callKernel.js';
import { kernelModuleFor } from './kernelModule.js';
import { inputAddress, makeOutput, tensorAddress, type AddedKernel } from './tensors.js';

/**
 * Sums of the rows that carry the same number: the gradient of tf.gather, so of an embedding; tfjs has none on WASM.
 *
 * A row whose number is negative or too high is left out. Unlike tfjs' CPU kernel, which multiplies all rows by a mask,
 * a NaN in one row stays out of the other rows' sums.
 */
export const unsortedSegmentSum: AddedKernel = {
  name: 'UnsortedSegmentSum',
  run: (call) => {
    const { attrs, backend, inputs, name, simd } = call;
    const x = inputs['x']!;
    const ids = inputs['segmentIds']!;
    const segments = attrs['numSegments'] as number;
    if (!tf.util.arraysEqual(ids.shape, x.shape.slice(0, ids.shape.length)) || x.shape.length < 1) {
      throw new RangeError(
        `segmentIds of ${name} must have the shape of the first axes of x, [${x.shape}], not [${ids.shape}]`,
      );
    }
    // Integers are summed as float32, which is exact up to 2²⁴, as tfjs' CPU kernel does.
    const isFloat = x.dtype === 'float32';
    const values = isFloat ? x : callKernel('Cast', { x }, backend, { dtype: 'float32' });
    try {
      const { exports } = kernelModuleFor(backend, simd);
      const floats = inputAddress({ ...call, inputs: { x: values } }, 'x');
      const numbers = inputAddress(call, 'segmentIds', 'int32');
      const [count = 0] = x.shape;
      const places = tf.util.sizeFromShape(ids.shape.slice(1));
      const inner = tf.util.sizeFromShape(x.shape.slice(ids.shape.length));
      const output = makeOutput(call, [segments, ...x.shape.slice(1)]);
      const target = tensorAddress(backend, output, 'the result');
      exports.segmentSum(floats, numbers, count, places, inner, segments, target);
      return output;
    } finally {
      if (!isFloat) backend.disposeData(values.dataId);
    }
  },
};
