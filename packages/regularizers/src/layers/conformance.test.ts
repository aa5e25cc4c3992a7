import { testLayer, type TestLayerOptions } from '@occam/testing';
import {
  alphaDropout,
  dropConnect,
  dropout,
  gaussianDropout,
  gaussianNoise,
  register,
  spatialDropout1d,
  spatialDropout2d,
  stochasticDepth,
} from '../index.js';

const shared = { noisy: true, register } as const;

const badRates = [
  [{}, /rate must be a number at least 0 and below 1, not undefined/],
  [{ rate: 1 }, /rate must be a number at least 0 and below 1, not 1/],
  [{ rate: -0.1 }, /rate must be .* at least 0 .* not -0.1/],
  [{ rate: NaN }, /rate must be .* not NaN/],
  [{ rate: 0.5, seed: 1.5 }, /seed must be a whole number .* not 1.5/],
] as const;

const badNoiseShapes = [
  [
    { rate: 0.5, noiseShape: 3 },
    /noiseShape must be a list of whole numbers from 1, or null .* not 3/,
  ],
  [{ rate: 0.5, noiseShape: [null, 0] }, /noiseShape must be .* not \[null, 0\]/],
] as const;

const row = <Options>(options: TestLayerOptions<Options>) => options as TestLayerOptions<unknown>;

/** Every layer with what it promises: the conformance table. */
const layerRows: Record<string, TestLayerOptions<unknown>> = {
  dropout: row({
    ...shared,
    create: dropout,
    examples: [
      { rate: 0.4 },
      { rate: 0.4, noiseShape: [null, 1] },
      { rate: 0.2, noiseShape: [1, 6] },
    ],
    invalid: [...badRates, ...badNoiseShapes],
  }),
  'dropout of series': row({
    ...shared,
    create: dropout,
    inputShape: [3, 2, 5],
    examples: [{ rate: 0.4 }, { rate: 0.4, noiseShape: [null, null, 1, null] }],
    invalid: badRates,
  }),
  'dropout of a shape without kernel': row({
    ...shared,
    create: dropout,
    inputShape: [3, 2, 5],
    examples: [{ rate: 0.4, noiseShape: [null, 1, 2, 1] }],
    invalid: badRates,
    fused: /has a noiseShape, \[null, 1, 2, 1\], of which no kernel makes a mask/,
  }),
  spatialDropout1d: row({
    ...shared,
    create: spatialDropout1d,
    inputShape: [4, 3],
    examples: [{ rate: 0.4 }],
    invalid: badRates,
  }),
  spatialDropout2d: row({
    ...shared,
    create: spatialDropout2d,
    inputShape: [3, 2, 4],
    examples: [{ rate: 0.4 }, { rate: 0.3, dataFormat: 'channelsFirst' }],
    invalid: [
      ...badRates,
      [
        { rate: 0.5, dataFormat: 'channelFirst' },
        /dataFormat must be one of .*\(did you mean 'channelsFirst'/,
      ],
    ],
  }),
  gaussianNoise: row({
    ...shared,
    create: gaussianNoise,
    examples: [{ stddev: 0.3 }],
    invalid: [
      [{}, /stddev must be a number at least 0, not undefined/],
      [{ stddev: -1 }, /stddev must be a number at least 0, not -1/],
      [{ stddev: Infinity }, /stddev must be .* not Infinity/],
    ],
  }),
  gaussianDropout: row({
    ...shared,
    create: gaussianDropout,
    examples: [{ rate: 0.4 }],
    invalid: badRates,
  }),
  // It keeps mean and variance of standard normal inputs, not each input: see alphaDropout.test.ts.
  alphaDropout: row({
    ...shared,
    create: alphaDropout,
    mean: false,
    examples: [{ rate: 0.4 }],
    invalid: [...badRates, ...badNoiseShapes],
  }),
  'alphaDropout with a noiseShape': row({
    ...shared,
    create: alphaDropout,
    mean: false,
    examples: [{ rate: 0.4, noiseShape: [null, 1] }],
    invalid: badRates,
    fused: /has a noiseShape/,
  }),
  dropConnect: row({
    ...shared,
    create: dropConnect,
    examples: [
      { units: 3, rate: 0.4 },
      { units: 5, rate: 0.3, useBias: false },
      { units: 3, rate: 0.4, per: 'batch' },
    ],
    invalid: [
      ...badRates.map(([bad, message]) => [{ units: 3, ...bad }, message] as const),
      [{ rate: 0.5 }, /units must be a whole number at least 1, not undefined/],
      [{ units: 0, rate: 0.5 }, /units must be a whole number at least 1, not 0/],
      [{ units: 3, rate: 0.5, per: 'row' }, /per must be one of 'sample', 'batch', not 'row'/],
      [{ units: 3, rate: 0.5, samples: -1 }, /samples must be a whole number at least 0, not -1/],
    ],
  }),
  // The mean of an activation is not the activation of the mean.
  'dropConnect with an activation': row({
    ...shared,
    create: dropConnect,
    mean: false,
    inputShape: [3, 4],
    examples: [
      {
        units: 3,
        rate: 0.4,
        activation: 'tanh',
        kernelRegularizer: 'l1l2',
        biasInitializer: 'ones',
      },
      { units: 3, rate: 0.4, activation: 'softmax', per: 'batch', kernelConstraint: 'nonNeg' },
    ],
    invalid: [[{ units: 3, rate: 1 }, /rate must be/]],
  }),
  'dropConnect with samples': row({
    ...shared,
    create: dropConnect,
    mean: false,
    examples: [
      { units: 3, rate: 0.4, activation: 'sigmoid', samples: 20 },
      { units: 3, rate: 0.4, activation: 'softmax', samples: 3, useBias: false, per: 'batch' },
    ],
    invalid: [[{ units: 3, rate: 0.5, samples: 1.5 }, /samples must be a whole number/]],
  }),
  stochasticDepth: row({
    ...shared,
    create: stochasticDepth,
    examples: [{ rate: 0.4 }, { rate: 0.4, per: 'batch' }],
    invalid: [
      ...badRates,
      [{ rate: 0.5, per: 'sampel' }, /per must be one of 'sample', 'batch', .* mean 'sample'/],
    ],
  }),
};

for (const [name, options] of Object.entries(layerRows)) testLayer(name, options);
