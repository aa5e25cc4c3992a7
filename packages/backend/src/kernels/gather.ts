import * as tf from '@tensorflow/tfjs';
import { kernelModuleFor } from './kernelModule.js';
import { inputAddress, makeOutput, tensorAddress, type AddedKernel } from './tensors.js';

/** Below this many elements a slice is copied by a loop, above by the engine's memmove. */
const SHORT_SLICE = 16;

/**
 * Slices of a tensor by their indices: how tfjs' fit puts a batch together. tfjs' own kernel copies element by element and
 * works out each one's place from all strides; here slices are copied whole.
 */
export const gather: AddedKernel = {
  name: 'GatherV2',
  run: (call, former) => {
    const { attrs, backend, inputs, simd } = call;
    const x = inputs['x'] as tf.Tensor;
    const indices = inputs['indices'] as tf.Tensor;
    if (former && (x.dtype === 'string' || x.dtype === 'complex64' || indices.dtype !== 'int32')) {
      return former(call as never) as tf.TensorInfo;
    }
    const [axis = 0] = tf.util.parseAxisParam(attrs['axis'] as number, x.shape);
    const { batchSize, outerSize, dimSize, sliceSize, outputShape } =
      tf.backend_util.segment_util.collectGatherOpShapeInfo(
        x,
        indices,
        axis,
        attrs['batchDims'] as number,
      );
    const from = inputAddress(call, 'x', x.dtype);
    const numbers = inputAddress(call, 'indices', 'int32');
    const output = makeOutput(call, outputShape, x.dtype);
    const to = tensorAddress(backend, output, 'the result');
    // The buffer is asked for when nothing more can make the memory grow.
    const { buffer } = kernelModuleFor(backend, simd).memory;
    const count = tf.util.sizeFromShape(indices.shape);
    const places = new Int32Array(buffer, numbers, count);
    const wrong = places.find((place) => place < 0 || place >= dimSize);
    if (wrong !== undefined) {
      backend.disposeData(output.dataId);
      throw new RangeError(`GatherV2: the index value ${wrong} is not in [0, ${dimSize - 1}]`);
    }
    const View = x.dtype === 'bool' ? Uint8Array : Int32Array;
    const source = new View(buffer, from, batchSize * outerSize * dimSize * sliceSize);
    const target = new View(buffer, to, tf.util.sizeFromShape(outputShape));
    const perBatch = count / Math.max(1, batchSize);
    let at = 0;
    for (let batch = 0; batch < batchSize; batch++) {
      for (let outer = 0; outer < outerSize; outer++) {
        const start = (batch * outerSize + outer) * dimSize;
        for (let i = 0; i < perBatch; i++, at += sliceSize) {
          const slice = (start + places[batch * perBatch + i]!) * sliceSize;
          if (sliceSize >= SHORT_SLICE) target.set(source.subarray(slice, slice + sliceSize), at);
          else for (let j = 0; j < sliceSize; j++) target[at + j] = source[slice + j]!;
        }
      }
    }
    return output;
  },
};
