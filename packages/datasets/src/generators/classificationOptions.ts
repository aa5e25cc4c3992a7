import {
  checkBoolean,
  checkInteger,
  checkNumber,
  checkOptions,
  describe,
  type Seed,
} from '@occam/core';

/** The options of {@link makeClassification}. */
export interface ClassificationOptions {
  /** How many rows there are, at least 1. Default 100. */
  readonly nSamples?: number | undefined;
  /** How many features there are; those that are none of the following are noise. Default 20. */
  readonly nFeatures?: number | undefined;
  /** How many features the class depends on, at least 1. Default 2. */
  readonly nInformative?: number | undefined;
  /** How many features are random linear combinations of the informative ones. Default 2. */
  readonly nRedundant?: number | undefined;
  /** How many features are copies of informative or redundant ones, drawn at random. Default 0. */
  readonly nRepeated?: number | undefined;
  /** How many classes there are, at least 1. Default 2. */
  readonly nClasses?: number | undefined;
  /** Of how many Gaussian clusters a class consists, at least 1. Default 2. */
  readonly nClustersPerClass?: number | undefined;
  /** The share of each class before labels are flipped, or of all but the last. Default: alike. */
  readonly weights?: readonly number[] | undefined;
  /** The share of rows, 0 … 1, whose label is drawn anew from all classes alike. Default 0.01. */
  readonly flipY?: number | undefined;
  /** Half the side of the hypercube at whose corners the clusters lie, at least 0. Default 1. */
  readonly classSep?: number | undefined;
  /** Whether the clusters lie at the corners of a hypercube, or of a random polytope. Default true. */
  readonly hypercube?: boolean | undefined;
  /** What is added to all features or to each; null: random numbers from −classSep to classSep. Default 0. */
  readonly shift?: number | readonly number[] | null | undefined;
  /** What all features or each are multiplied by then, not 0; null: random numbers from 1 to 101. Default 1. */
  readonly scale?: number | readonly number[] | null | undefined;
  /** Whether rows and features are shuffled. Default true. */
  readonly shuffle?: boolean | undefined;
  /** What decides the clusters, the rows, the flips and the order. Default 0. */
  readonly seed?: Seed | undefined;
}

/** {@link ClassificationOptions}, checked and complete. */
export interface ClassificationSettings {
  readonly nSamples: number;
  readonly nFeatures: number;
  readonly nInformative: number;
  readonly nRedundant: number;
  readonly nRepeated: number;
  readonly nClasses: number;
  readonly nClustersPerClass: number;
  readonly weights: readonly number[];
  readonly flipY: number;
  readonly classSep: number;
  readonly hypercube: boolean;
  readonly shift: number | readonly number[] | null;
  readonly scale: number | readonly number[] | null;
  readonly shuffle: boolean;
  readonly seed: Seed;
}

/**
 * Fills in defaults and checks that the numbers fit together.
 *
 * @throws TypeError or RangeError if they do not
 */
export function readClassificationOptions(options: ClassificationOptions): ClassificationSettings {
  checkOptions('makeClassification', options, OPTIONS);
  const { nSamples = 100, nFeatures = 20, nInformative = 2, nRedundant = 2 } = options;
  const { nRepeated = 0, nClasses = 2, nClustersPerClass = 2, flipY = 0.01 } = options;
  const { classSep = 1, hypercube = true, shift = 0, scale = 1 } = options;
  const { shuffle = true, seed = 0 } = options;
  for (const [name, value] of Object.entries({
    nSamples,
    nFeatures,
    nInformative,
    nClasses,
    nClustersPerClass,
  })) {
    checkInteger(name, value, { min: 1 });
  }
  checkInteger('nRedundant', nRedundant, { min: 0 });
  checkInteger('nRepeated', nRepeated, { min: 0 });
  const used = nInformative + nRedundant + nRepeated;
  if (used > nFeatures) {
    throw new RangeError(
      `nInformative + nRedundant + nRepeated is ${used}, more than nFeatures, ${nFeatures}`,
    );
  }
  const clusters = nClasses * nClustersPerClass;
  if (Math.log2(clusters) > nInformative) {
    throw new RangeError(
      `a hypercube of nInformative = ${nInformative} dimensions has ${2 ** nInformative} corners, too few for ` +
        `nClasses · nClustersPerClass = ${clusters} clusters`,
    );
  }
  checkNumber('flipY', flipY, { min: 0, max: 1 });
  checkNumber('classSep', classSep, { min: 0 });
  checkBoolean('hypercube', hypercube);
  checkBoolean('shuffle', shuffle);
  checkEach('shift', shift, nFeatures);
  checkEach('scale', scale, nFeatures);
  const scales: readonly unknown[] = Array.isArray(scale) ? scale : [scale];
  if (scales.includes(0)) {
    throw new RangeError('scale must not be 0: nothing would be left of the feature');
  }
  const weights = readWeights(options.weights, nClasses);
  return {
    nSamples,
    nFeatures,
    nInformative,
    nRedundant,
    nRepeated,
    nClasses,
    nClustersPerClass,
    weights,
    flipY,
    classSep,
    hypercube,
    shift,
    scale,
    shuffle,
    seed,
  };
}

const OPTIONS = [
  'nSamples',
  'nFeatures',
  'nInformative',
  'nRedundant',
  'nRepeated',
  'nClasses',
  'nClustersPerClass',
  'weights',
  'flipY',
  'classSep',
  'hypercube',
  'shift',
  'scale',
  'shuffle',
  'seed',
] as const satisfies readonly (keyof ClassificationOptions)[];

function readWeights(weights: readonly number[] | undefined, classes: number): readonly number[] {
  if (weights === undefined) return Array.from({ length: classes }, () => 1 / classes);
  if (!Array.isArray(weights)) {
    throw new TypeError(`weights must be a list of shares, not ${describe(weights)}`);
  }
  if (weights.length !== classes && weights.length !== classes - 1) {
    throw new RangeError(
      `weights lists ${weights.length} shares, but there are ${classes} classes: list all, or all but the last`,
    );
  }
  for (const [label, weight] of weights.entries()) {
    checkNumber(`weights[${label}]`, weight, { min: 0, max: 1 });
  }
  const sum = weights.reduce((total, weight) => total + weight, 0);
  const all = weights.length === classes ? [...weights] : [...weights, Math.max(0, 1 - sum)];
  const total = all.reduce((whole, weight) => whole + weight, 0);
  if (Math.abs(total - 1) > 1e-6) {
    throw new RangeError(`weights must sum to 1, not ${sum}`);
  }
  return all;
}

function checkEach(name: string, value: unknown, features: number): void {
  if (value === null) return;
  if (!Array.isArray(value)) return checkNumber(name, value);
  if (value.length !== features) {
    throw new RangeError(
      `${name} lists ${value.length} numbers, but there are ${features} features`,
    );
  }
  for (const [j, number] of value.entries()) checkNumber(`${name}[${j}]`, number);
}
