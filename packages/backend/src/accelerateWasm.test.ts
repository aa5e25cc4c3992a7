import * as tf from '@tensorflow/tfjs';
import { beforeEach, describe, expect, it } from 'vitest';
import { accelerateWasm, restoreWasm } from './accelerateWasm.js';
import { bestVariant, kernelModuleFor } from './kernels/kernelModule.js';
import { noises } from '../test/kernelMemory.js';
import { useBackend } from './useBackend.js';

/** The kernels of the WASM backend by name. */
const kernels = () =>
  new Map(tf.getKernelsForBackend('wasm').map((config) => [config.kernelName, config]));

const tensor = (shape: number[], seed: number) =>
  tf.tensor(noises(tf.util.sizeFromShape(shape), seed), shape);

/** Runs a function on the cpu backend and on accelerated WASM, and compares shapes and numbers. */
async function compare(compute: () => tf.Tensor, bound = 1e-5): Promise<void> {
  await useBackend('cpu');
  const expected = tf.tidy(compute);
  const [shape, values] = [expected.shape, await expected.data()];
  expected.dispose();
  await useBackend('wasm');
  const data = tf.engine().backend.numDataIds();
  const found = tf.tidy(compute);
  expect(found.shape).toEqual(shape);
  const numbers = await found.data();
  for (const [i, value] of values.entries()) {
    expect(Math.abs(numbers[i]! - value), `at ${i}`).toBeLessThanOrEqual(bound);
  }
  found.dispose();
  expect(tf.engine().backend.numDataIds()).toBe(data);
}

describe('accelerateWasm', () => {
  beforeEach(async () => {
    await useBackend('wasm', { accelerate: false });
  });

  it('replaces and adds kernels, and restoreWasm leaves exactly those of tfjs', () => {
    const before = kernels();
    expect(accelerateWasm()).toBe(bestVariant());
    const during = kernels();
    const replaced = [...during].filter(([name, config]) => before.get(name) !== config);
    expect(replaced.map(([name]) => name).sort()).toEqual([
      'BatchMatMul',
      'Conv2DBackpropFilter',
      'Conv2DBackpropInput',
      'DepthwiseConv2dNativeBackpropFilter',
      'DepthwiseConv2dNativeBackpropInput',
      'Einsum',
      'GatherV2',
      'MaxPool3DGrad',
      'MaxPoolGrad',
      'OccamSparseMatMul',
      'UnsortedSegmentSum',
      '_FusedMatMul',
    ]);
    restoreWasm();
    expect(kernels()).toEqual(before);
    for (const [name, config] of kernels()) expect(config).toBe(before.get(name));
    restoreWasm();
    expect(kernels().size).toBe(before.size);
  });

  it('changes nothing when called again, and the variant where that is asked for', () => {
    accelerateWasm();
    const once = kernels();
    expect(accelerateWasm()).toBe(bestVariant());
    expect(kernels().get('BatchMatMul')).toBe(once.get('BatchMatMul'));
    expect(accelerateWasm({ simd: 'simd128' })).toBe('simd128');
    const product = tf.matMul([[1, 2]], [[3], [4]]);
    expect([...product.dataSync()]).toEqual([11]);
    product.dispose();
    restoreWasm();
    expect(kernels().has('Einsum')).toBe(false);
  });

  it('leaves a kernel alone that someone else has registered meanwhile', () => {
    accelerateWasm();
    const theirs: tf.KernelConfig = {
      kernelName: 'Einsum',
      backendName: 'wasm',
      kernelFunc: () => [],
    };
    tf.unregisterKernel('Einsum', 'wasm');
    tf.registerKernel(theirs);
    restoreWasm();
    expect(kernels().get('Einsum')).toBe(theirs);
    tf.unregisterKernel('Einsum', 'wasm');
  });

  it('refuses wrong options', () => {
    expect(() => accelerateWasm({ simd: 'avx' as never })).toThrow(
      "simd must be one of 'auto', 'simd128', 'relaxed', not 'avx'",
    );
    expect(() => accelerateWasm({ smid: 'auto' } as never)).toThrow(
      "accelerateWasm has no option 'smid' (did you mean 'simd'?)",
    );
  });

  it('works in the backend that tfjs makes after a reset or a removal, as tfjs own does after restoreWasm', async () => {
    accelerateWasm();
    const multiply = async () => {
      await tf.setBackend('wasm');
      const { memory } = kernelModuleFor(tf.backend());
      // The first goes to our kernel, the second (prelu) to that of tfjs.
      const values = tf.tidy(() => {
        const x = tf.tensor2d([[-1, 2]]);
        const product = tf.matMul(x, x, true);
        const alpha = tf.tensor1d([0.5, 0.5]);
        const a = tf.tensor2d([[1], [0]]);
        const options = { a, b: x, activation: 'prelu' as const, preluActivationWeights: alpha };
        return [...product.dataSync(), ...tf.fused.matMul(options).dataSync()];
      });
      expect(values).toEqual([1, -2, -2, 4, -0.5, 2, 0, 0]);
      return memory;
    };
    const first = await multiply();
    tf.engine().reset();
    const second = await multiply();
    expect(second).not.toBe(first);
    const factory = tf.findBackendFactory('wasm');
    tf.removeBackend('wasm');
    tf.registerBackend('wasm', factory, 2);
    expect(await multiply()).not.toBe(second);
    restoreWasm();
    await multiply();
    tf.engine().reset();
    await multiply();
  });
});

describe('the accelerated matrix product', () => {
  it('equals that of the cpu backend, batched, broadcast and transposed', async () => {
    for (const [batchA, batchB] of [
      [[], []],
      [[3], [3]],
      [[3], [1]],
      [[1], [3]],
      [
        [2, 3],
        [2, 3],
      ],
      [
        [2, 2],
        [1, 1],
      ],
    ] as const) {
      for (const [transposeA, transposeB] of [
        [false, false],
        [true, false],
        [false, true],
        [true, true],
      ]) {
        await compare(() => {
          const a = tensor([...batchA, ...(transposeA ? [4, 5] : [5, 4])], 1);
          const b = tensor([...batchB, ...(transposeB ? [3, 4] : [4, 3])], 2);
          return tf.matMul(a, b, transposeA, transposeB);
        });
      }
    }
  });

  it('broadcasts the axes before one by one', async () => {
    await useBackend('wasm');
    const [product, expected] = tf.tidy(() => {
      const a = tensor([2, 1, 2, 3], 3);
      const b = tensor([1, 4, 3, 2], 4);
      const [aTiled, bTiled] = [tf.tile(a, [1, 4, 1, 1]), tf.tile(b, [2, 1, 1, 1])];
      return [tf.matMul(a, b).arraySync(), tf.matMul(aTiled, bTiled).arraySync()];
    });
    expect(product).toEqual(expected);
  });

  it('applies bias and every activation as the cpu backend does', async () => {
    const activations = [
      'linear',
      'relu',
      'relu6',
      'sigmoid',
      'elu',
      'leakyrelu',
      'prelu',
    ] as const;
    for (const activation of activations) {
      await compare(() => {
        const preluActivationWeights = activation === 'prelu' ? tensor([7], 9) : undefined;
        const options = { a: tensor([5, 6], 5), b: tensor([6, 7], 6), bias: tensor([7], 7) };
        const rest = {
          activation,
          leakyreluAlpha: 0.3,
          ...(preluActivationWeights && { preluActivationWeights }),
        };
        return tf.fused.matMul({ ...options, ...rest });
      });
    }
  });

  it('is the same for tensors at the beginning and after the memory has grown', async () => {
    await useBackend('wasm');
    const { memory } = kernelModuleFor(tf.backend());
    const [a, b] = [tensor([30, 40], 1), tensor([40, 20], 2)];
    const before = tf.tidy(() => tf.matMul(a, b).dataSync());
    const bytes = memory.buffer.byteLength;
    const large = tf.zeros([bytes / 4]);
    expect(memory.buffer.byteLength).toBeGreaterThan(bytes);
    expect(tf.tidy(() => tf.matMul(a, b).dataSync())).toEqual(before);
    tf.dispose([a, b, large]);
  });

  it('leaves no tensor and no scratch behind', async () => {
    await useBackend('wasm');
    const { memory } = kernelModuleFor(tf.backend());
    const [a, b] = [tensor([200, 300], 1), tensor([200, 250], 2)];
    const multiply = () => tf.tidy(() => void tf.matMul(a, b, true));
    multiply();
    const bytes = memory.buffer.byteLength;
    const data = tf.engine().backend.numDataIds();
    for (let i = 0; i < 200; i++) multiply();
    expect(memory.buffer.byteLength).toBe(bytes);
    expect(tf.engine().backend.numDataIds()).toBe(data);
    tf.dispose([a, b]);
  });

  it('handles empty tensors and sums of nothing', async () => {
    await useBackend('wasm');
    tf.tidy(() => {
      expect(tf.matMul(tf.zeros([3, 0]), tf.zeros([0, 2])).arraySync()).toEqual([
        [0, 0],
        [0, 0],
        [0, 0],
      ]);
      expect(tf.matMul(tf.zeros([0, 3]), tf.zeros([3, 2])).shape).toEqual([0, 2]);
      expect(tf.matMul(tf.zeros([0, 2, 3]), tf.zeros([1, 3, 2])).shape).toEqual([0, 2, 2]);
    });
  });

  it('passes NaN and infinity on', async () => {
    await useBackend('wasm');
    tf.tidy(() => {
      const a = tf.tensor2d([
        [NaN, 1],
        [Infinity, 1],
        [0, 1],
      ]);
      const product = tf.fused.matMul({ a, b: tf.eye(2) as tf.Tensor2D, activation: 'relu' });
      expect(product.arraySync()).toEqual([
        [NaN, NaN],
        [Infinity, NaN],
        [0, 1],
      ]);
    });
  });

  it('refuses what does not fit, and works on', async () => {
    await useBackend('wasm');
    const run = (a: tf.TensorInfo, b: tf.TensorInfo, attrs = {}) =>
      tf.engine().runKernel('BatchMatMul', { a, b } as never, {
        transposeA: false,
        transposeB: false,
        ...attrs,
      });
    const data = tf.engine().backend.numDataIds();
    const [a, b] = [tf.ones([2, 3]), tf.ones([4, 5])];
    expect(() => run(a, b)).toThrow(
      'BatchMatMul cannot multiply shapes [2,3] and [4,5] with transposeA=false and transposeB=false: 3 columns meet 4 rows',
    );
    const whole = tf.ones([3, 2], 'int32');
    expect(() => run(a, whole)).toThrow(
      "BatchMatMul on WASM needs b as float32, not int32: use tf.cast(b, 'float32')",
    );
    const vector = tf.ones([3]);
    expect(() => run(a, vector)).toThrow('BatchMatMul needs tensors of rank 2 or more');
    b.dispose();
    expect(() => run(a, b, { transposeB: true })).toThrow();
    const gone = tf.ones([3, 4]);
    gone.dispose();
    expect(() => run(a, gone)).toThrow(
      'the tensor b of BatchMatMul has been disposed: keep it with tf.keep, or dispose it later',
    );
    const wide = [tf.ones([1, 40_000]), tf.ones([40_000, 1])] as const;
    expect(() => run(wide[1], wide[0])).toThrow(
      /^the WASM memory is full: there is no room for the 6400000000 bytes of the result of BatchMatMul/,
    );
    const product = run(a, a, { transposeB: true }) as tf.Tensor;
    expect([...product.dataSync()]).toEqual([3, 3, 3, 3]);
    tf.dispose([a, whole, vector, ...wide, product]);
    expect(tf.engine().backend.numDataIds()).toBe(data);
  });
});

describe('the accelerated gather', () => {
  it('equals that of the cpu backend along every axis, in batches, and for every dtype', async () => {
    for (const axis of [0, 1, 2, -1]) {
      await compare(
        () =>
          tf.gather(
            tensor([5, 6, 7], 1),
            tf.tensor2d(
              [
                [0, 4],
                [4, 2],
              ],
              [2, 2],
              'int32',
            ),
            axis,
          ),
        0,
      );
    }
    await compare(() => tf.gather(tensor([40, 30], 1), tf.range(39, 10, -3, 'int32')), 0);
    await compare(
      () =>
        tf.gather(
          tensor([2, 5, 3], 1),
          tf.tensor2d(
            [
              [0, 4],
              [4, 2],
            ],
            [2, 2],
            'int32',
          ),
          1,
          1,
        ),
      0,
    );
    const places = () => tf.tensor1d([3, 0, 3], 'int32');
    await compare(() => tf.gather(tf.cast(tf.mul(tensor([4, 20], 3), 10), 'int32'), places()), 0);
    await compare(() => tf.gather(tf.greater(tensor([4, 20], 3), 0), places()), 0);
  });

  it('refuses an index out of range', async () => {
    await useBackend('wasm');
    const data = tf.engine().backend.numDataIds();
    tf.tidy(() => {
      for (const wrong of [-1, 3]) {
        expect(() => tf.gather(tf.ones([3, 2]), tf.tensor1d([0, wrong], 'int32'))).toThrow(
          `GatherV2: the index value ${wrong} is not in [0, 2]`,
        );
      }
    });
    expect(tf.engine().backend.numDataIds()).toBe(data);
  });
});
