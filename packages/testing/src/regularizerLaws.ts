import * as tf from '@tensorflow/tfjs';
import type { FitOptions } from '@occam/training';
import {
  centralDifferences,
  drawArray,
  expectNear,
  expectRefused,
  type TestArray,
} from './numbers.js';
import type { Law } from './law.js';
import { onEachBackend } from './testBackends.js';
import type { TestedRegularizer, TestRegularizerOptions } from './testRegularizerOptions.js';
import {
  firstKernel,
  firstOutputs,
  INPUTS,
  smallModel,
  trainPlain,
  trainSmall,
  UNITS,
  type SmallRun,
} from './trainSmall.js';

/** What every regularizer must do, as checks that throw. */
export function regularizerLaws<Options>(options: TestRegularizerOptions<Options>): Law[] {
  const { create, examples, value, invalid, activity = false, recipeName } = options;
  const {
    shapes = [
      [INPUTS, UNITS],
      [7, 3],
    ],
    draw = (rng) => rng.normal(),
  } = options;
  const role = activity ? 'activityRegularizer' : 'kernelRegularizer';
  const inputs = shapes.map((shape) => drawArray(shape, `regularizer ${shape.join()}`, draw));

  /** Runs a check for each example and input. */
  function each(
    check: (regularizer: TestedRegularizer, x: TestArray, example: Options) => void,
  ): void {
    for (const example of examples) {
      for (const x of inputs) inExample(example, x.shape, () => check(create(example), x, example));
    }
  }

  async function trains(example: Options, inObjective: boolean): Promise<void> {
    const { activation = 'sigmoid' } = options;
    const className = recipeName!;
    const { weights, history } = await compareEngines(() => {
      if (!inObjective) return [{ activation, [role]: create(example) }, {}];
      const config = example as Record<string, unknown>;
      return [{ activation }, { objective: { penalties: [{ className, config, on: ['first'] }] } }];
    });
    const penalized: TestArray = activity
      ? firstOutputs({ activation })
      : { data: Float64Array.from(firstKernel()), shape: [INPUTS, UNITS] };
    const logged = [history['penalty']![0]!];
    expectNear('the penalty that training logs first', logged, [value(penalized, example)]);
    const plain = await trainPlain(activation);
    if (!plain.weights.some((weight, i) => Math.abs(weight - weights[i]!) > 1e-5)) {
      throw new Error('training with the penalty must end in other weights than without');
    }
  }

  return [
    {
      title: 'computes its formula, a scalar, on every backend',
      check: () =>
        onEachBackend(() =>
          each((regularizer, x, example) => {
            const result = tf.tidy(() => {
              const tensor = regularizer.apply(tensorOf(x)) as unknown;
              if (!(tensor instanceof tf.Tensor) || tensor.rank !== 0) {
                throw new Error(`apply must return a scalar, not ${String(tensor)}`);
              }
              return tensor.dataSync()[0]!;
            });
            expectNear('the penalty', [result], [value(x, example)]);
          }),
        ),
    },
    {
      title: 'has the gradient of central differences, on every backend',
      check: () =>
        onEachBackend(() =>
          each((regularizer, x, example) => {
            const want = centralDifferences((moved) => value(moved, example), x);
            expectNear('the gradient', gradientOf(regularizer, tensorOf(x)), want);
          }),
        ),
    },
    {
      title: 'has a finite value and gradient at zeros',
      check: () =>
        onEachBackend(() =>
          each((regularizer, { shape }) => {
            const got = [
              ...gradientOf(regularizer, tf.zeros(shape as number[])),
              tf.tidy(() => regularizer.apply(tf.zeros(shape as number[])).dataSync()[0]!),
            ];
            if (!got.every(Number.isFinite)) throw new Error(`at zeros it gives ${got.join(', ')}`);
          }),
        ),
    },
    {
      title: "comes back equal from tfjs' JSON",
      async check() {
        options.register?.();
        for (const example of examples) await comesBack(create(example), role);
      },
    },
    {
      title: 'trains alike on every backend and engine, as the regularizer of a layer',
      async check() {
        options.register?.();
        for (const example of examples) await trains(example, false);
      },
    },
    ...(recipeName === undefined
      ? []
      : [
          {
            title: 'trains alike on every backend and engine, by its name in an objective',
            async check() {
              options.register?.();
              await trains(examples[0]!, true);
            },
          },
        ]),
    {
      title: 'leaves no tensor behind',
      check: () =>
        onEachBackend(() =>
          each((regularizer, x) => {
            const input = tensorOf(x);
            const before = tf.memory().numTensors;
            regularizer.apply(input).dispose();
            tf.dispose(tf.grad((t: tf.Tensor) => regularizer.apply(t))(input));
            const left = tf.memory().numTensors - before;
            input.dispose();
            if (left !== 0) throw new Error(`${left} tensors are left`);
          }),
        ),
    },
    {
      title: 'refuses bad options with the name and the range',
      check() {
        for (const [bad, message] of invalid) {
          expectRefused(`the options ${print(bad)}`, () => create(bad as Options), message);
        }
      },
    },
  ];
}

/** Runs a check; what it throws says for which options and shape. */
export function inExample(example: unknown, shape: readonly number[], check: () => void): void {
  try {
    check();
  } catch (error) {
    const where = `options ${print(example)}, shape [${shape.join(', ')}]`;
    throw new Error(`${where}: ${(error as Error).message}`, { cause: error });
  }
}

/** Trains alike on all backends and engines, or throws; returns what the fused engine gave. */
export async function compareEngines(
  make: () => [layer: Parameters<typeof trainSmall>[0], options: FitOptions],
): Promise<SmallRun> {
  let first: { name: string; run: SmallRun } | undefined;
  let last: SmallRun | undefined;
  const compare = async (name: string, engine: 'tfjs' | 'fused') => {
    const before = tf.memory().numTensors;
    const [layer, options] = make();
    const run = await trainSmall(layer, { ...options, engine });
    const left = tf.memory().numTensors - before;
    if (left !== 0) throw new Error(`the ${name} left ${left} tensors`);
    if (first) {
      expectNear(
        `a weight after training on the ${name}, not the ${first.name},`,
        run.weights,
        first.run.weights,
      );
      expectNear('the logged penalties', run.history['penalty']!, first.run.history['penalty']!);
    }
    first ??= { name, run };
    last = run;
  };
  await onEachBackend(async ({ name, fused }) => {
    await compare(`tfjs engine on ${name}`, 'tfjs');
    if (fused) await compare('fused engine', 'fused');
  });
  return last!;
}

/**
 * Saves a model with a regularizer or constraint, loads it and compares. tfjs writes keys and strings in snake case and
 * reads them in camel case: 'perNeuron', 'l2Norm' or 'SNR' come back as something else.
 */
export async function comesBack(
  part: tf.serialization.Serializable,
  role: 'activityRegularizer' | 'kernelRegularizer' | 'kernelConstraint',
): Promise<void> {
  const model = smallModel({ [role]: part });
  let saved: tf.io.ModelArtifacts | undefined;
  const handler = tf.io.withSaveHandler((artifacts) => {
    saved = artifacts;
    return Promise.resolve({ modelArtifactsInfo: tf.io.getModelArtifactsInfoForJSON(artifacts) });
  });
  await model.save(handler);
  model.dispose();
  const { modelTopology, ...weights } = saved!;
  const json = JSON.parse(JSON.stringify(modelTopology)) as object;
  const loaded = await tf.loadLayersModel(tf.io.fromMemory({ ...weights, modelTopology: json }));
  const [layer] = loaded.layers as unknown as Record<string, unknown>[];
  const copy = layer![role] as tf.serialization.Serializable | null;
  loaded.dispose();
  if (copy?.constructor !== part.constructor) {
    throw new Error(`it must come back as a ${part.getClassName()}`);
  }
  const [got, want] = [copy, part].map((one) => JSON.stringify(one.getConfig()));
  if (got !== want) throw new Error(`its config must come back as ${want}, not as ${got}`);
}

function tensorOf({ data, shape }: TestArray): tf.Tensor {
  return tf.tensor(Float32Array.from(data), shape as number[]);
}

function gradientOf(regularizer: TestedRegularizer, x: tf.Tensor): Float32Array {
  const gradient = tf.tidy(() => tf.grad((t: tf.Tensor) => regularizer.apply(t))(x));
  const values = gradient.dataSync() as Float32Array;
  tf.dispose([gradient, x]);
  return values;
}

/** A value for a message, NaN and Infinity too. */
export function print(value: unknown): string {
  return JSON.stringify(value, (_, item: unknown) =>
    typeof item === 'number' ? String(item) : item,
  );
}
