import { testLayer, type TestLayerOptions } from '@occam/testing';
import {
  batchNormalization,
  batchRenormalization,
  groupNormalization,
  instanceNormalization,
  layerNormalization,
  register,
  rmsNormalization,
  unitNormalization,
} from '../index.js';

const row = <Options>(options: TestLayerOptions<Options>) =>
  ({ register, ...options }) as TestLayerOptions<unknown>;

const badGain = [
  [{ epsilon: 0 }, /epsilon must be a number above 0, not 0/],
  [{ epsilon: -1e-3 }, /epsilon must be a number above 0, not -0.001/],
  [{ scale: 1 }, /scale must be true or false, not 1/],
  [{ axis: 0 }, /axis must not be 0, the rows of the batch/],
  [{ axis: 1.5 }, /axis must be a whole number, not 1.5/],
] as const;

const badAffine = [
  ...badGain,
  [{ center: 'no' }, /center must be true or false, not 'no'/],
] as const;

const badAxes = [
  [{ axis: [] }, /axis must be an axis or a list of different axes, not \[\]/],
  [{ axis: [1, 1] }, /axis must be an axis or a list of different axes, not \[1,1\]/],
  [{ axis: [1, 'x'] }, /axis\[1\] must be a whole number, not 'x'/],
] as const;

const badRunning = [
  ...badAffine,
  [{ momentum: 1.1 }, /momentum must be a number at least 0 and at most 1, not 1.1/],
  [{ momentum: -0.1 }, /momentum must be .* not -0.1/],
] as const;

const affine = [
  {},
  { scale: false, center: false, epsilon: 0.1 },
  {
    center: false,
    gammaInitializer: 'zeros',
    gammaRegularizer: 'l1l2',
    gammaConstraint: 'nonNeg',
  },
  { scale: false, betaRegularizer: 'l1l2' },
] as const;

/** One with both weights, one without, one with γ alone. */
const some = affine.slice(0, 3);

/** Every layer with what it promises: the conformance table. */
const layerRows: Record<string, TestLayerOptions<unknown>> = {
  batchNormalization: row({
    create: batchNormalization,
    examples: [
      ...affine,
      { momentum: 0.5, movingMeanInitializer: 'ones', movingVarianceInitializer: 'ones' },
      { trainable: false },
    ],
    invalid: badRunning,
  }),
  'batchNormalization of images': row({
    create: batchNormalization,
    inputShape: [2, 3, 5],
    examples: [{ momentum: 0.9 }, { axis: 3 }],
    invalid: badRunning,
  }),
  'batchNormalization of another axis': row({
    create: batchNormalization,
    inputShape: [3, 4],
    examples: [{ axis: 1 }],
    invalid: badRunning,
    fused: /normalizes the axis 1, not the last/,
  }),
  // r and d count as constants in the gradient: central differences agree where they are at their bounds.
  batchRenormalization: row({
    create: batchRenormalization,
    examples: [
      { rMax: 1, dMax: 0 },
      { rMax: 1.001, dMax: 0.001 },
      { rMax: 1.001, dMax: 0.001, center: false, momentum: 1 },
      { rMax: 1.001, dMax: 0.001, scale: false },
      { trainable: false },
    ],
    invalid: [
      ...badRunning,
      [{ rMax: 0.9 }, /rMax must be a number at least 1, not 0.9/],
      [{ dMax: -1 }, /dMax must be a number at least 0, not -1/],
    ],
  }),
  'batchRenormalization of another axis': row({
    create: batchRenormalization,
    inputShape: [3, 4],
    examples: [{ axis: -2, rMax: 1, dMax: 0 }],
    invalid: badRunning,
    fused: /normalizes the axis -2, not the last/,
  }),
  layerNormalization: row({
    create: layerNormalization,
    examples: some,
    invalid: [...badAffine, ...badAxes],
  }),
  'layerNormalization of several axes': row({
    create: layerNormalization,
    inputShape: [2, 3, 5],
    examples: [{ axis: [2, 3] }, { axis: [-1, 1, 2], center: false }, { axis: 3 }],
    invalid: badAxes,
  }),
  'layerNormalization of another axis': row({
    create: layerNormalization,
    inputShape: [3, 4],
    examples: [{ axis: 1 }],
    invalid: badAxes,
    fused: /normalizes the axes 1, not the last ones/,
  }),
  rmsNormalization: row({
    create: rmsNormalization,
    examples: [{}, { scale: false, epsilon: 0.1 }, { gammaRegularizer: 'l1l2' }],
    invalid: [
      ...badGain,
      ...badAxes,
      [{ center: false }, /rmsNormalization has no option 'center'/],
    ],
  }),
  'rmsNormalization of several axes': row({
    create: rmsNormalization,
    inputShape: [2, 3, 5],
    examples: [{ axis: [2, 3] }, { axis: -1 }],
    invalid: badAxes,
  }),
  groupNormalization: row({
    create: groupNormalization,
    examples: [{ groups: 2 }, ...some.map((one) => ({ ...one, groups: 1 }))],
    invalid: [
      ...badAffine,
      [{ groups: 0 }, /groups must be a whole number at least 1, not 0/],
      [{ groups: 2.5 }, /groups must be a whole number at least 1, not 2.5/],
    ],
  }),
  'groupNormalization of images': row({
    create: groupNormalization,
    inputShape: [2, 3, 10],
    examples: [
      { groups: 2 },
      { groups: 5, axis: 3, epsilon: 0.1 },
      { groups: -1 },
      { groups: 1, center: false },
      { groups: 10, scale: false },
    ],
    invalid: badAffine,
  }),
  'groupNormalization of channels first': row({
    create: groupNormalization,
    inputShape: [4, 3, 2],
    examples: [{ groups: 2, axis: 1 }],
    invalid: badAffine,
    fused: /has its channels on the axis 1, not the last/,
  }),
  instanceNormalization: row({
    create: instanceNormalization,
    inputShape: [4, 6],
    examples: some,
    invalid: [...badAffine, [{ groups: 1 }, /instanceNormalization has no option 'groups'/]],
  }),
  'instanceNormalization of channels first': row({
    create: instanceNormalization,
    inputShape: [3, 2, 4],
    examples: [{ axis: 1 }],
    invalid: badAffine,
    fused: /has its channels on the axis 1, not the last/,
  }),
  unitNormalization: row({
    create: unitNormalization,
    examples: [{}, { axis: 1 }],
    invalid: [
      ...badAxes,
      [{ axis: 0 }, /axis must not be 0/],
      [{ epsilon: 1 }, /unitNormalization has no option 'epsilon'/],
    ],
  }),
  'unitNormalization of several axes': row({
    create: unitNormalization,
    inputShape: [2, 3, 5],
    examples: [{ axis: [2, 3] }, { axis: [1, -1, 2] }, { axis: -1 }],
    invalid: badAxes,
  }),
};

for (const [name, options] of Object.entries(layerRows)) testLayer(name, options);
