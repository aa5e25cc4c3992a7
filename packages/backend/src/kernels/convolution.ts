import * as tf from '@tensorflow/tfjs';
import { callKernel } from './callKernel.js';
import { kernelModuleFor } from './kernelModule.js';
import {
  inputAddress,
  makeOutput,
  tensorAddress,
  type AddedKernel,
  type KernelCall,
} from './tensors.js';

type Conv2DInfo = tf.backend_util.Conv2DInfo;

const TO_CHANNELS_LAST = [0, 2, 3, 1];

/** The gradient of a convolution's filter; tfjs has none on WASM. */
export const conv2DBackpropFilter: AddedKernel = {
  name: 'Conv2DBackpropFilter',
  run: (call) => {
    const { attrs, inputs } = call;
    const info = convolutionInfo(call, inputs['x']!.shape, attrs['filterShape'] as number[]);
    checkShape(call, 'dy', info.outShape);
    if (info.dataFormat === 'channelsLast') return gradient(call, info, 'filter');
    return withChannelsLast(call, ['x', 'dy'], (last) =>
      gradient(last, convolutionInfo(last, last.inputs['x']!.shape, info.filterShape), 'filter'),
    );
  },
};

/** The gradient of a convolution's input, which is also the forward pass of a transposed convolution. */
export const conv2DBackpropInput: AddedKernel = {
  name: 'Conv2DBackpropInput',
  run: (call, former) => {
    const { attrs, inputs } = call;
    const info = convolutionInfo(call, attrs['inputShape'] as number[], inputs['filter']!.shape);
    const dy = inputs['dy']!.shape;
    // tfjs' own tests pass a dy that is larger than the output of this convolution, of which tfjs reads a corner.
    const isLarger = info.outShape.every((size, axis) => (dy[axis] ?? 0) >= size);
    const differs = !tf.util.arraysEqual(dy, info.outShape);
    if (former && (info.dataFormat === 'channelsFirst' || (differs && isLarger))) {
      return former(call as never) as tf.TensorInfo;
    }
    checkShape(call, 'dy', info.outShape);
    return gradient(call, info, 'image');
  },
};

/** The gradient of a depthwise convolution's filter; tfjs has none on WASM. */
export const depthwiseBackpropFilter: AddedKernel = {
  name: 'DepthwiseConv2dNativeBackpropFilter',
  run: (call) => {
    const { attrs, inputs } = call;
    const info = convolutionInfo(call, inputs['x']!.shape, attrs['filterShape'] as number[], true);
    checkShape(call, 'dy', info.outShape);
    return depthwiseGradient(call, info, 'filter');
  },
};

/** The gradient of a depthwise convolution's input; tfjs has none on WASM. */
export const depthwiseBackpropInput: AddedKernel = {
  name: 'DepthwiseConv2dNativeBackpropInput',
  run: (call) => {
    const { attrs, inputs } = call;
    const shape = attrs['inputShape'] as number[];
    const info = convolutionInfo(call, shape, inputs['filter']!.shape, true);
    checkShape(call, 'dy', info.outShape);
    return depthwiseGradient(call, info, 'image');
  },
};

function convolutionInfo(
  { attrs }: KernelCall,
  inputShape: readonly number[],
  filterShape: readonly number[],
  depthwise = false,
): Conv2DInfo {
  const { strides, dilations, pad, dimRoundingMode, dataFormat } =
    attrs as unknown as tf.DepthwiseConv2dNativeAttrs & tf.Conv2DAttrs;
  return tf.backend_util.computeConv2DInfo(
    inputShape as [number, number, number, number],
    filterShape as [number, number, number, number],
    strides,
    depthwise ? dilations : 1,
    pad,
    dimRoundingMode,
    depthwise,
    depthwise ? 'channelsLast' : tf.backend_util.convertConv2DDataFormat(dataFormat),
  );
}

function checkShape({ name, inputs }: KernelCall, input: string, expected: readonly number[]) {
  const { shape } = inputs[input]!;
  if (!tf.util.arraysEqual(shape, expected as number[])) {
    throw new RangeError(
      `${input} of ${name} must have the shape [${expected}] of the convolution's output, not [${shape}]`,
    );
  }
}

function gradient(call: KernelCall, info: Conv2DInfo, of: 'filter' | 'image'): tf.TensorInfo {
  const { backend, simd } = call;
  const first = inputAddress(call, of === 'filter' ? 'x' : 'dy');
  const second = inputAddress(call, of === 'filter' ? 'dy' : 'filter');
  const { exports, malloc, free } = kernelModuleFor(backend, simd);
  const output = makeOutput(call, of === 'filter' ? info.filterShape : info.inShape);
  let scratch = 0;
  try {
    const size = info.filterHeight * info.filterWidth * info.inChannels;
    const positions = info.batchSize * info.outHeight * info.outWidth;
    scratch = malloc(exports.conv2dScratch(size, info.outChannels, positions));
    const run = of === 'filter' ? exports.conv2dFilterGradient : exports.conv2dImageGradient;
    run(
      first,
      second,
      info.batchSize,
      info.inHeight,
      info.inWidth,
      info.inChannels,
      info.outChannels,
      info.filterHeight,
      info.filterWidth,
      info.strideHeight,
      info.strideWidth,
      info.padInfo.top,
      info.padInfo.left,
      info.outHeight,
      info.outWidth,
      tensorAddress(backend, output, 'the result'),
      scratch,
    );
  } catch (error) {
    backend.disposeData(output.dataId);
    throw error;
  } finally {
    if (scratch) free(scratch);
  }
  return output;
}

function depthwiseGradient(
  call: KernelCall,
  info: Conv2DInfo,
  of: 'filter' | 'image',
): tf.TensorInfo {
  const { backend, simd } = call;
  const first = inputAddress(call, of === 'filter' ? 'x' : 'dy');
  const second = inputAddress(call, of === 'filter' ? 'dy' : 'filter');
  const { exports } = kernelModuleFor(backend, simd);
  const output = makeOutput(call, of === 'filter' ? info.filterShape : info.inShape);
  const run = of === 'filter' ? exports.depthwiseFilterGradient : exports.depthwiseImageGradient;
  run(
    first,
    second,
    info.batchSize,
    info.inHeight,
    info.inWidth,
    info.inChannels,
    info.outChannels / info.inChannels,
    info.filterHeight,
    info.filterWidth,
    info.strideHeight,
    info.strideWidth,
    info.dilationHeight,
    info.dilationWidth,
    info.padInfo.top,
    info.padInfo.left,
    info.outHeight,
    info.outWidth,
    tensorAddress(backend, output, 'the result'),
  );
  return output;
}

/** Runs a kernel whose result has no channels axis on inputs with the channels behind instead of in front. */
function withChannelsLast(
  call: KernelCall,
  names: readonly string[],
  run: (call: KernelCall) => tf.TensorInfo,
): tf.TensorInfo {
  const { backend, inputs } = call;
  const moved: Record<string, tf.TensorInfo> = {};
  try {
    for (const name of names) {
      const attrs = { perm: TO_CHANNELS_LAST };
      moved[name] = callKernel('Transpose', { x: inputs[name]! }, backend, attrs);
    }
    return run({ ...call, inputs: moved, attrs: { ...call.attrs, dataFormat: 'NHWC' } });
  } finally {
    for (const tensor of Object.values(moved)) backend.disposeData(tensor.dataId);
  }
}
