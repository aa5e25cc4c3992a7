import * as tf from '@tensorflow/tfjs';
import { callKernel } from './callKernel.js';
import type { AddedKernel } from './tensors.js';

/** Sums of products by an equation such as 'ij,jk->ik', from products and sums of whole axes; tfjs has none on WASM. */
export const einsum: AddedKernel = {
  name: 'Einsum',
  run: ({ attrs, backend, inputs }) => {
    // The inputs are called '0', '1' …
    const tensors = Object.values(inputs) as tf.Tensor[];
    const { allDims, summedDims, idDims } = tf.backend_util.decodeEinsumEquation(
      attrs['equation'] as string,
      tensors.length,
    );
    tf.backend_util.checkEinsumDimSizes(allDims.length, idDims, tensors);
    const { path, steps } = tf.backend_util.getEinsumComputePath(summedDims, idDims);
    const made: tf.TensorInfo[] = [];
    const keep = (tensor: tf.TensorInfo) => (made.push(tensor), tensor);
    let result: tf.TensorInfo | undefined;
    try {
      let remaining = allDims.length;
      for (const [i, terms] of steps.entries()) {
        for (const term of terms) {
          const { permutationIndices: perm, expandDims } = tf.backend_util.getEinsumPermutation(
            remaining,
            idDims[term]!,
          );
          let x: tf.TensorInfo = tensors[term]!;
          if (!tf.backend_util.isIdentityPermutation(perm)) {
            x = keep(callKernel('Transpose', { x }, backend, { perm }));
          }
          const shape = [...x.shape];
          for (const axis of expandDims) shape.splice(axis, 0, 1);
          if (!tf.util.arraysEqual(shape, x.shape)) {
            x = keep(callKernel('Reshape', { x }, backend, { shape }));
          }
          result = result ? keep(callKernel('Multiply', { a: x, b: result }, backend)) : x;
        }
        if (i === steps.length - 1) break;
        if (path[i]! >= 0) {
          const axis = path[i]! - (allDims.length - remaining);
          result = keep(callKernel('Sum', { x: result! }, backend, { axis, keepDims: false }));
        }
        remaining--;
      }
      // An equation that changes nothing gives the input back, under a data id of its own.
      if (!made.includes(result!)) result = keep(callKernel('Identity', { x: result! }, backend));
      return result!;
    } finally {
      for (const tensor of made) if (tensor !== result) backend.disposeData(tensor.dataId);
    }
  },
};
