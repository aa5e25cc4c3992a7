import { testCriterion, type TestCriterionOptions } from '@occam/testing';
import { fit } from '@occam/training';
import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import {
  activationVariance,
  averagePercentageOfZeros,
  batchNormScale,
  consumingEnergy,
  CRITERIA,
  goodness,
  gradientTimesWeight,
  incomingWeights,
  magnitude,
  movement,
  optimalBrainDamage,
  optimalBrainSurgeon,
  outgoingWeights,
  quantize,
  random,
  sensitivity,
  snip,
  synflow,
  taylor,
  type Movement,
  type SensitivityOptions,
} from './index.js';

/** Each criterion: how it is made, and what it refuses. */
const rows = {
  activationVariance: row({ create: activationVariance, examples: [{}] }),
  averagePercentageOfZeros: row({
    create: averagePercentageOfZeros,
    examples: [{}, { threshold: 0.2 }],
    invalid: [[{ threshold: -1 }, /threshold must be a number at least 0, not -1/]],
  }),
  batchNormScale: row({ create: batchNormScale, examples: [{}], behind: 'batchNormalization' }),
  consumingEnergy: row({ create: consumingEnergy, examples: [{}] }),
  goodness: row({ create: goodness, examples: [{}] }),
  gradientTimesWeight: row({ create: gradientTimesWeight, examples: [{}] }),
  incomingWeights: row({ create: incomingWeights, examples: [{}] }),
  magnitude: row({
    create: magnitude,
    examples: [{}, { scope: 'layer' }, { scope: 'lamp' }],
    invalid: [[{ scope: 'network' }, /scope must be one of 'global', 'layer', 'lamp'/]],
  }),
  movement: row({
    create: movement,
    examples: [{}],
    async prepare(criterion, model) {
      const x = tf.ones([8, 5]);
      const y = tf.zeros([8], 'int32');
      const callbacks = [(criterion as Movement).watch(model)];
      const options = { epochs: 2, callbacks, engine: 'tfjs', seed: 1 } as const;
      await fit(model, { x, y, task: 'classification' }, options);
      tf.dispose([x, y]);
    },
  }),
  optimalBrainDamage: row({ create: optimalBrainDamage, examples: [{}] }),
  optimalBrainSurgeon: row({
    create: optimalBrainSurgeon,
    examples: [{ damping: 1e-2 }],
    invalid: [
      [{ damping: 0 }, /damping must be a number above 0, not 0/],
      [{ maxWeights: 0 }, /maxWeights must be a whole number at least 1, not 0/],
    ],
  }),
  outgoingWeights: row({ create: outgoingWeights, examples: [{}] }),
  random: row({
    create: random,
    examples: [{}, { seed: 'other' }],
    equivariant: false,
    invalid: [[{ seed: 0.5 }, /seed must be a whole number/]],
  }),
  sensitivity: row({
    create: sensitivity,
    examples: [
      {},
      { of: 'weights', reduce: 'meanAbsolute' },
      { to: 'nextLayer', reduce: 'max' },
    ] as SensitivityOptions[],
    invalid: [
      [{ of: 'inputs' }, /of must be one of 'units', 'weights'/],
      [{ reduce: 'mean' }, /reduce must be one of 'rootMeanSquare', 'meanAbsolute', 'max'/],
      [{ to: 'next' }, /to must be one of 'outputs', 'nextLayer'/],
    ],
  }),
  snip: row({ create: snip, examples: [{}] }),
  synflow: row({ create: synflow, examples: [{}] }),
  taylor: row({ create: taylor, examples: [{}] }),
};

function row<Options>(options: TestCriterionOptions<Options>): TestCriterionOptions<never> {
  return options as unknown as TestCriterionOptions<never>;
}

for (const [name, options] of Object.entries(rows)) testCriterion(name, options);

it('each criterion refuses what is no model, and one that is packed', () => {
  const layers = [tf.layers.dense({ units: 2, inputShape: [3], name: 'only' })];
  const model = tf.sequential({ layers });
  const packed = quantize(model);
  for (const [name, create] of Object.entries(CRITERIA)) {
    const { scoreUnits, scoreWeights, scoreInputs } = create();
    const ofLayer = scoreUnits ?? scoreWeights!;
    const refusal = `${name} takes a tf.LayersModel`;
    expect(() => ofLayer(undefined as never, 'only'), name).toThrow(refusal);
    if (scoreInputs) expect(() => scoreInputs(3 as never), name).toThrow(refusal);
    expect(() => ofLayer(packed, 'only'), name).toThrow(
      `${name}: the layer 'only' is for inference only: take the model that sparsify or quantize was called with`,
    );
  }
  model.dispose();
  packed.dispose();
});

it('each criterion has its row', () => {
  expect(Object.keys(rows).sort()).toEqual(Object.keys(CRITERIA).sort());
});
