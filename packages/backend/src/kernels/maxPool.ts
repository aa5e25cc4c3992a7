import * as tf from '@tensorflow/tfjs';
import { kernelModuleFor } from './kernelModule.js';
import {
  inputAddress,
  makeOutput,
  tensorAddress,
  type AddedKernel,
  type KernelCall,
} from './tensors.js';

/** The gradient of max pooling; tfjs' own on WASM is zero for windows without a positive element. */
export const maxPoolGrad: AddedKernel = {
  name: 'MaxPoolGrad',
  run: (call) => {
    const { attrs, inputs } = call;
    const { filterSize, strides, pad, dimRoundingMode } = attrs as unknown as tf.MaxPoolGradAttrs;
    const info = tf.backend_util.computePool2DInfo(
      inputs['input']!.shape as [number, number, number, number],
      filterSize,
      strides,
      1,
      pad,
      dimRoundingMode,
    );
    return maxPoolGradient(call, {
      ...info,
      inDepth: 1,
      effectiveFilterDepth: 1,
      filterDepth: 1,
      strideDepth: 1,
      dilationDepth: 1,
      outDepth: 1,
      padInfo: { ...info.padInfo, front: 0 },
    });
  },
};

/** The gradient of max pooling over volumes, with the same fault in tfjs. */
export const maxPool3DGrad: AddedKernel = {
  name: 'MaxPool3DGrad',
  run: (call) => {
    const { attrs, inputs } = call;
    const { filterSize, strides, pad, dimRoundingMode } = attrs as unknown as tf.MaxPool3DGradAttrs;
    const info = tf.backend_util.computePool3DInfo(
      inputs['input']!.shape as [number, number, number, number, number],
      filterSize,
      strides,
      1,
      pad,
      dimRoundingMode,
    );
    return maxPoolGradient(call, info);
  },
};

type PoolInfo = Omit<
  tf.backend_util.Conv3DInfo,
  'padInfo' | 'inShape' | 'outShape' | 'filterShape' | 'dataFormat'
> & {
  readonly padInfo: { readonly front: number; readonly top: number; readonly left: number };
  readonly inShape: readonly number[];
  readonly outShape: readonly number[];
};

function maxPoolGradient(call: KernelCall, info: PoolInfo): tf.TensorInfo {
  const { backend, inputs, name, simd } = call;
  if (!tf.util.arraysEqual(inputs['dy']!.shape, [...info.outShape])) {
    throw new RangeError(
      `dy of ${name} must have the shape [${info.outShape}] of the pooled tensor, not [${inputs['dy']!.shape}]`,
    );
  }
  const image = inputAddress(call, 'input');
  const gradient = inputAddress(call, 'dy');
  const { exports } = kernelModuleFor(backend, simd);
  const output = makeOutput(call, info.inShape);
  exports.maxPoolGradient(
    image,
    gradient,
    info.batchSize,
    info.inDepth,
    info.inHeight,
    info.inWidth,
    info.inChannels,
    info.filterDepth,
    info.filterHeight,
    info.filterWidth,
    info.strideDepth,
    info.strideHeight,
    info.strideWidth,
    info.dilationDepth,
    info.dilationHeight,
    info.dilationWidth,
    info.padInfo.front,
    info.padInfo.top,
    info.padInfo.left,
    info.outDepth,
    info.outHeight,
    info.outWidth,
    tensorAddress(backend, output, 'the result'),
  );
  return output;
}
