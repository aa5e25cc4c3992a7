import { createRng, type NdArray } from '@occam/core';
import * as tf from '@tensorflow/tfjs';
import type { Law } from './law.js';
import { expectRefused } from './numbers.js';
import { inExample, print } from './regularizerLaws.js';
import { onEachBackend, onFirstBackend } from './testBackends.js';
import type { TestCriterionOptions, TestedCriterion } from './testCriterionOptions.js';

/** The network that is scored: 5 inputs, 6 and 4 hidden units, 3 classes. */
const SIZES = [5, 6, 4, 3];
const HIDDEN = ['hidden0', 'hidden1'];
/** More rows than a criterion passes through a network at once. */
const ROWS = 300;

/** All scores of a criterion, by what they are of. */
type Scores = Record<string, Float32Array>;

/** What every criterion must do, as checks that throw. */
export function criterionLaws<Options>(options: TestCriterionOptions<Options>): Law[] {
  const { create, examples, invalid = [], equivariant = true, prepare, behind } = options;

  /** Makes a criterion for each example, and a model for it. */
  const each = (
    check: (
      criterion: TestedCriterion,
      model: tf.LayersModel,
      example: Options,
    ) => void | Promise<void>,
  ) =>
    onFirstBackend(async () => {
      for (const example of examples) await one(example, check);
    });

  const one = async (
    example: Options,
    check: (criterion: TestedCriterion, model: tf.LayersModel, example: Options) => unknown,
  ) => {
    const criterion = create(example);
    const model = buildModel(behind);
    try {
      await prepare?.(criterion, model);
      await check(criterion, model, example);
    } catch (error) {
      inExample(example, SIZES, () => {
        throw error;
      });
    } finally {
      model.dispose();
    }
  };

  return [
    {
      title: 'gives finite scores, one for each unit, weight or input, the same ones again',
      check: () =>
        each((criterion, model) => {
          const scores = allScores(criterion, model);
          for (const [what, values] of Object.entries(scores)) {
            const wrong = values.findIndex((score) => !Number.isFinite(score));
            if (wrong >= 0)
              throw new Error(`${what} must be finite, but score ${wrong} is ${values[wrong]}`);
          }
          expectScores('the scores of a second call', allScores(criterion, model), scores, 0);
        }),
    },
    {
      title: 'is described by its JSON',
      check: () =>
        each((criterion, model) => {
          const json = JSON.parse(JSON.stringify(criterion.getConfig())) as Options;
          const again = create(json);
          if (again.className !== criterion.className) {
            throw new Error(
              `the className must stay '${criterion.className}', not '${again.className}'`,
            );
          }
          if (prepare) return;
          const scores = allScores(criterion, model);
          expectScores('the scores after JSON', allScores(again, model), scores, 0);
        }),
    },
    {
      title: 'gives the same scores on every backend, and leaves no tensor behind',
      async check() {
        for (const example of examples) {
          let first: Scores | undefined;
          await onEachBackend(() =>
            one(example, (criterion, model) => {
              const tensors = tf.memory().numTensors;
              const scores = allScores(criterion, model);
              const left = tf.memory().numTensors - tensors;
              if (left !== 0) throw new Error(`${left} tensors are left`);
              if (first) expectScores('the scores', scores, first, 1e-4);
              else first = scores;
            }),
          );
        }
      },
    },
    {
      title: 'leaves the model as it was',
      check: () =>
        each((criterion, model) => {
          const weights = () => model.getWeights().map((weight) => [...weight.dataSync()]);
          const before = weights();
          const config = JSON.stringify(model.toJSON());
          allScores(criterion, model);
          if (String(weights()) !== String(before))
            throw new Error('the weights must stay as they were');
          if (JSON.stringify(model.toJSON()) !== config)
            throw new Error('the model must stay as it was');
        }),
    },
    {
      title: 'does not depend on the order of the rows',
      check: () =>
        each((criterion, model) => {
          if (criterion.needs === 'model') return;
          const order = createRng('rows').permutation(ROWS);
          expectScores(
            'the scores of rows in another order',
            allScores(criterion, model, order),
            allScores(criterion, model),
            1e-4,
          );
        }),
    },
    {
      title: 'takes a row that is there twice as two',
      check: () =>
        each((criterion, model) => {
          if (criterion.needs === 'model') return;
          const twice = Uint32Array.from({ length: 2 * ROWS }, (_, i) => i % ROWS);
          const once = allScores(criterion, model);
          const scores = allScores(criterion, model, twice);
          for (const [what, values] of Object.entries(scores)) {
            const factor = sumOfSizes(values) / sumOfSizes(once[what]!);
            if (Math.abs(factor - 1) > 1e-3 && Math.abs(factor - 2) > 1e-3) {
              throw new Error(
                `${what} over all rows twice must be the same as once (a mean) or twice as large (a sum), not ${factor} times`,
              );
            }
            expectScores(
              what,
              { [what]: values.map((v) => v / Math.round(factor)) },
              { [what]: once[what]! },
              1e-4,
            );
          }
        }),
    },
    ...(equivariant
      ? [
          {
            title: 'gives units that change places their scores along',
            check: () =>
              each(async (criterion, model, example) => {
                if (prepare) return;
                const before = allScores(criterion, model);
                const order = [2, 0, 5, 1, 4, 3];
                permuteUnits(model, order, behind);
                const after = allScores(create(example), model);
                const key = `scores of the units of '${HIDDEN[0]}'`;
                if (!(key in before)) return;
                expectScores(
                  'the scores of units that changed places',
                  { [key]: after[key]! },
                  { [key]: Float32Array.from(order, (unit) => before[key]![unit]!) },
                  1e-4,
                );
              }),
          },
        ]
      : []),
    {
      title: 'refuses a layer that does not exist, missing data and data that do not fit',
      check: () =>
        each((criterion, model) => {
          const { x, y } = draw();
          const { needs } = criterion;
          const data = needs === 'model' ? [] : needs === 'x' ? [x] : [x, y];
          const calls = callsOf(criterion);
          for (const [what, call] of calls) {
            if (what !== 'inputs') {
              expectRefused(
                'a layer that does not exist',
                () => call(model, 'hiden0', ...data),
                /'hiden0'.*'hidden0'/s,
              );
            }
            if (needs === 'model') continue;
            expectRefused('missing data', () => call(model, 'hidden0'), /needs data/);
            const narrow = { data: x.data.subarray(0, 4 * ROWS), shape: [ROWS, 4] };
            expectRefused(
              'another width',
              () => call(model, 'hidden0', narrow, y),
              /\[n, 5\].*\[300, 4\]/,
            );
            const none = { data: new Float32Array(0), shape: [0, 5] };
            expectRefused('no rows', () => call(model, 'hidden0', none, y), /\[0, 5\]/);
            if (needs === 'xy') {
              expectRefused('missing targets', () => call(model, 'hidden0', x), /needs data/);
              const short = { data: y.data.subarray(1), shape: [ROWS - 1] };
              expectRefused(
                'fewer targets',
                () => call(model, 'hidden0', x, short),
                /300 rows.*299/,
              );
            }
          }
        }),
    },
    {
      title: 'refuses bad options with the name and the range',
      check() {
        for (const [bad, message] of invalid) {
          expectRefused(`the options ${print(bad)}`, () => create(bad as Options), message);
        }
        expectRefused(
          'an unknown option',
          () => create({ strange: 1 } as Options),
          /no option 'strange'/,
        );
      },
    },
  ];
}

type Call = (model: tf.LayersModel, layerName: string, x?: NdArray, y?: NdArray) => unknown;

function callsOf(criterion: TestedCriterion): [what: string, call: Call][] {
  const calls: [string, Call][] = [];
  if (criterion.scoreUnits) calls.push(['units', (...args) => criterion.scoreUnits!(...args)]);
  if (criterion.scoreWeights)
    calls.push(['weights', (...args) => criterion.scoreWeights!(...args)]);
  if (criterion.scoreInputs) {
    calls.push(['inputs', (model, _, ...data) => criterion.scoreInputs!(model, ...data)]);
  }
  return calls;
}

/** Scores everything that the criterion can score; checks how many scores there are. */
function allScores(criterion: TestedCriterion, model: tf.LayersModel, rows?: Uint32Array): Scores {
  const { x, y } = draw(rows);
  const scores: Scores = {};
  const keep = (what: string, values: Float32Array, size: number) => {
    if (!(values instanceof Float32Array) || values.length !== size) {
      throw new Error(`the ${what} must be a Float32Array of ${size}, not ${print(values)}`);
    }
    scores[what] = values;
  };
  HIDDEN.forEach((name, l) => {
    if (criterion.scoreUnits) {
      const units = criterion.scoreUnits(model, name, x, y);
      keep(`scores of the units of '${name}'`, units, SIZES[l + 1]!);
    }
    if (criterion.scoreWeights) {
      const { data, shape } = criterion.scoreWeights(model, name, x, y);
      if (String(shape) !== String([SIZES[l], SIZES[l + 1]])) {
        throw new Error(
          `the scores of weights must have the kernel's shape, not [${shape.join(', ')}]`,
        );
      }
      keep(`scores of the weights of '${name}'`, data as Float32Array, SIZES[l]! * SIZES[l + 1]!);
    }
  });
  if (criterion.scoreInputs)
    keep('scores of the inputs', criterion.scoreInputs(model, x, y), SIZES[0]!);
  if (Object.keys(scores).length === 0) {
    throw new Error('it must have scoreUnits, scoreWeights or scoreInputs');
  }
  return scores;
}

function buildModel(behind: 'batchNormalization' | undefined): tf.Sequential {
  const model = tf.sequential();
  HIDDEN.forEach((name, l) => {
    const units = SIZES[l + 1]!;
    model.add(tf.layers.dense({ units, name, activation: 'relu', inputShape: [SIZES[l]!] }));
    if (behind) model.add(tf.layers.batchNormalization({ name: `${name}_norm` }));
  });
  model.add(tf.layers.dense({ units: SIZES.at(-1)!, activation: 'softmax', name: 'classes' }));
  const rng = createRng('criterion');
  const weights = model.weights.map(({ name, shape }) => {
    const size = shape.reduce<number>((product, n) => product * n!, 1);
    const values = Float32Array.from({ length: size }, () => 0.6 * rng.normal());
    const variance = name.includes('variance');
    return tf.tensor(variance ? values.map((v) => 0.5 + v * v) : values, shape as number[]);
  });
  model.setWeights(weights);
  tf.dispose(weights);
  return model;
}

/** Gives the units of the first hidden layer other places: what was at order[i] comes to i. */
function permuteUnits(model: tf.LayersModel, order: number[], behind: string | undefined): void {
  const [first, second] = HIDDEN.map((name) => model.getLayer(name));
  const take = (weight: tf.Tensor, axis: number) => {
    const values = weight.dataSync();
    const columns = axis === 0 ? weight.size / order.length : order.length;
    const from = (i: number) =>
      axis === 0
        ? order[Math.floor(i / columns)]! * columns + (i % columns)
        : i - (i % columns) + order[i % columns]!;
    return tf.tensor(
      Float32Array.from(values, (_, i) => values[from(i)]!),
      weight.shape,
    );
  };
  tf.tidy(() => {
    for (const layer of [first!, ...(behind ? [model.getLayer(`${first!.name}_norm`)] : [])]) {
      layer.setWeights(layer.getWeights().map((weight) => take(weight, -1)));
    }
    const [kernel, bias] = second!.getWeights();
    second!.setWeights([take(kernel!, 0), bias!]);
  });
}

function draw(rows?: Uint32Array): { x: NdArray; y: NdArray } {
  const rng = createRng('criterion data');
  const width = SIZES[0]!;
  const x = Float32Array.from({ length: ROWS * width }, () => rng.normal());
  const y = Int32Array.from({ length: ROWS }, () => rng.int(SIZES.at(-1)!));
  const taken = rows ?? Uint32Array.from({ length: ROWS }, (_, i) => i);
  const data = new Float32Array(taken.length * width);
  taken.forEach((row, i) => data.set(x.subarray(row * width, (row + 1) * width), i * width));
  return {
    x: { data, shape: [taken.length, width] },
    y: { data: Int32Array.from(taken, (row) => y[row]!), shape: [taken.length] },
  };
}

function sumOfSizes(values: Float32Array): number {
  return values.reduce((sum, v) => sum + Math.abs(v), 0);
}

/** Checks scores within a tolerance relative to the largest. */
function expectScores(what: string, got: Scores, want: Scores, tolerance: number): void {
  for (const [of, values] of Object.entries(want)) {
    const largest = values.reduce((max, v) => Math.max(max, Math.abs(v)), 0);
    values.forEach((value, i) => {
      if (!(Math.abs(got[of]![i]! - value) <= tolerance * largest)) {
        throw new Error(`${what}: the ${of} must have ${value} at ${i}, not ${got[of]![i]}`);
      }
    });
  }
}
