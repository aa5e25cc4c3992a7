import * as tf from '@tensorflow/tfjs';
import { kernelModuleFor } from './kernelModule.js';
import {
  inputAddress,
  makeOutput,
  tensorAddress,
  type AddedKernel,
  type KernelCall,
} from './tensors.js';

/** The numbers of the activations that our product applies itself. */
const ACTIVATIONS: Readonly<Record<string, number>> = {
  linear: 0,
  relu: 1,
  relu6: 2,
  sigmoid: 3,
  tanh: 4,
  elu: 5,
};

// Ours is the faster product for every shape measured, or as fast (bench/gemm.js); tfjs' stays for what ours lacks.

/** tf.matMul: products of the last two axes, the axes before broadcast. */
export const batchMatMul: AddedKernel = {
  name: 'BatchMatMul',
  run: (call) => multiply(call, describeProduct(call), 0, 0),
};

/** tf.fused.matMul: a product with bias and activation, what a dense layer calls. */
export const fusedMatMul: AddedKernel = {
  name: '_FusedMatMul',
  run: (call, former) => {
    const problem = describeProduct(call);
    const { bias, preluActivationWeights } = call.inputs;
    const activation = ACTIVATIONS[(call.attrs['activation'] as string | undefined) ?? 'linear'];
    const ours =
      activation !== undefined &&
      !preluActivationWeights &&
      (!bias || (bias.shape.length <= 1 && tf.util.sizeFromShape(bias.shape) === problem.n));
    if (!ours) return former!(call as never) as tf.TensorInfo;
    return multiply(call, problem, bias ? inputAddress(call, 'bias') : 0, activation);
  },
};

/** The sizes of a batched matrix product. */
interface ProductShape {
  /** Whether the matrices of a are transposed. */
  readonly transA: boolean;
  /** Whether the matrices of b are transposed. */
  readonly transB: boolean;
  /** Rows of a product. */
  readonly m: number;
  /** Columns of a product. */
  readonly n: number;
  /** Terms of each sum. */
  readonly k: number;
  /** The axes before the last two of the result. */
  readonly batch: readonly number[];
}

/** The sizes of a call, checked. */
function describeProduct({ name, inputs, attrs }: KernelCall): ProductShape {
  const { a, b } = inputs as Record<string, tf.TensorInfo>;
  const transA = Boolean(attrs['transposeA']);
  const transB = Boolean(attrs['transposeB']);
  if (a!.shape.length < 2 || b!.shape.length < 2) {
    throw new RangeError(
      `${name} needs tensors of rank 2 or more, not of shapes [${a!.shape}] and [${b!.shape}]`,
    );
  }
  const [rowsA, columnsA] = a!.shape.slice(-2) as [number, number];
  const [rowsB, columnsB] = b!.shape.slice(-2) as [number, number];
  const [m, k] = transA ? [columnsA, rowsA] : [rowsA, columnsA];
  const [kB, n] = transB ? [columnsB, rowsB] : [rowsB, columnsB];
  if (k !== kB) {
    throw new RangeError(
      `${name} cannot multiply shapes [${a!.shape}] and [${b!.shape}] with transposeA=${transA} and ` +
        `transposeB=${transB}: ${k} columns meet ${kB} rows`,
    );
  }
  const batch = tf.broadcast_util.assertAndGetBroadcastShape(
    a!.shape.slice(0, -2),
    b!.shape.slice(0, -2),
  );
  return { transA, transB, m, n, k, batch };
}

function multiply(
  call: KernelCall,
  { transA, transB, m, n, k, batch }: ProductShape,
  bias: number,
  activation: number,
): tf.TensorInfo {
  const { inputs, backend, simd } = call;
  const a = inputs['a']!;
  const b = inputs['b']!;
  const addressA = inputAddress(call, 'a');
  const addressB = inputAddress(call, 'b');
  const { exports, malloc, free } = kernelModuleFor(backend, simd);
  const lda = transA ? m : k;
  const ldb = transB ? k : n;
  const output = makeOutput(call, [...batch, m, n]);
  const addressC = tensorAddress(backend, output, 'the result');
  let count = tf.util.sizeFromShape([...batch]);
  let rows = m;
  const sharesB = tf.util.sizeFromShape(b.shape.slice(0, -2)) === 1;
  if (sharesB && !transA) {
    // One b for every a: the matrices of a lie one below the other, and so do the products.
    rows *= count;
    count = count === 0 ? 0 : 1;
  }
  const offsetsA = count > 1 ? batchOffsets(a.shape, batch) : [0];
  const offsetsB = count > 1 ? batchOffsets(b.shape, batch) : [0];
  let scratch = 0;
  try {
    scratch = malloc(exports.gemmScratch(Number(transA), Number(transB), rows, n, k));
    for (let i = 0; i < count; i++) {
      exports.gemm(
        Number(transA),
        Number(transB),
        rows,
        n,
        k,
        addressA + 4 * offsetsA[i]!,
        lda,
        addressB + 4 * offsetsB[i]!,
        ldb,
        addressC + 4 * i * m * n,
        n,
        bias,
        activation,
        0,
        scratch,
      );
    }
  } catch (error) {
    backend.disposeData(output.dataId);
    throw error;
  } finally {
    if (scratch) free(scratch);
  }
  return output;
}

/** For each matrix of the result, where the matrix of an operand begins that it is made of, in floats. */
function batchOffsets(shape: readonly number[], batch: readonly number[]): number[] {
  let offsets = [0];
  let stride = shape.at(-2)! * shape.at(-1)!;
  const strides: number[] = [];
  for (let axis = batch.length - 1; axis >= 0; axis--) {
    const size = shape[axis + shape.length - 2 - batch.length] ?? 1;
    strides[axis] = size === 1 ? 0 : stride;
    stride *= size;
  }
  for (let axis = 0; axis < batch.length; axis++) {
    offsets = offsets.flatMap((offset) =>
      Array.from({ length: batch[axis]! }, (_, i) => offset + i * strides[axis]!),
    );
  }
  return offsets;
}
