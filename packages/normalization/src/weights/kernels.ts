import type * as tf from '@tensorflow/tfjs';

/** A kernel of a layer: a weight that inputs are multiplied with. */
export interface Kernel {
  /** What holds it: the layer, or the cell of a recurrent one. */
  readonly owner: object;
  /** The property in which it is held. */
  readonly property: string;
  /** The weight. */
  readonly variable: tf.LayerVariable;
  /** The axes along which its outputs lie: its vectors are along all others. */
  readonly outputAxes: readonly number[];
  /** Whether these axes are the last ones, so that the kernel is a matrix of vectors × outputs as it lies in memory. */
  readonly outputsLast: boolean;
}

/** The properties in which tfjs' layers and cells hold kernels. */
const PROPERTIES = ['kernel', 'recurrentKernel', 'depthwiseKernel', 'pointwiseKernel'];

/** Whether a layer has kernels, or will have once it is built. */
export function hasKernels(layer: tf.layers.Layer): boolean {
  const owner = ownerOf(layer);
  return [...PROPERTIES, 'kernelInitializer', 'depthwiseInitializer'].some((name) => name in owner);
}

/** Finds the kernels of a layer that is built. */
export function kernelsOf(layer: tf.layers.Layer): Kernel[] {
  const owner = ownerOf(layer);
  return PROPERTIES.flatMap((property) => {
    const variable = (owner as Record<string, tf.LayerVariable | null | undefined>)[property];
    if (!variable) return [];
    const outputAxes = outputAxesOf(layer, property, variable.shape.length);
    const outputsLast = outputAxes.at(-1) === variable.shape.length - 1;
    return [{ owner, property, variable, outputAxes, outputsLast }];
  });
}

/** The axes of a kernel that are summed over for each output. */
export function vectorAxes({ variable, outputAxes }: Kernel): number[] {
  return variable.shape.map((_, axis) => axis).filter((axis) => !outputAxes.includes(axis));
}

/** The shape of one number for each output of a kernel, as the kernel's axes: the others have the size 1. */
export function perOutput({ variable, outputAxes }: Kernel): number[] {
  return variable.shape.map((size, axis) => (outputAxes.includes(axis) ? size! : 1));
}

/** A kernel as a matrix: the length of a vector × the number of outputs. */
export function matrixSize(kernel: Kernel): { readonly rows: number; readonly columns: number } {
  const columns = perOutput(kernel).reduce((product, n) => product * n, 1);
  const size = kernel.variable.shape.reduce<number>((product, n) => product * n!, 1);
  return { rows: size / columns, columns };
}

function ownerOf(layer: tf.layers.Layer): object {
  const { cell } = layer as { cell?: object };
  return cell ?? layer;
}

/** A depthwise kernel has outputs for each of its inputs, a transposed one has them before the inputs; else they are last. */
function outputAxesOf(layer: tf.layers.Layer, property: string, rank: number): number[] {
  if (property === 'depthwiseKernel') return [rank - 2, rank - 1];
  return [layer.getClassName().endsWith('Transpose') ? rank - 2 : rank - 1];
}
