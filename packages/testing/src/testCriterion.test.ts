import { checkOptions } from '@occam/core';
import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { criterionLaws } from './criterionLaws.js';
import { testCriterion, type TestCriterionOptions, type TestedCriterion } from './index.js';

type Score = NonNullable<TestedCriterion['scoreUnits']>;

/** Checks what a right criterion checks. */
const check: (...args: Parameters<Score>) => void = (model, layerName, x) => {
  if (!model.layers.some(({ name }) => name === layerName)) {
    throw new RangeError(
      `no '${layerName}' among ${model.layers.map((l) => `'${l.name}'`).join()}`,
    );
  }
  if (x === undefined) throw new TypeError('needs data');
  if (x.shape[1] !== 5 || x.shape[0] === 0) {
    throw new RangeError(`x must be [n, 5], not [${x.shape.join(', ')}]`);
  }
};

/** A right one: the mean of each unit's output, for the first hidden layer the sum of its weights times the mean input. */
const meanKernel: Score = (model, layerName, x) => {
  check(model, layerName, x);
  return tf.tidy(() => {
    const input = tf.tensor((x as { data: Float32Array }).data, x!.shape as number[]);
    const [kernel] = model.getLayer(layerName).getWeights();
    const scale = tf.mean(tf.abs(input));
    return tf.mul(scale, tf.mean(tf.abs(kernel!), 0)).dataSync() as Float32Array;
  });
};

function withScore(
  score: Score,
  others: Partial<TestedCriterion> = {},
): TestCriterionOptions<Record<string, never>> {
  return {
    create(options) {
      checkOptions('it', options, []);
      return { className: 'it', needs: 'x', getConfig: () => ({}), scoreUnits: score, ...others };
    },
    examples: [{}],
  };
}

testCriterion('a right criterion', withScore(meanKernel));

describe('finds the fault of a criterion that', () => {
  let calls = 0;
  const faults: [string, RegExp, TestCriterionOptions<Record<string, never>>, RegExp][] = [
    [
      'gives NaN',
      /finite/,
      withScore((...a) => meanKernel(...a).fill(NaN, 1, 2)),
      /score 1 is NaN/,
    ],
    [
      'forgets a unit',
      /finite/,
      withScore((...a) => meanKernel(...a).subarray(1)),
      /must be a Float32Array of 6/,
    ],
    [
      'is different each time',
      /finite/,
      withScore((...a) => meanKernel(...a).map((v) => v + calls++)),
      /a second call/,
    ],
    [
      'loses its options',
      /JSON/,
      {
        create: ({ n = 1 }: { n?: number } = {}) => ({
          ...withScore((...a) => meanKernel(...a).map((v, i) => v + i * n)).create({}),
        }),
        examples: [{ n: 2 }],
      } as never,
      /after JSON/,
    ],
    [
      'leaves a tensor',
      /no tensor behind/,
      withScore((...a) => (tf.keep(tf.scalar(1)), meanKernel(...a))),
      /2 tensors are left/,
    ],
    [
      'changes the model',
      /leaves the model/,
      withScore((model, ...a) => {
        const scores = meanKernel(model, ...a);
        tf.tidy(() => model.setWeights(model.getWeights().map((w) => w.mul(2))));
        return scores;
      }),
      /weights must stay/,
    ],
    [
      'looks at the first row alone',
      /order of the rows/,
      withScore((model, name, x) => {
        check(model, name, x);
        const [first] = (x as { data: Float32Array }).data;
        return meanKernel(model, name, x).map((v) => v * first!);
      }),
      /another order/,
    ],
    [
      'counts rows twice over',
      /twice as two/,
      withScore((model, name, x) => {
        check(model, name, x);
        return meanKernel(model, name, x).map((v) => v * x!.shape[0]! ** 2);
      }),
      /not 4(\.\d+)? times/,
    ],
    [
      'goes by the place of a unit',
      /change places/,
      withScore((...a) => meanKernel(...a).map((v, i) => v * (i + 1))),
      /changed places/,
    ],
    [
      'takes any data',
      /refuses a layer/,
      withScore((model, name) => {
        const x = { data: new Float32Array(5).fill(1), shape: [1, 5] };
        return meanKernel(model, name, x);
      }),
      /missing data must be refused/,
    ],
    [
      'scores nothing',
      /finite/,
      withScore(meanKernel, { scoreUnits: undefined as never }),
      /must have scoreUnits, scoreWeights or scoreInputs/,
    ],
    [
      'takes any option',
      /bad options/,
      { create: () => withScore(meanKernel).create({}), examples: [{}] },
      /unknown option/,
    ],
  ];
  it.each(faults)('%s', async (_, title, options, message) => {
    const law = criterionLaws(options).find((one) => title.test(one.title))!;
    await expect((async () => law.check())()).rejects.toThrow(message);
  });
});
