import { useBackend } from '@occam/backend';
import { createRng, takeRows, type NdArray } from '@occam/core';
import { fit } from '@occam/training';
import * as tf from '@tensorflow/tfjs';
import type { Law } from './law.js';
import { expectRefused } from './numbers.js';
import { onEachBackend } from './testBackends.js';
import type { TestedScaler, TestScalerOptions } from './testScalerOptions.js';

const ROWS = 40;

/** What every scaler must do, as checks that throw. */
export function scalerLaws<Options>(options: TestScalerOptions<Options>): Law[] {
  const { create, examples, invalid, columns = 4, register } = options;
  const { stateless = false, missing = true, invertible = true } = options;
  const x = drawRows(ROWS, columns, 'training rows');
  const others = drawRows(9, columns, 'other rows');

  /** Runs a check with a scaler of each example, fitted. */
  const each = async (
    check: (scaler: TestedScaler, example: Options) => void | Promise<void>,
  ): Promise<void> => {
    for (const example of examples) {
      try {
        await check(create(example).fit(x), example);
      } catch (error) {
        const where = `options ${JSON.stringify(example)}`;
        throw new Error(`${where}: ${(error as Error).message}`, { cause: error });
      }
    }
  };

  return [
    {
      title: 'changes each row by itself, into float32 rows of their own',
      check: () =>
        each((scaler) => {
          const before = others.data.slice();
          const all = scaler.transform(others);
          const width = all.shape[1]!;
          if (!(all.data instanceof Float32Array)) throw new Error('rows must be float32');
          for (let row = 0; row < others.shape[0]!; row++) {
            const one = scaler.transform(takeRows(others, [row]));
            expectSame('a row alone', one.data, all.data.subarray(row * width, (row + 1) * width));
          }
          expectSame('the rows given', others.data, before);
          const none = scaler.transform(takeRows(others, []));
          if (none.shape[0] !== 0) throw new Error('no rows must become no rows');
        }),
    },
    {
      title: 'learns from the rows of fit alone, whatever it learned before or transformed since',
      check: () =>
        each((scaler, example) => {
          const want = scaler.transform(others).data;
          scaler.transform(takeRows(others, [1, 2]));
          expectSame('the second time', scaler.transform(others).data, want);
          scaler.fit(others).fit(x);
          expectSame('after another fit', scaler.transform(others).data, want);
          const again = create(example).fit(x);
          expectSame('of an equal scaler', again.transform(others).data, want);
        }),
    },
    {
      title: 'takes integers and constant columns',
      check: () =>
        each((_, example) => {
          const whole = Float32Array.from(x.data, (value, i) =>
            i % columns === 0 ? 3 : Math.round(value) + 0,
          );
          const integers = { data: Int32Array.from(whole), shape: x.shape };
          const [got, want] = [integers, { data: whole, shape: x.shape }].map((rows) =>
            create(example).fit(rows).transform(rows),
          );
          expectSame('integers', got!.data, want!.data);
          if (!want!.data.every(Number.isFinite))
            throw new Error('a constant column gives what is not finite');
        }),
    },
    {
      title: 'turns rows back, where it can',
      check: () =>
        each((scaler) => {
          if (!scaler.inverseTransform) return;
          const back = scaler.inverseTransform(scaler.transform(x));
          expectShape('rows turned back', back, x.shape);
          if (invertible) expectClose('a number turned back', back.data, x.data, 1e-4);
        }),
    },
    {
      title: 'learns from parts as from the whole, where it can',
      check: () =>
        each((scaler, example) => {
          if (!scaler.partialFit) return;
          const parts = create(example);
          for (const [from, to] of [
            [0, 20],
            [20, 22],
            [22, ROWS],
          ] as const) {
            parts.partialFit!(takeRows(x, range(from, to)));
          }
          expectClose(
            'a number',
            parts.transform(others).data,
            scaler.transform(others).data,
            1e-5,
          );
          const wider = drawRows(3, columns + 1, 'wider');
          expectRefused('another number of columns', () => parts.partialFit!(wider), /columns/);
        }),
    },
    {
      title: 'describes itself as plain JSON, from which comes an equal one',
      check: () =>
        each((scaler, example) => {
          for (const one of [create(example), scaler]) {
            const text = JSON.stringify(one);
            const { config } = JSON.parse(text) as { config: Options };
            const copy = create(config);
            if (JSON.stringify(copy) !== text) throw new Error(`JSON must come back as ${text}`);
            if (one !== scaler) continue;
            expectSame('of the copy', copy.transform(others).data, scaler.transform(others).data);
            if (!scaler.partialFit) continue;
            copy.partialFit!(others);
            const grown = scaler.partialFit(others).transform(others);
            expectSame('of the copy that learned on', copy.transform(others).data, grown.data);
          }
        }),
    },
    ...(missing ? [keepsMissing(create, examples, x)] : []),
    {
      title: 'becomes a layer that does the same on every backend, in float32',
      check: () =>
        onEachBackend(() =>
          each((scaler) => {
            const want = scaler.transform(others);
            const held = tf.memory().numTensors;
            const layer = scaler.toLayer();
            const got = tf.tidy(() => {
              const z = layer.apply(tf.tensor(others.data, [...others.shape])) as tf.Tensor;
              return { data: z.dataSync() as Float32Array, shape: z.shape };
            });
            layer.dispose();
            expectShape('what the layer gives', got, want.shape);
            expectClose('a number of the layer', got.data, want.data, 1e-5);
            expectLeft(held);
          }),
        ),
    },
    {
      title: 'becomes a layer that keeps what was learned then, also in a saved model',
      async check() {
        register();
        await useBackend('cpu');
        await each(async (scaler) => {
          const want = scaler.transform(others);
          const layer = scaler.toLayer({ inputShape: [columns] });
          const model = tf.sequential({ layers: [layer] });
          scaler.fit(others);
          const loaded = await throughJson(model);
          for (const one of [model, loaded]) {
            const got = tf.tidy(() =>
              (one.predict(tf.tensor(others.data, [...others.shape])) as tf.Tensor).dataSync(),
            );
            expectClose('a number of the model', got, want.data, 1e-5);
          }
          const [got, saved] = [loaded, model].map(({ layers }) =>
            JSON.stringify(layers[0]!.getConfig()),
          );
          if (got !== saved)
            throw new Error(`its config must come back as ${saved}, not as ${got}`);
          loaded.dispose();
          model.dispose();
        });
      },
    },
    {
      title: 'becomes a layer before which nothing is trained, the same in both engines',
      async check() {
        register();
        await onEachBackend(async ({ fused }) => {
          await each(async (scaler) => {
            const weights: Float32Array[] = [];
            for (const engine of fused ? (['tfjs', 'fused'] as const) : (['tfjs'] as const)) {
              weights.push(await trainBehind(scaler, x, engine));
            }
            if (fused) expectClose('a weight', weights[1]!, weights[0]!, 1e-4);
          });
        });
      },
    },
    {
      title: 'has a layer with the gradient of differences',
      async check() {
        await useBackend('cpu');
        await each((scaler) => checkGradient(scaler, others));
      },
    },
    {
      title: 'refuses rows that do not fit, and to work before fit',
      check() {
        for (const example of examples) refusesRows(() => create(example), x, stateless);
      },
    },
    {
      title: 'refuses bad options with the name and the range',
      check() {
        for (const [bad, message] of invalid) {
          expectRefused(
            `the options ${JSON.stringify(bad)}`,
            () => create(bad as Options),
            message,
          );
        }
        const misspelt = { ...examples[0]!, misspelt: 1 } as Options;
        expectRefused('an unknown option', () => create(misspelt), /misspelt/);
      },
    },
  ];
}

/** NaN is left out: the other numbers are as without the rows of it, as far as columns are learned one by one. */
function keepsMissing<Options>(
  create: (options: Options) => TestedScaler,
  examples: readonly Options[],
  x: NdArray,
): Law {
  return {
    title: "leaves NaN out and keeps it with missing: 'ignore'",
    async check() {
      const columns = x.shape[1]!;
      const gaps = { data: Float32Array.from(x.data), shape: x.shape };
      for (const row of [0, 5, 17]) gaps.data[row * columns] = NaN;
      const present = takeRows(
        x,
        range(0, ROWS).filter((row) => ![0, 5, 17].includes(row)),
      );
      for (const example of examples) {
        const scaler = create({ ...example, missing: 'ignore' }).fit(gaps);
        const z = scaler.transform(gaps);
        const want = create(example).fit(present).transform(present);
        const whole = create(example).fit(x).transform(x);
        let at = 0;
        z.data.forEach((value, i) => {
          const lost = Number.isNaN(gaps.data[i]);
          if (Number.isNaN(value) !== lost)
            throw new Error(`element ${i} must ${lost ? '' : 'not '}be NaN`);
          if (lost) return;
          if (i % columns !== 0) expectClose('of a whole column', [value], [whole.data[i]!], 1e-6);
          else expectClose('of a column with NaN', [value], [want.data[columns * at++]!], 1e-5);
        });
        const infinite = { data: Float32Array.from(gaps.data), shape: x.shape };
        infinite.data[3] = -Infinity;
        expectRefused('infinity', () => scaler.fit(infinite), /finite.*-Infinity in row/);
        const empty = {
          data: Float32Array.from(x.data, (v, i) => (i % columns ? v : NaN)),
          shape: x.shape,
        };
        expectRefused('a column of NaN alone', () => scaler.fit(empty), /column 0/);
        await useBackend('cpu');
        const layer = scaler.toLayer();
        const got = tf.tidy(() =>
          (layer.apply(tf.tensor(gaps.data, [...gaps.shape])) as tf.Tensor).dataSync(),
        );
        layer.dispose();
        got.forEach((value, i) => {
          if (Number.isNaN(value) !== Number.isNaN(z.data[i]))
            throw new Error('the layer must keep NaN');
        });
      }
    },
  };
}

function refusesRows(create: () => TestedScaler, x: NdArray, stateless: boolean): void {
  const columns = x.shape[1]!;
  const scaler = create().fit(x);
  const empty = { data: new Float32Array(0), shape: [0, columns] };
  const wrong = { data: x.data.slice(), shape: x.shape };
  for (const value of [NaN, Infinity]) {
    wrong.data[columns * 2] = value;
    const message = new RegExp(`finite.*${value} in row 2`);
    expectRefused(`${value} in fit`, () => create().fit(wrong), message);
    expectRefused(`${value} in transform`, () => scaler.transform(wrong), message);
  }
  expectRefused('no rows', () => create().fit(empty), /at least one row/);
  expectRefused(
    'what is no NdArray',
    () => create().fit([[1, 2]] as unknown as NdArray),
    /NdArray/,
  );
  expectRefused('what is no NdArray', () => scaler.transform(3 as unknown as NdArray), /NdArray/);
  if (stateless) return;
  expectRefused(
    'another number of columns',
    () => scaler.transform(drawRows(2, columns + 1, 'wider')),
    new RegExp(`fitted on ${columns} columns.*has ${columns + 1}`),
  );
  for (const method of ['transform', 'inverseTransform', 'toLayer'] as const) {
    if (!scaler[method]) continue;
    let message = 'nothing';
    try {
      create()[method]!(x);
    } catch (error) {
      message = (error as Error).message;
    }
    if (!/call fit before/.test(message)) {
      throw new Error(`${method} before fit must say to call fit, not '${message}'`);
    }
  }
}

async function trainBehind(scaler: TestedScaler, x: NdArray, engine: 'tfjs' | 'fused') {
  const held = tf.memory().numTensors;
  const layer = scaler.toLayer({ inputShape: [x.shape[1]!] });
  const dense = tf.layers.dense({ units: 1, kernelInitializer: 'ones' });
  const model = tf.sequential({ layers: [layer, dense] });
  const y = { data: Float32Array.from({ length: ROWS }, (_, i) => Math.sin(i)), shape: [ROWS] };
  const data = { x, y, task: 'regression' as const };
  const optimizer = { name: 'sgd', learningRate: 0.01 } as const;
  const { engine: used } = await fit(model, data, { epochs: 2, batchSize: 16, optimizer, engine });
  if (used !== engine) throw new Error(`it was trained by ${used}`);
  const weights = Float32Array.from(model.getWeights().flatMap((weight) => [...weight.dataSync()]));
  model.dispose();
  expectLeft(held);
  return weights;
}

/** Central differences of `transform` in float32 are coarse: steps are wide, and one hundredth is near enough. */
function checkGradient(scaler: TestedScaler, x: NdArray): void {
  const layer = scaler.toLayer();
  const [rows, columns] = x.shape as [number, number];
  const factors = Float32Array.from(
    { length: scaler.transform(x).data.length },
    (_, i) => 1 + (i % 5) / 4,
  );
  const gradient = tf.tidy(() =>
    tf
      .grad((input: tf.Tensor) => {
        const z = layer.apply(input) as tf.Tensor;
        return tf.sum(tf.mul(z, tf.tensor(factors, z.shape)));
      })(tf.tensor(x.data, [rows, columns]))
      .dataSync(),
  );
  layer.dispose();
  const sum = (data: Float32Array) => {
    const z = scaler.transform({ data, shape: x.shape }).data;
    return factors.reduce((total, factor, i) => total + factor * z[i]!, 0);
  };
  const step = 2 ** -10;
  let near = 0;
  gradient.forEach((got, i) => {
    const at = (moved: number) => {
      const data = Float32Array.from(x.data);
      data[i]! += moved;
      return sum(data);
    };
    const want = (at(step) - at(-step)) / (2 * step);
    if (Math.abs(got - want) <= 0.01 + 0.01 * Math.abs(want)) near++;
  });
  // Where it has a kink, the difference over it is neither slope.
  if (near < 0.9 * gradient.length) {
    throw new Error(`the gradient fits differences at ${near} of ${gradient.length} numbers only`);
  }
}

async function throughJson(model: tf.LayersModel): Promise<tf.LayersModel> {
  let saved: tf.io.ModelArtifacts | undefined;
  await model.save(
    tf.io.withSaveHandler((artifacts) => {
      saved = artifacts;
      return Promise.resolve({ modelArtifactsInfo: tf.io.getModelArtifactsInfoForJSON(artifacts) });
    }),
  );
  const { modelTopology, ...rest } = saved!;
  const json = JSON.parse(JSON.stringify(modelTopology)) as object;
  return tf.loadLayersModel(tf.io.fromMemory({ ...rest, modelTopology: json }));
}

/** Rows whose columns differ in offset and spread. */
function drawRows(rows: number, columns: number, seed: string): NdArray {
  const rng = createRng(seed);
  const data = Float32Array.from({ length: rows * columns }, (_, i) => {
    const column = i % columns;
    return rng.normal() * (1 + column) + (column % 2 === 0 ? column : -column);
  });
  return { data, shape: [rows, columns] };
}

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);

function expectLeft(held: number): void {
  const left = tf.memory().numTensors - held;
  if (left !== 0) throw new Error(`${left} tensors are left`);
}

function expectShape(
  what: string,
  { shape }: { shape: readonly number[] },
  want: readonly number[],
): void {
  if (shape.join() !== want.join())
    throw new Error(`${what} must have shape [${want}], not [${shape}]`);
}

function expectSame(what: string, got: ArrayLike<number>, want: ArrayLike<number>): void {
  for (let i = 0; i < Math.max(got.length, want.length); i++) {
    if (!Object.is(got[i], want[i]))
      throw new Error(`${what}: element ${i} must be ${want[i]}, not ${got[i]}`);
  }
}

function expectClose(
  what: string,
  got: ArrayLike<number>,
  want: ArrayLike<number>,
  tolerance: number,
): void {
  for (let i = 0; i < Math.max(got.length, want.length); i++) {
    if (!(Math.abs(got[i]! - want[i]!) <= tolerance * (1 + Math.abs(want[i]!)))) {
      throw new Error(`${what} must be ${want[i]} at ${i}, not ${got[i]}`);
    }
  }
}
