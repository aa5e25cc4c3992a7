import { createRng, fillNormal, type Seed } from '@occam/core';
import { curveComponent, leastNoise, type Curve } from './curveComponent.js';
import { generatedDataset, type GeneratedDataset } from './generatedDataset.js';
import { posterior } from './mixture.js';
import { planeBayesError } from './planeBayesError.js';

/** What {@link noisyCurves} needs. */
export interface NoisyCurvesOptions {
  /** What the data are called. */
  readonly name: string;
  /** The curve of each class. */
  readonly curves: readonly Curve[];
  /** How many rows each class has. */
  readonly counts: readonly number[];
  /** Whether the last row of a class lies at t = 1, or one step before. */
  readonly endpoint: boolean;
  /** The standard deviation of the noise. */
  readonly noise: number;
  /** Whether the rows are shuffled. */
  readonly shuffle: boolean;
  /** What decides the noise and the order. */
  readonly seed: Seed;
}

/** Puts the rows of each class at equal steps along its curve and adds Gaussian noise. */
export function noisyCurves(options: NoisyCurvesOptions): GeneratedDataset {
  const { name, curves, counts, endpoint, noise, shuffle, seed } = options;
  const rng = createRng(seed);
  const n = counts.reduce((sum, count) => sum + count, 0);
  const data = new Float32Array(2 * n);
  const labels = new Int32Array(n);
  const normals = new Float32Array(2 * n);
  if (noise > 0) fillNormal(normals, { key: rng.fork('noise').key });
  const places = shuffle ? rng.fork('shuffle').permutation(n) : undefined;
  let row = 0;
  for (const [label, curve] of curves.entries()) {
    const count = counts[label]!;
    const steps = endpoint ? Math.max(count - 1, 1) : count;
    for (let i = 0; i < count; i++, row++) {
      const [x, y] = curve.at(i / steps);
      const place = places?.[row] ?? row;
      data[2 * place] = x + noise * normals[2 * row]!;
      data[2 * place + 1] = y + noise * normals[2 * row + 1]!;
      labels[place] = label;
    }
  }
  const scale = Math.max(noise, leastNoise(curves));
  const components = curves.map((curve, label) =>
    curveComponent(label, counts[label]! / n, curve, scale),
  );
  return generatedDataset(
    {
      x: { data, shape: [n, 2] },
      y: { data: labels, shape: [n] },
      task: 'classification',
      classNames: curves.map((_, label) => String(label)),
      featureNames: ['x0', 'x1'],
      name,
    },
    (point) => posterior(components, curves.length, point),
    () => (noise === 0 ? 0 : planeBayesError(components, curves.length)),
  );
}
