import {
  checkBoolean,
  checkInteger,
  checkNumber,
  checkOptions,
  createRng,
  describe,
  fillNormal,
  type Rng,
  type Seed,
} from '@occam/core';
import { blobsBayesError, type Blob } from './blobsBayesError.js';
import { generatedDataset, type GeneratedDataset } from './generatedDataset.js';
import { posterior } from './mixture.js';
import { rowCounts } from './rowCounts.js';

/** The options of {@link makeBlobs}. */
export interface BlobsOptions {
  /** How many rows in all (shared out evenly, first blobs first), or of each blob. Default 100. */
  readonly nSamples?: number | readonly number[] | undefined;
  /** How many features there are, where the centres do not say so. Default 2. */
  readonly nFeatures?: number | undefined;
  /** How many blobs there are, or where their centres are, shape [blobs, features]. Default 3. */
  readonly centers?: number | readonly (readonly number[])[] | undefined;
  /** The standard deviation of all blobs or of each, above 0. Default 1. */
  readonly clusterStd?: number | readonly number[] | undefined;
  /** The least and the greatest coordinate of a random centre. Default [−10, 10]. */
  readonly centerBox?: readonly [number, number] | undefined;
  /** Whether the rows are shuffled; else they come blob by blob. Default true. */
  readonly shuffle?: boolean | undefined;
  /** What decides the centres, the rows and the order. Default 0. */
  readonly seed?: Seed | undefined;
}

/** {@link makeBlobs}' rows with the centres. */
export interface BlobsDataset extends GeneratedDataset {
  /** Where the blobs are, shape [blobs, features]. */
  readonly centers: readonly (readonly number[])[];
}

/**
 * Draws a Gaussian blob for each class, as scikit-learn's `make_blobs`: x = centre + clusterStd · z for standard normal
 * z. The centres depend on the seed, not on the number of rows.
 *
 * `truth` gives the probability of each class by Bayes' rule, with the classes' shares of the rows. `bayesError` is
 * exact for two blobs of one spread; for more of one spread whose centres lie in a plane (any three do), and for any
 * blobs of at most two features, it is integrated numerically (error below 1e-5); else it is undefined.
 *
 * @returns classification, `x` of shape [n, features]
 * @throws TypeError or RangeError if an option is unknown or not as described
 *
 * @example
 * ```ts
 * import { makeBlobs } from '@occam/datasets';
 *
 * const blobs = makeBlobs({ nSamples: 200, centers: [[0, 0], [2, 0]] });
 * console.log(blobs.bayesError); // Φ(−1) = 0.158655…
 * ```
 */
export function makeBlobs(options: BlobsOptions = {}): BlobsDataset {
  checkOptions('makeBlobs', options, [
    'nSamples',
    'nFeatures',
    'centers',
    'clusterStd',
    'centerBox',
    'shuffle',
    'seed',
  ]);
  const { nSamples = 100, shuffle = true, seed = 0 } = options;
  checkBoolean('shuffle', shuffle);
  const rng = createRng(seed);
  const centers = readCenters(options, rng.fork('centers'));
  const counts = rowCounts(nSamples, centers.length);
  const stds = readStds(options.clusterStd ?? 1, centers.length);
  const features = centers[0]!.length;
  const n = counts.reduce((sum, count) => sum + count, 0);
  const normals = fillNormal(new Float32Array(n * features), { key: rng.fork('rows').key });
  const data = new Float32Array(n * features);
  const places = shuffle ? rng.fork('shuffle').permutation(n) : undefined;
  const labels = new Int32Array(n);
  let row = 0;
  for (const [label, count] of counts.entries()) {
    const center = centers[label]!;
    const std = stds[label]!;
    for (const end = row + count; row < end; row++) {
      const place = places?.[row] ?? row;
      labels[place] = label;
      for (let j = 0; j < features; j++) {
        data[place * features + j] = center[j]! + std * normals[row * features + j]!;
      }
    }
  }
  const blobs = centers.map((center, label) => ({
    center,
    std: stds[label]!,
    weight: counts[label]! / n,
  }));
  const components = blobs.map(blobComponent);
  const dataset = generatedDataset(
    {
      x: { data, shape: [n, features] },
      y: { data: labels, shape: [n] },
      task: 'classification',
      classNames: centers.map((_, label) => String(label)),
      featureNames: Array.from({ length: features }, (_, j) => `x${j}`),
      name: 'blobs',
    },
    (point) => posterior(components, centers.length, point),
    () => blobsBayesError(blobs),
  );
  return Object.assign(dataset, { centers });
}

function blobComponent({ center, std, weight }: Blob, label: number) {
  const constant = -center.length * Math.log(std * Math.sqrt(2 * Math.PI));
  const logDensity = (point: ArrayLike<number>) => {
    let square = 0;
    for (let j = 0; j < center.length; j++) square += (point[j]! - center[j]!) ** 2;
    return constant - square / (2 * std * std);
  };
  return { label, weight, logDensity };
}

function readCenters({ centers = 3, nFeatures, centerBox }: BlobsOptions, rng: Rng): number[][] {
  const box = centerBox ?? [-10, 10];
  if (!Array.isArray(box) || box.length !== 2) {
    throw new TypeError(`centerBox must be [least, greatest], not ${describe(box)}`);
  }
  checkNumber('centerBox[0]', box[0]);
  checkNumber('centerBox[1]', box[1], { min: box[0] });
  if (nFeatures !== undefined) checkInteger('nFeatures', nFeatures, { min: 1 });
  if (typeof centers === 'number') {
    checkInteger('centers', centers, { min: 1 });
    return Array.from({ length: centers }, () =>
      Array.from({ length: nFeatures ?? 2 }, () => box[0] + (box[1] - box[0]) * rng.next()),
    );
  }
  if (!Array.isArray(centers) || centers.length === 0 || !Array.isArray(centers[0])) {
    throw new TypeError(
      `centers must be a whole number or a list of points, not ${describe(centers)}`,
    );
  }
  const features = nFeatures ?? (centers[0] as number[]).length;
  for (const [label, center] of centers.entries()) {
    if (!Array.isArray(center) || center.length !== features || features === 0) {
      throw new RangeError(
        `centers[${label}] must be a list of ${Math.max(features, 1)} coordinates, not ${describe(center)}`,
      );
    }
    for (const [j, value] of center.entries()) checkNumber(`centers[${label}][${j}]`, value);
  }
  return centers.map((center: readonly number[]) => [...center]);
}

function readStds(clusterStd: number | readonly number[], blobs: number): number[] {
  if (typeof clusterStd === 'number') {
    checkNumber('clusterStd', clusterStd, { above: 0 });
    return Array.from({ length: blobs }, () => clusterStd);
  }
  if (!Array.isArray(clusterStd)) {
    throw new TypeError(
      `clusterStd must be a number or a list of one for each blob, not ${describe(clusterStd)}`,
    );
  }
  if (clusterStd.length !== blobs) {
    throw new RangeError(
      `clusterStd lists ${clusterStd.length} standard deviations, but there are ${blobs} blobs`,
    );
  }
  for (const [label, std] of clusterStd.entries()) {
    checkNumber(`clusterStd[${label}]`, std, { above: 0 });
  }
  return [...clusterStd];
}
