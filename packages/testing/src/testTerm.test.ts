import { registerLowering, type TermFactory, type TermLowering } from '@occam/backend';
import { checkNumber, checkOptions, registerClass } from '@occam/core';
import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { buildNetwork, dataFor, network64, SIZES } from './network64.js';
import { testTerm } from './testTerm.js';

function powerOf(config: object): number {
  checkOptions('largeOutputs', config, ['power']);
  const { power = 2 } = config as { power?: number };
  checkNumber('power of largeOutputs', power, { min: 1 });
  return power;
}

/** The mean over the rows of Σ |o|^power, o the outputs that the loss is computed from. */
const largeOutputs: TermFactory = (config) => {
  const power = powerOf(config);
  return ({ outputs }) => tf.mean(tf.sum(tf.pow(tf.abs(outputs), power), 1)) as tf.Scalar;
};

const lowerLargeOutputs: TermLowering = (config, { output }, weight, plan) => {
  const power = powerOf(config);
  const { value, gradient, width } = output;
  let term = 0;
  plan.forward([value, gradient], ({ rows }) => {
    const view = (address: number) =>
      new Float32Array(plan.module.memory.buffer, address, rows * width);
    term = 0;
    view(value.address).forEach((o, i) => {
      term += (weight / rows) * Math.abs(o) ** power;
      if (!gradient) return;
      const slope = power * Math.abs(o) ** (power - 1) * Math.sign(o);
      view(gradient.address)[i]! += (weight / rows) * slope;
    });
  });
  return () => term;
};

function register(): void {
  registerClass('term', 'largeOutputs', largeOutputs);
  registerLowering('term', 'largeOutputs', lowerLargeOutputs);
}

testTerm('largeOutputs', {
  register,
  config: { power: 3 },
  // The cross-entropies are computed from logits.
  value: ({ x, logits }) =>
    x.flatMap(logits).reduce((sum, z) => sum + Math.abs(z) ** 3, 0) / x.length,
  losses: ['crossEntropy', 'binaryCrossEntropy', 'meanSquaredError', 'meanAbsoluteError', 'huber'],
  fused: true,
  refused: [
    [{ power: 0 }, /power of largeOutputs must be a number at least 1, not 0/],
    [{ pover: 2 }, /did you mean 'power'\?/],
  ],
});

describe('the network in float64', () => {
  it.each([true, false])('is the one of tfjs, with hints: %s', async (hinted) => {
    await tf.setBackend('cpu');
    const data = dataFor('crossEntropy', 3);
    const model = buildNetwork(3, 'linear', hinted);
    const weights = model.getWeights().map((weight) => weight.dataSync());
    const network = network64(weights, data, 3, hinted);
    const outputs = tf.tidy(() => {
      const returned = model.predict(tf.tensor2d(data.x.data, [SIZES.rows, SIZES.features]));
      return [returned].flat().map((tensor) => [...tensor.dataSync()]);
    });
    const ofNetwork = [network.x.flatMap(network.logits), network.x.flatMap(network.hintOutputs)];
    outputs.forEach((values, i) =>
      values.forEach((value, j) => expect(value).toBeCloseTo(ofNetwork[i]![j]!, 5)),
    );
    expect(network.targets.map((row) => row.indexOf(1))).toEqual([0, 1, 2, 0, 1, 2]);
    model.dispose();
  });
});

it('refuses options that it does not have', () => {
  expect(() =>
    testTerm('x', { register, value: () => 0, refused: [], looses: [] } as never),
  ).toThrow(/testTerm has no option 'looses' \(did you mean 'losses'\?\)/);
});
