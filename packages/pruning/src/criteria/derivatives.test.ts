import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  ACTIVATIONS,
  activate,
  difference,
  drawPerceptron,
  drawRows,
  forward64,
  loss64,
  secondDifference,
  toModel,
  type Activation64,
  type Layer64,
} from '../../test/perceptron64.js';
import {
  gradientTimesWeight,
  optimalBrainDamage,
  optimalBrainSurgeon,
  sensitivity,
  snip,
  synflow,
  taylor,
} from '../index.js';

const rows = drawRows(40, 4, 'derivatives');
let x: tf.Tensor2D;

beforeAll(async () => {
  await tf.setBackend('cpu');
  x = tf.tensor2d(rows);
});
afterAll(() => x.dispose());

function expectScores(got: ArrayLike<number>, want: readonly number[], tolerance = 1e-5): void {
  expect(got.length).toBe(want.length);
  const scale = Math.max(...want.map(Math.abs));
  want.forEach((value, i) => expect(Math.abs(got[i]! - value) / scale).toBeLessThan(tolerance));
}

/** Runs something with the network in tfjs. */
function withModel<T>(layers: readonly Layer64[], run: (model: tf.Sequential) => T): T {
  const model = toModel(layers);
  try {
    return run(model);
  } finally {
    model.dispose();
  }
}

const REDUCTIONS = {
  rootMeanSquare: (d: number[]) => Math.sqrt(d.reduce((s, v) => s + v * v, 0) / d.length),
  meanAbsolute: (d: number[]) => d.reduce((s, v) => s + Math.abs(v), 0) / d.length,
  max: (d: number[]) => Math.max(...d.map(Math.abs)),
};

describe('sensitivity', () => {
  const layers = drawPerceptron([4, 5, 3, 2], ['sigmoid', 'tanh', 'softmax'], 7);

  /** ∂y_j/∂y_i by central differences, with the outputs of layer `at` replaced. */
  function byOutput(y: number[], at: number, to: number, i: number, j: number): number {
    const moved = [...y];
    const f = () => forward64(layers.slice(at, to), moved).at(-1)![j]!;
    return difference(f, y[i]!, (v) => (moved[i] = v));
  }

  /** Σ_j R_p of ∂y_j/∂y_i. */
  function unitScores(at: number, to: number, reduce: (d: number[]) => number): number[] {
    const values = rows.map((row) => forward64(layers, row)[at]!);
    const outputs = layers[to - 1]!.bias.length;
    return values[0]!.map((_, i) =>
      Array.from({ length: outputs }, (__, j) =>
        reduce(values.map((y) => byOutput(y, at, to, i, j))),
      ).reduce((a, b) => a + b, 0),
    );
  }

  /** Σ_j R_p of ∂y_j/∂w for a layer's kernel. */
  function weightScores(at: number, to: number, reduce: (d: number[]) => number): number[] {
    const { kernel } = layers[at]!;
    const outputs = layers[to - 1]!.bias.length;
    return kernel.flatMap((row) =>
      row.map((w, b) =>
        Array.from({ length: outputs }, (_, j) =>
          reduce(
            rows.map((x64) =>
              difference(
                () => forward64(layers.slice(0, to), x64).at(-1)![j]!,
                w,
                (v) => (row[b] = v),
              ),
            ),
          ),
        ).reduce((sum, value) => sum + value, 0),
      ),
    );
  }

  for (const [reduce, join] of Object.entries(REDUCTIONS)) {
    const options = { reduce: reduce as 'max' };
    it(`joins patterns by ${reduce}: by the outputs of units and inputs`, () =>
      withModel(layers, (model) => {
        const toOutputs = sensitivity(options);
        expectScores(toOutputs.scoreUnits(model, 'layer0', x), unitScores(1, 3, join));
        expectScores(toOutputs.scoreUnits(model, 'layer1', x), unitScores(2, 3, join));
        expectScores(toOutputs.scoreInputs(model, x), unitScores(0, 3, join));
        const toNext = sensitivity({ ...options, to: 'nextLayer' });
        expectScores(toNext.scoreUnits(model, 'layer0', x), unitScores(1, 2, join));
        expectScores(toNext.scoreInputs(model, x), unitScores(0, 1, join));
      }));

    it(`joins patterns by ${reduce}: by weights`, () =>
      withModel(layers, (model) => {
        const criterion = sensitivity({ ...options, of: 'weights' });
        const scores = criterion.scoreWeights(model, 'layer1', x);
        expect(scores.shape).toEqual([5, 3]);
        const want = weightScores(1, 3, join);
        expectScores(scores.data, want);
        expectScores(
          criterion.scoreUnits(model, 'layer1', x),
          [0, 1, 2].map((b) => want.filter((_, i) => i % 3 === b).reduce((s, v) => s + v, 0)),
        );
        const next = sensitivity({ ...options, of: 'weights', to: 'nextLayer' });
        expectScores(next.scoreWeights(model, 'layer0', x).data, weightScores(0, 2, join));
      }));
  }
});

const ENDS: [Activation64, string][] = [
  ['softmax', 'cross-entropy'],
  ['sigmoid', 'binary cross-entropy'],
  ['linear', 'mean squared error'],
];

/** Targets that fit an ending: one-hot rows, shares, numbers. */
function targetsFor(ending: Activation64): number[][] {
  return rows.map((row, p) => {
    if (ending === 'softmax') return [p % 3 === 0 ? 1 : 0, p % 3 === 0 ? 0 : 1];
    return ending === 'sigmoid' ? [p % 2, (p + 1) % 2] : [row[0]! + row[1]!, row[2]!];
  });
}

for (const [ending, lossName] of ENDS) {
  describe(`of the ${lossName}`, () => {
    const layers = drawPerceptron([4, 3, 2], ['tanh', ending], 11);
    const targets = targetsFor(ending);
    const mean = () =>
      rows.reduce((sum, row, p) => sum + loss64(layers, row, targets[p]!), 0) / rows.length;
    const gradient = (l: number) =>
      layers[l]!.kernel.flatMap((row) =>
        row.map((w, j) => w * difference(mean, w, (v) => (row[j] = v))),
      );

    it('gradient times weight is |w ∂E/∂w|, and snip its share', () =>
      withModel(layers, (model) => {
        const y = tf.tensor2d(targets);
        const products = [0, 1].map((l) => gradient(l).map(Math.abs));
        const total = products.flat().reduce((a, b) => a + b, 0);
        expectScores(gradientTimesWeight().scoreWeights(model, 'layer0', x, y).data, products[0]!);
        expectScores(
          snip().scoreWeights(model, 'layer1', x, y).data,
          products[1]!.map((score) => score / total),
        );
        y.dispose();
      }));

    it('taylor is the mean of |∂E/∂y · y|', () =>
      withModel(layers, (model) => {
        const y = tf.tensor2d(targets);
        const score = (at: number, i: number) =>
          rows.reduce((sum, row, p) => {
            const values = [...forward64(layers, row)[at]!];
            const own = values[i]!;
            const f = () => loss64(layers.slice(at), values, targets[p]!);
            return sum + Math.abs(own * difference(f, own, (v) => (values[i] = v)));
          }, 0) / rows.length;
        expectScores(
          taylor().scoreUnits(model, 'layer0', x, y),
          [0, 1, 2].map((i) => score(1, i)),
        );
        expectScores(
          taylor().scoreInputs(model, x, y),
          [0, 1, 2, 3].map((i) => score(0, i)),
        );
        y.dispose();
      }));

    it("optimal brain damage is exact for the last layer's weights", () =>
      withModel(layers, (model) => {
        const y = tf.tensor2d(targets);
        const want = layers[1]!.kernel.flatMap((row) =>
          row.map((w, j) => (w * w * secondDifference(mean, w, (v) => (row[j] = v))) / 2),
        );
        expectScores(optimalBrainDamage().scoreWeights(model, 'layer1', x, y).data, want, 1e-4);
        y.dispose();
      }));

    it('optimal brain surgeon is exact for the last layer', () =>
      withModel(layers, (model) => {
        const y = tf.tensor2d(targets);
        const weights = layers[1]!.kernel.flatMap((row) => row.map((w, j) => ({ row, j, w })));
        const damping = 1e-3;
        const hessian = weights.map((a, i) =>
          weights.map((b, k) => {
            const inner = (v: number) => {
              b.row[b.j] = v;
              return difference(mean, a.row[a.j]!, (value) => (a.row[a.j] = value));
            };
            const h = 1e-3;
            const mixed =
              i === k
                ? secondDifference(mean, a.w, (v) => (a.row[a.j] = v))
                : (inner(b.w + h) - inner(b.w - h)) / (2 * h);
            b.row[b.j] = b.w;
            return mixed + (i === k ? damping : 0);
          }),
        );
        const inverse = invert(hessian);
        const criterion = optimalBrainSurgeon({ damping });
        expectScores(
          criterion.scoreWeights(model, 'layer1', x, y).data,
          weights.map(({ w }, i) => w ** 2 / (2 * inverse[i]![i]!)),
          1e-3,
        );
        const correction = criterion.correction(model, 'layer1', 4, x, y);
        expectScores(
          correction.data,
          weights.map((_, i) => (-weights[4]!.w / inverse[4]![4]!) * inverse[i]![4]!),
          1e-3,
        );
        expect(correction.data[4]).toBe(Math.fround(-weights[4]!.w));
        y.dispose();
      }));
  });
}

/** Gauss and Jordan, with the largest pivot. */
function invert(matrix: number[][]): number[][] {
  const n = matrix.length;
  const a = matrix.map((row, i) => [...row, ...row.map((_, j) => (i === j ? 1 : 0))]);
  for (let c = 0; c < n; c++) {
    const best = a
      .slice(c)
      .reduce((b, row, r) => (Math.abs(row[c]!) > Math.abs(a[b]![c]!) ? r + c : b), c);
    [a[c], a[best]] = [a[best]!, a[c]!];
    const pivot = a[c]![c]!;
    a[c] = a[c]!.map((v) => v / pivot);
    for (let r = 0; r < n; r++) {
      const factor = a[r]![c]!;
      if (r !== c) a[r] = a[r]!.map((v, k) => v - factor * a[c]![k]!);
    }
  }
  return a.map((row) => row.slice(n));
}

describe('optimal brain damage', () => {
  // With one output unit nothing is left out in the layer before: the formula is exact.
  for (const activation of Object.keys(ACTIVATIONS) as (keyof typeof ACTIVATIONS)[]) {
    it(`is exact before a single output, behind ${activation}`, () => {
      const layers = drawPerceptron([4, 3, 1], [activation, 'sigmoid'], 13);
      withModel(layers, (model) => {
        const targets = rows.map((_, p) => [p % 2]);
        const y = tf.tensor2d(targets);
        const mean = () =>
          rows.reduce((sum, row, p) => sum + loss64(layers, row, targets[p]!), 0) / rows.length;
        const want = layers[0]!.kernel.flatMap((row) =>
          row.map((w, j) => (w * w * secondDifference(mean, w, (v) => (row[j] = v))) / 2),
        );
        // A row within 1e-3 of a kink would spoil the differences; there is none.
        expectScores(optimalBrainDamage().scoreWeights(model, 'layer0', x, y).data, want, 2e-4);
        const units = optimalBrainDamage().scoreUnits(model, 'layer0', x, y);
        expectScores(
          units,
          [0, 1, 2].map((j) => want.filter((_, i) => i % 3 === j).reduce((a, b) => a + b)),
          2e-4,
        );
        y.dispose();
      });
    });
  }

  it('passes normalization, activation layers and flattening', () => {
    const model = tf.sequential({
      layers: [
        tf.layers.flatten({ inputShape: [2, 2] }),
        tf.layers.dense({ units: 3, name: 'hidden' }),
        tf.layers.batchNormalization({ name: 'bn' }),
        tf.layers.activation({ activation: 'tanh' }),
        tf.layers.dropout({ rate: 0.5 }),
        tf.layers.dense({ units: 1, name: 'top' }),
      ],
    });
    const scale = [2, 0.5, 1];
    const variance = [1, 4, 0.25];
    model
      .getLayer('bn')
      .setWeights(
        [scale, [0.1, 0, -0.1], [0.2, -0.3, 0], variance].map((values) => tf.tensor1d(values)),
      );
    const plain = tf.sequential({
      layers: [
        tf.layers.dense({ units: 3, activation: 'tanh', inputShape: [4], name: 'hidden' }),
        tf.layers.dense({ units: 1, name: 'top' }),
      ],
    });
    // The same function, with the normalization in the weights.
    const s = tf.tensor1d(scale.map((g, i) => g / Math.sqrt(variance[i]! + 1e-3)));
    const [kernel, bias] = model.getLayer('hidden').getWeights() as [tf.Tensor2D, tf.Tensor1D];
    plain.getLayer('hidden').setWeights([
      kernel.mul(s),
      bias
        .sub(tf.tensor1d([0.2, -0.3, 0]))
        .mul(s)
        .add(tf.tensor1d([0.1, 0, -0.1])),
    ]);
    plain.getLayer('top').setWeights(model.getLayer('top').getWeights());
    const images = x.reshape([40, 2, 2]);
    const y = x.sum(1);
    // w scales by s and h by 1/s², so that the scores are the same.
    expectScores(optimalBrainDamage().scoreWeights(model, 'hidden', images, y).data, [
      ...optimalBrainDamage().scoreWeights(plain, 'hidden', x, y).data,
    ]);
  });
});

describe('synflow', () => {
  it('is |w| times the flow through it, up to a factor of the whole layer', () => {
    const layers = drawPerceptron([4, 3, 2, 2], ['relu', 'tanh', 'softmax'], 17);
    const absolute = layers.map(({ kernel }) => kernel.map((row) => row.map(Math.abs)));
    const after = (l: number): number[] =>
      l === 3
        ? [1, 1]
        : absolute[l]!.map((row) => row.reduce((sum, w, j) => sum + w * after(l + 1)[j]!, 0));
    const before = (l: number): number[] =>
      l === 0
        ? [1, 1, 1, 1]
        : absolute[l - 1]![0]!.map((_, j) =>
            absolute[l - 1]!.reduce((sum, row, i) => sum + before(l - 1)[i]! * row[j]!, 0),
          );
    withModel(layers, (model) => {
      const all = model.getWeights().map((w) => w.arraySync());
      const relative = [0, 1, 2].map((l) => {
        const { data } = synflow().scoreWeights(model, `layer${l}`);
        const want = absolute[l]!.flatMap((row, i) =>
          row.map((w, j) => before(l)[i]! * w * after(l + 1)[j]!),
        );
        const sum = (values: ArrayLike<number>) => Array.from(values).reduce((a, b) => a + b, 0);
        const factor = sum(want) / sum(data);
        expectScores(
          data.map((s) => s * factor),
          want,
        );
        return factor;
      });
      // The flow is kept: each layer's scores have the same sum, and the same factor.
      expect(relative[1]).toBeCloseTo(relative[0]!, 4);
      expect(relative[2]).toBeCloseTo(relative[0]!, 4);
      expect(model.getWeights().map((w) => w.arraySync())).toEqual(all);
    });
  });
});

it('knows the activations that the reference has', () => {
  expect(activate('softmax', [0, 0])).toEqual([0.5, 0.5]);
});
