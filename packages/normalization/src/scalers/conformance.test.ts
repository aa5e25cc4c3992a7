import { testScaler, type TestScalerOptions } from '@occam/testing';
import {
  GlobalContrast,
  MaxAbsScaler,
  MinMaxScaler,
  PowerTransformer,
  QuantileTransformer,
  register,
  RobustScaler,
  RowNormalizer,
  StandardScaler,
  Whitening,
} from '../index.js';

const row = <Options>(options: Omit<TestScalerOptions<Options>, 'register'>) =>
  ({ ...options, register }) as TestScalerOptions<unknown>;

const badMissing = [
  { missing: 'ignor' },
  /missing must be one of 'reject', 'ignore', not 'ignor' \(did you mean 'ignore'/,
] as const;

/** Every scaler with what it promises: the conformance table. */
const scalerRows: Record<string, TestScalerOptions<unknown>> = {
  StandardScaler: row({
    create: (options: object) => new StandardScaler(options),
    examples: [{}, { withMean: false }, { withStd: false }],
    invalid: [badMissing, [{ withStd: 1 }, /withStd must be true or false, not 1/]],
  }),
  MinMaxScaler: row({
    create: (options: object) => new MinMaxScaler(options),
    examples: [{}, { featureRange: [-1, 3] }, { clip: true }],
    invalid: [
      badMissing,
      [{ featureRange: [1, 1] }, /high end of featureRange must be a number above 1, not 1/],
      [{ featureRange: 2 }, /featureRange must be \[low, high\], not 2/],
      [{ clip: 'yes' }, /clip must be true or false, not 'yes'/],
      [{ dataMin: [1], dataMax: [0] }, /no dataMin .* may be above its dataMax/],
    ],
  }),
  MaxAbsScaler: row({
    create: (options: object) => new MaxAbsScaler(options),
    examples: [{}],
    invalid: [badMissing, [{ maxAbs: [-1] }, /every maxAbs .* must be at least 0, not -1/]],
  }),
  RobustScaler: row({
    create: (options: object) => new RobustScaler(options),
    examples: [{}, { quantileRange: [10, 60], unitVariance: true }, { withCentering: false }],
    invalid: [
      badMissing,
      [{ quantileRange: [25] }, /quantileRange must be \[low, high\] in percent/],
      [{ quantileRange: [-1, 75] }, /low end of quantileRange must be a number at least 0, not -1/],
      [{ quantileRange: [30, 20] }, /high end .* above 30 and at most 100, not 20/],
      [{ quantileRange: [0, 75], unitVariance: true }, /low end .* above 0, not 0/],
      [{ withScaling: 0 }, /withScaling must be true or false, not 0/],
      [{ center: [1], scale: [0] }, /every scale .* above 0, not 0/],
    ],
  }),
  QuantileTransformer: row({
    create: (options: object) => new QuantileTransformer(options),
    examples: [{}, { outputDistribution: 'normal' }, { subsample: null }],
    invalid: [
      badMissing,
      [{ nQuantiles: 0 }, /nQuantiles must be a whole number at least 1, not 0/],
      [{ subsample: 10 }, /subsample must be a whole number at least 1000, not 10/],
      [{ outputDistribution: 'gauss' }, /outputDistribution must be one of 'uniform', 'normal'/],
      [{ seed: 0.5 }, /seed must be a whole number/],
      [{ quantiles: [] }, /quantiles .* list of lists/],
      [{ quantiles: [[1, 0]] }, /must ascend/],
      [{ quantiles: [[1, 2], [1]] }, /as many quantiles/],
    ],
    // As many quantiles as rows, whether there is a number or not: see the next row.
    missing: false,
  }),
  'QuantileTransformer of few quantiles': row({
    create: (options: object) => new QuantileTransformer(options),
    examples: [
      { nQuantiles: 5 },
      { nQuantiles: 2, outputDistribution: 'normal' },
      { nQuantiles: 1 },
    ],
    invalid: [badMissing],
    invertible: false,
  }),
  'QuantileTransformer of a sample': row({
    create: (options: object) => new QuantileTransformer(options),
    examples: [{ nQuantiles: 10, subsample: 20, seed: 'fold_2 Of 10' }],
    invalid: [badMissing],
    missing: false,
    invertible: false,
  }),
  PowerTransformer: row({
    create: (options: object) => new PowerTransformer(options),
    examples: [{}, { standardize: false }],
    invalid: [
      badMissing,
      [{ standardize: 'no' }, /standardize must be true or false, not 'no'/],
      [{ lambdas: [1], mean: [0], scale: [0] }, /every scale .* above 0, not 0/],
    ],
  }),
  RowNormalizer: row({
    create: (options: object) => new RowNormalizer(options),
    examples: [{}, { norm: 'l1' }, { norm: 'max' }],
    invalid: [[{ norm: 'l3' }, /norm must be one of 'l1', 'l2', 'max', not 'l3'/]],
    missing: false,
    stateless: true,
  }),
  Whitening: row({
    create: (options: object) => new Whitening(options),
    examples: [{}, { kind: 'zca' }, { kind: 'zca', epsilon: 0.1 }],
    invalid: [
      [{ kind: 'pcb' }, /kind must be one of 'pca', 'zca', not 'pcb' \(did you mean 'pca'/],
      [{ epsilon: -1 }, /epsilon must be a number at least 0, not -1/],
      [{ nComponents: 0 }, /nComponents must be a whole number at least 1, not 0/],
      [{ kind: 'zca', nComponents: 2 }, /nComponents is for kind 'pca'/],
      [{ count: 1, mean: [1], covariance: [1] }, /count .* at least 2, not 1/],
      [{ count: 2, mean: [1, 2], covariance: [1] }, /covariance .* must have 4 numbers, not 1/],
      [{ count: 2, mean: [1] }, /covariance .* list of finite numbers/],
      [{ covariance: [1], count: 3 }, /mean .* list of finite numbers/],
    ],
    missing: false,
  }),
  'Whitening to fewer columns': row({
    create: (options: object) => new Whitening(options),
    examples: [{ nComponents: 2 }],
    invalid: [[{ nComponents: 1.5 }, /nComponents must be a whole number/]],
    missing: false,
    invertible: false,
  }),
  GlobalContrast: row({
    create: (options: object) => new GlobalContrast(options),
    examples: [{}, { scale: 55, lambda: 10 }, { epsilon: 3 }],
    invalid: [
      [{ scale: 0 }, /scale must be a number above 0, not 0/],
      [{ lambda: -1 }, /lambda must be a number at least 0, not -1/],
      [{ epsilon: 0 }, /epsilon must be a number above 0, not 0/],
    ],
    missing: false,
    stateless: true,
  }),
};

for (const [name, options] of Object.entries(scalerRows)) testScaler(name, options);
