import { useBackend } from '@occam/backend';
import { lookupClass, ndarray, type NdArray } from '@occam/core';
import { createRecipe, fit, mlp, train } from '@occam/training';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import {
  GlobalContrast,
  MinMaxScaler,
  PowerTransformer,
  QuantileTransformer,
  register,
  RobustScaler,
  RowNormalizer,
  ScalerLayer,
  StandardScaler,
  Whitening,
  withPreprocessing,
} from '../index.js';
import { eigenSymmetric } from './eigenSymmetric.js';
import { quantiles } from './orderStatistics.js';

const matrix = (...rows: number[][]): NdArray =>
  ndarray(new Float32Array(rows.flat()), [rows.length, rows[0]!.length]);

/** Numbers between −1 and 1 that look random. */
const scattered = (size: number) =>
  Float32Array.from({ length: size }, (_, i) => Math.sin(i * 12.9898 + (i % 7)) ** 3);

beforeAll(async () => {
  vi.spyOn(console, 'warn').mockImplementation(() => {});
  await tf.setBackend('cpu');
  vi.restoreAllMocks();
});

describe('one row and one column', () => {
  it('is learned from, but not by Whitening', () => {
    const x = matrix([3]);
    const outputs = [
      StandardScaler,
      MinMaxScaler,
      RobustScaler,
      QuantileTransformer,
      PowerTransformer,
    ].map((scalerClass) => [...new scalerClass().fit(x).transform(matrix([3], [5])).data]);
    expect(outputs).toEqual([
      [0, 2],
      [0, 2],
      [0, 2],
      [0, 0],
      [0, 2],
    ]);
    expect(() => new Whitening().fit(x)).toThrow(
      new RangeError('Whitening needs at least two rows to fit, but x has shape [1, 1]'),
    );
  });
});

describe('quantiles', () => {
  it('are those of sorted numbers, also where they are counted', () => {
    const values = scattered(40_001);
    values.fill(-0.25, 100, 9000);
    values.set([3e38, -3e38, 1e-40, -1e-40, 0, -0]);
    const sorted = Float64Array.from(values).sort();
    const shares = [0, 0.1, 0.25, 0.333, 0.5, 0.75, 1];
    const got = quantiles(values, shares);
    shares.forEach((share, i) => {
      const place = share * 40_000;
      const [a, b] = [sorted[Math.floor(place)]!, sorted[Math.ceil(place)]!];
      expect(Math.abs(got[i]! - (a + (b - a) * (place % 1)))).toBeLessThanOrEqual(
        1e-15 * (1 + Math.abs(a)),
      );
    });
  });

  it('of integers keep all digits', () => {
    const big = { data: Int32Array.of(2147483645, 2147483646, 2147483647), shape: [3, 1] };
    expect([...new RobustScaler().fit(big).center!]).toEqual([2147483646]);
    expect([...new RobustScaler().fit(big).transform(big).data]).toEqual([-1, 0, 1]);
  });
});

describe('QuantileTransformer', () => {
  const x = ndarray(scattered(3000), [1500, 2]);
  const options = { nQuantiles: 50, subsample: 300 };

  it('samples the rows that the seed says, and close to all of them', () => {
    const [first, again, other, all] = [{}, {}, { seed: 1 }, { subsample: null }].map((more) =>
      new QuantileTransformer({ ...options, ...more }).fit(x).transform(x),
    );
    expect(again!.data).toEqual(first!.data);
    expect(other!.data).not.toEqual(first!.data);
    // 300 rows know a distribution to about 1 / √300.
    first!.data.forEach((value, i) => expect(Math.abs(value - all!.data[i]!)).toBeLessThan(0.12));
    expect(first!.data).not.toEqual(all!.data);
  });

  it('becomes uniform, or normal up to Φ⁻¹(1 − 10⁻⁷)', () => {
    const u = new QuantileTransformer({ subsample: null }).fit(x).transform(x).data;
    const mean = Array.from(u).reduce((sum, value) => sum + value, 0) / u.length;
    expect(mean).toBeCloseTo(0.5, 2);
    const z = new QuantileTransformer({ outputDistribution: 'normal' }).fit(x);
    const [low, high] = z.transform(matrix([-9, 9])).data;
    expect(low).toBeCloseTo(-5.199337582605575, 6);
    expect(high).toBeCloseTo(5.199337582605575, 6);
  });
});

describe('PowerTransformer', () => {
  it('stays finite where powers overflow', () => {
    const x = matrix(
      ...Array.from({ length: 30 }, (_, i) => [1e6 + (i % 5) / 16, -16777216 + (i % 9) * 2]),
    );
    const scaler = new PowerTransformer().fit(x);
    expect(scaler.transform(x).data.every(Number.isFinite)).toBe(true);
    expect(PowerTransformer.fromJSON(JSON.parse(JSON.stringify(scaler))).lambdas).toEqual(
      scaler.lambdas,
    );
  });

  it('warns of columns that the power makes constant, which a StandardScaler keeps', () => {
    const warned = vi.spyOn(console, 'warn').mockImplementation(() => {});
    const near = [1000, 1000.01, 1000.02, 1000.03, 1000.5];
    const x = matrix(...near.map((value, i) => [i, value, 7]));
    const middle = ({ data }: NdArray) => Array.from(data).filter((_, i) => i % 3 === 1);
    const z = middle(new PowerTransformer().fit(x).transform(x));
    // As scikit-learn 1.2.1.
    z.forEach((value) => expect(Math.abs(value)).toBeLessThan(1e-15));
    expect(warned.mock.calls).toEqual([
      [
        expect.stringMatching(
          /^occam: PowerTransformer makes column 1 constant: .* StandardScaler/,
        ),
      ],
    ]);
    warned.mockClear();
    const scaled = new StandardScaler().fit(x).transform(x);
    const y = middle(new PowerTransformer().fit(scaled).transform(scaled));
    expect(y.reduce((sum, value) => sum + value ** 2, 0) / 5).toBeCloseTo(1, 5);
    expect(warned).not.toHaveBeenCalled();
    warned.mockRestore();
  });

  it('keeps λ = 1 of a constant column', () => {
    const scaler = new PowerTransformer().fit(matrix([7], [7], [7]));
    expect([...scaler.lambdas!]).toEqual([1]);
    expect([...scaler.transform(matrix([7], [9])).data]).toEqual([0, 2]);
  });
});

describe('Whitening', () => {
  it('makes the covariance the identity', () => {
    const x = ndarray(scattered(1000), [200, 5]);
    for (const kind of ['pca', 'zca'] as const) {
      const z = new Whitening({ kind }).fit(x).transform(x).data;
      for (let i = 0; i < 5; i++) {
        for (let j = 0; j < 5; j++) {
          let sum = 0;
          for (let row = 0; row < 200; row++) sum += z[row * 5 + i]! * z[row * 5 + j]!;
          expect(sum / 199).toBeCloseTo(i === j ? 1 : 0, 5);
        }
      }
    }
  });

  it('gives 0 along directions without variance', () => {
    const x = matrix([1, 2, 7], [2, 4, 7], [4, 8, 7], [5, 10, 7]);
    const scaler = new Whitening().fit(x);
    const z = scaler.transform(x);
    expect(
      [1, 2, 4, 5].map((_, row) => Array.from(z.data.subarray(row * 3 + 1, row * 3 + 3))),
    ).toEqual(Array.from({ length: 4 }, () => [0, 0]));
    scaler.inverseTransform(z).data.forEach((value, i) => expect(value).toBeCloseTo(x.data[i]!, 5));
  });

  it('names components, and leaves the names of ZCA', () => {
    const x = matrix([1, 2], [3, 1], [0, 5]);
    expect(new Whitening({ nComponents: 1 }).fit(x).getFeatureNamesOut(['a', 'b'])).toEqual([
      'pca0',
    ]);
    expect(new Whitening({ kind: 'zca' }).fit(x).getFeatureNamesOut(['a', 'b'])).toEqual([
      'a',
      'b',
    ]);
    expect(() => new Whitening({ nComponents: 3 }).fit(x)).toThrow(
      /nComponents must be at most the number of columns, 2, not 3/,
    );
  });

  it('finds the eigenvectors of any symmetric matrix', () => {
    for (const n of [1, 2, 3, 20]) {
      const values = scattered(n * n);
      const a = Float64Array.from(values, (_, at) => {
        const [i, j] = [Math.floor(at / n), at % n];
        return values[i * n + j]! + values[j * n + i]!;
      });
      const { values: d, vectors } = eigenSymmetric(a, n);
      for (let i = 0; i < n; i++) {
        for (let j = 0; j < n; j++) {
          let [rebuilt, product] = [0, 0];
          for (let k = 0; k < n; k++) {
            rebuilt += d[k]! * vectors[k * n + i]! * vectors[k * n + j]!;
            product += vectors[i * n + k]! * vectors[j * n + k]!;
          }
          expect(rebuilt).toBeCloseTo(a[i * n + j]!, 12);
          expect(product).toBeCloseTo(i === j ? 1 : 0, 12);
        }
      }
    }
    expect([...eigenSymmetric(new Float64Array(4), 2).values]).toEqual([0, 0]);
  });
});

describe('images', () => {
  it('keep their shape, and rows of zeros stay', () => {
    const images = ndarray(
      Float32Array.from({ length: 24 }, (_, i) => (i < 12 ? 0 : i)),
      [2, 2, 2, 3],
    );
    for (const scaler of [new GlobalContrast(), new RowNormalizer()]) {
      const z = scaler.transform(images);
      expect(z.shape).toEqual([2, 2, 2, 3]);
      expect(Array.from(z.data.subarray(0, 12))).toEqual(Array.from({ length: 12 }, () => 0));
      const layer = scaler.toLayer({ inputShape: [2, 2, 3] });
      const y = tf.tidy(() =>
        (layer.apply(tf.tensor(images.data, [2, 2, 2, 3])) as tf.Tensor).dataSync(),
      );
      y.forEach((value, i) => expect(value).toBeCloseTo(z.data[i]!, 5));
    }
  });
});

describe('a layer', () => {
  it('subtracts a large offset without loss', () => {
    const x = matrix([16777214], [16777215], [16777216]);
    const layer = new StandardScaler().fit(matrix([16777214], [16777215])).toLayer();
    const y = tf.tidy(() => (layer.apply(tf.tensor(x.data, [3, 1])) as tf.Tensor).dataSync());
    expect([...y]).toEqual([-1, 1, 3]);
  });

  it('refuses rows of another width, and what is no scaler', () => {
    const layer = new StandardScaler().fit(matrix([1, 2], [2, 5])).toLayer({ name: 'scale' });
    expect(() => layer.apply(tf.input({ shape: [3] }))).toThrow(
      "the layer 'scale' is a StandardScaler fitted on 2 columns, but its rows of shape [3] have 3",
    );
    expect(() => new ScalerLayer({ scaler: 3 as never })).toThrow(
      /scaler must be a scaler or its JSON/,
    );
    expect(() => new StandardScaler().fit(matrix([1])).toLayer({ units: 3 } as never)).toThrow(
      /toLayer has no option 'units'/,
    );
  });

  it('is not fused behind what is trained', async () => {
    register();
    vi.spyOn(console, 'warn').mockImplementation(() => {});
    await useBackend('wasm');
    const layer = new StandardScaler().fit(matrix([1, 2], [2, 5])).toLayer({ name: 'scale' });
    const dense = tf.layers.dense({ units: 2, inputShape: [2] });
    const model = tf.sequential({ layers: [dense, layer, tf.layers.dense({ units: 1 })] });
    const data = {
      x: matrix([1, 2], [2, 5]),
      y: ndarray(new Float32Array(2), [2]),
      task: 'regression' as const,
    };
    await expect(fit(model, data, { epochs: 1, engine: 'fused' })).rejects.toThrow(
      "the layer 'scale' scales what trained layers give, and no kernel computes its gradient",
    );
    expect((await fit(model, data, { epochs: 1 })).engine).toBe('tfjs');
    model.dispose();
    await useBackend('cpu');
    vi.restoreAllMocks();
  });
});

describe('withPreprocessing', () => {
  it('makes one model of raw rows, that is saved with what was learned', async () => {
    register();
    const x = ndarray(scattered(80), [20, 4]);
    const scaler = new StandardScaler().fit(x);
    const pca = new Whitening({ nComponents: 2 }).fit(scaler.transform(x));
    const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [2] })] });
    const complete = withPreprocessing(model, [scaler, pca]);
    expect(complete.inputs[0]!.shape).toEqual([null, 4]);
    let saved: tf.io.ModelArtifacts | undefined;
    await complete.save(
      tf.io.withSaveHandler(async (artifacts) => {
        saved = JSON.parse(JSON.stringify(artifacts)) as tf.io.ModelArtifacts;
        saved = { ...artifacts, modelTopology: saved.modelTopology! };
        return { modelArtifactsInfo: tf.io.getModelArtifactsInfoForJSON(artifacts) };
      }),
    );
    const loaded = await tf.loadLayersModel(tf.io.fromMemory(saved!));
    tf.tidy(() => {
      const z = pca.transform(scaler.transform(x));
      const want = (model.predict(tf.tensor(z.data, [20, 2])) as tf.Tensor).dataSync();
      for (const one of [complete, loaded]) {
        const got = (one.predict(tf.tensor(x.data, [20, 4])) as tf.Tensor).dataSync();
        got.forEach((value, i) => expect(value).toBeCloseTo(want[i]!, 5));
      }
    });
    loaded.dispose();
    complete.dispose();
  });

  it('refuses what has no layer', () => {
    const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [2] })] });
    expect(() => withPreprocessing(model, [{ className: 'OneHotEncoder' }])).toThrow(
      /only scalers of @occam\/normalization become layers/,
    );
    expect(() => withPreprocessing(model, [new StandardScaler()])).toThrow(
      /call fit before toLayer/,
    );
    model.dispose();
  });

  it('refuses scalers of other columns than the model takes, and what is no list or model', () => {
    const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [2] })] });
    const wide = new StandardScaler().fit(ndarray(scattered(12), [4, 3]));
    expect(() => withPreprocessing(model, [wide])).toThrow(
      /^the scalers give rows of shape \[3\], but the model takes \[2\]: take the scalers/,
    );
    expect(() => withPreprocessing(model, wide as never)).toThrow(
      /^withPreprocessing takes a list of scalers, as \[scaler\], not a value of type StandardScaler/,
    );
    expect(() => withPreprocessing({} as never, [wide])).toThrow(
      /^model of withPreprocessing must be a tf.LayersModel/,
    );
    model.dispose();
  });
});

describe('a recipe', () => {
  it('fits each scaler on the training rows alone', async () => {
    register();
    const x = ndarray(scattered(60), [30, 2]);
    const y = ndarray(
      Int32Array.from({ length: 30 }, (_, i) => i % 2),
      [30],
    );
    // Validation rows that would ruin every scale.
    const far = ndarray(
      Float32Array.from({ length: 8 }, (_, i) => 1e6 * (i + 1)),
      [4, 2],
    );
    const validation = {
      x: far,
      y: ndarray(new Int32Array(4), [4]),
      task: 'classification' as const,
    };
    for (const className of [
      'StandardScaler',
      'MinMaxScaler',
      'MaxAbsScaler',
      'RobustScaler',
      'QuantileTransformer',
      'PowerTransformer',
      'RowNormalizer',
      'Whitening',
      'GlobalContrast',
    ]) {
      const recipe = createRecipe({
        preprocess: [{ className }],
        model: mlp({ hidden: [] }),
        fit: { epochs: 1 },
      });
      const result = await train(recipe, { x, y, task: 'classification' }, { validation });
      const scalerClass = lookupClass('preprocess', className) as new () => StandardScaler;
      const alone = new scalerClass().fit(x);
      expect(JSON.parse(JSON.stringify(result.preprocess[0]))).toEqual(
        JSON.parse(JSON.stringify(alone)),
      );
      result.dispose();
    }
  });
});
