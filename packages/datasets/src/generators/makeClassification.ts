import { createRng, fillNormal, type Rng } from '@occam/core';
import {
  readClassificationOptions,
  type ClassificationOptions,
  type ClassificationSettings,
} from './classificationOptions.js';
import { gaussianComponent, planeGaussian, type GaussianOptions } from './gaussianComponent.js';
import { generatedDataset, type GeneratedDataset } from './generatedDataset.js';
import { posterior } from './mixture.js';
import { planeBayesError } from './planeBayesError.js';

/** What a feature of {@link makeClassification} is. */
export type FeatureRole = 'informative' | 'redundant' | 'repeated' | 'noise';

/** {@link makeClassification}'s rows with what each feature is. */
export interface ClassificationDataset extends GeneratedDataset {
  /** What each feature is, shape [features]. */
  readonly featureRoles: readonly FeatureRole[];
}

/**
 * Draws classes that consist of Gaussian clusters at the corners of a hypercube, with features that only repeat what
 * others say and features that say nothing, as scikit-learn's `make_classification` (after Guyon, 2003, "Design of
 * experiments for the NIPS 2003 variable selection benchmark"):
 *
 *     informative = corner + z·A,   redundant = informative·B,   noise = z      z standard normal
 *
 * with a random A (elements uniform in −1 … 1) for each cluster and one B, then a label drawn anew with probability
 * flipY, then (x + shift) · scale. The clusters depend on the seed, not on the number of rows.
 *
 * `truth` gives the probability of each class by Bayes' rule, with the clusters' shares of the rows; `bayesError` is
 * integrated numerically for at most two informative features (error below 1e-5), else it is undefined. Flipped
 * labels are in both.
 *
 * @returns classification, `x` of shape [n, features], the roles of the features beside it
 * @throws TypeError or RangeError if an option is unknown, not as described, or does not fit the others
 *
 * @example
 * ```ts
 * import { makeClassification } from '@occam/datasets';
 *
 * const data = makeClassification({ nSamples: 300, nFeatures: 10, flipY: 0.1, seed: 3 });
 * const informative = data.featureRoles.flatMap((role, j) => (role === 'informative' ? [j] : []));
 * ```
 */
export function makeClassification(options: ClassificationOptions = {}): ClassificationDataset {
  const settings = readClassificationOptions(options);
  const { nSamples: n, nFeatures, nInformative, nRedundant, nRepeated, nClasses } = settings;
  const rng = createRng(settings.seed);
  const clusters = makeClusters(settings, rng);
  const counts = clusterCounts(settings, clusters.length);
  const { data, labels } = drawRows(settings, clusters, counts, rng);
  flipLabels(labels, settings, rng.fork('flips'));
  // What feature stands in each column, and where each row stands.
  const sources = rng.fork('features').permutation(nFeatures);
  if (!settings.shuffle) sources.sort();
  const places = settings.shuffle ? rng.fork('shuffle').permutation(n) : undefined;
  const { shifts, scales } = stretchOf(settings, rng);
  const values = new Float32Array(n * nFeatures);
  const classes = new Int32Array(n);
  for (let row = 0; row < n; row++) {
    const place = places?.[row] ?? row;
    classes[place] = labels[row]!;
    for (let j = 0; j < nFeatures; j++) {
      const from = sources[j]!;
      values[place * nFeatures + j] =
        (data[row * nFeatures + from]! + shifts[from]!) * scales[from]!;
    }
  }
  const roles = [...sources].map((from): FeatureRole => {
    if (from < nInformative) return 'informative';
    if (from < nInformative + nRedundant) return 'redundant';
    return from < nInformative + nRedundant + nRepeated ? 'repeated' : 'noise';
  });
  const { flipY } = settings;
  const mixture = clusters.map((cluster, k) => ({ ...cluster, weight: counts[k]! / n }));
  const components = mixture.filter(({ weight }) => weight > 0).map(gaussianComponent);
  const informative = Array.from({ length: nInformative }, (_, from) => sources.indexOf(from));
  const dataset = generatedDataset(
    {
      x: { data: values, shape: [n, nFeatures] },
      y: { data: classes, shape: [n] },
      task: 'classification',
      classNames: Array.from({ length: nClasses }, (_, label) => String(label)),
      featureNames: Array.from({ length: nFeatures }, (_, j) => `x${j}`),
      name: 'classification',
    },
    (row) => {
      const point = informative.map((j, from) => row[j]! / scales[from]! - shifts[from]!);
      return posterior(components, nClasses, point).map(
        (share) => (1 - flipY) * share + flipY / nClasses,
      );
    },
    () => {
      if (nInformative > 2) return undefined;
      const error = planeBayesError(mixture.map(inPlane), nClasses);
      return (1 - flipY) * error + flipY * (1 - 1 / nClasses);
    },
  );
  return Object.assign(dataset, { featureRoles: roles });
}

/** A cluster, its share of the rows apart. */
type Cluster = Omit<GaussianOptions, 'weight'>;

function makeClusters(settings: ClassificationSettings, rng: Rng): Cluster[] {
  const { nInformative: d, nClasses, nClustersPerClass, classSep, hypercube } = settings;
  const corners = new Set<string>();
  const cornerRng = rng.fork('corners');
  while (corners.size < nClasses * nClustersPerClass) {
    corners.add(Array.from({ length: d }, () => cornerRng.int(2)).join(''));
  }
  const polytope = rng.fork('polytope');
  const shrink = () => (hypercube ? 1 : polytope.next());
  const axes = Array.from({ length: d }, shrink);
  return [...corners].map((corner, k) => {
    const factorRng = rng.fork(`cluster/${k}`);
    const size = shrink() * classSep;
    return {
      label: k % nClasses,
      mean: Array.from(corner, (bit, i) => (2 * Number(bit) - 1) * size * axes[i]!),
      factor: Float64Array.from({ length: d * d }, () => 2 * factorRng.next() - 1),
    };
  });
}

function clusterCounts(
  { nSamples, weights, nClasses, nClustersPerClass }: ClassificationSettings,
  clusters: number,
): number[] {
  const counts = Array.from({ length: clusters }, (_, k) =>
    // 1 − 0.9 is a little less than 0.1: that must not cost a row.
    Math.floor((nSamples * weights[k % nClasses]!) / nClustersPerClass + 1e-9),
  );
  const rest = nSamples - counts.reduce((sum, count) => sum + count, 0);
  for (let i = 0; i < rest; i++) counts[i % clusters]! += 1;
  return counts;
}

/** The features before shift, scale and shuffling, and the labels before flips, cluster by cluster. */
function drawRows(
  { nSamples: n, nFeatures, nInformative: d, nRedundant, nRepeated }: ClassificationSettings,
  clusters: readonly Cluster[],
  counts: readonly number[],
  rng: Rng,
): { data: Float64Array; labels: Int32Array } {
  const normals = fillNormal(new Float32Array(n * nFeatures), { key: rng.fork('rows').key });
  const data = Float64Array.from(normals);
  const labels = new Int32Array(n);
  const mixing = rng.fork('redundant');
  const combinations = Float64Array.from({ length: d * nRedundant }, () => 2 * mixing.next() - 1);
  const repeats = rng.fork('repeated');
  const copied = Array.from({ length: nRepeated }, () => repeats.int(d + nRedundant));
  let row = 0;
  for (const [k, { label, mean, factor }] of clusters.entries()) {
    for (const end = row + counts[k]!; row < end; row++) {
      labels[row] = label;
      const start = row * nFeatures;
      for (let j = 0; j < d; j++) {
        let value = mean[j]!;
        for (let i = 0; i < d; i++) value += normals[start + i]! * factor[i * d + j]!;
        data[start + j] = value;
      }
      for (let j = 0; j < nRedundant; j++) {
        let value = 0;
        for (let i = 0; i < d; i++) value += data[start + i]! * combinations[i * nRedundant + j]!;
        data[start + d + j] = value;
      }
      for (let j = 0; j < nRepeated; j++) {
        data[start + d + nRedundant + j] = data[start + copied[j]!]!;
      }
    }
  }
  return { data, labels };
}

function flipLabels(labels: Int32Array, { flipY, nClasses }: ClassificationSettings, rng: Rng) {
  for (let row = 0; row < labels.length; row++) {
    const flips = rng.next() < flipY;
    const label = rng.int(nClasses);
    if (flips) labels[row] = label;
  }
}

function stretchOf({ shift, scale, classSep, nFeatures }: ClassificationSettings, rng: Rng) {
  const random = (label: string, least: number, greatest: number) => {
    const numbers = rng.fork(label);
    return Array.from({ length: nFeatures }, () => least + (greatest - least) * numbers.next());
  };
  const each = (values: number | readonly number[]) =>
    typeof values === 'number' ? Array.from({ length: nFeatures }, () => values) : values;
  return {
    shifts: each(shift ?? random('shift', -classSep, classSep)),
    scales: each(scale ?? random('scale', 1, 101)),
  };
}

/** One feature becomes two of which the second is the same noise in every class. */
function inPlane(options: GaussianOptions) {
  const { mean, factor } = options;
  if (mean.length === 2) return planeGaussian(options);
  const spread = factor[0]!;
  return planeGaussian({
    ...options,
    mean: [mean[0]!, 0],
    factor: new Float64Array([spread, 0, 0, 1]),
  });
}
