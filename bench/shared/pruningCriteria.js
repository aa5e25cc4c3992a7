import { makeClassification } from '../../packages/datasets/dist/index.js';
import { accuracy, mean, standardDeviation } from '../../packages/evaluation/dist/index.js';
import {
  consumingEnergy,
  goodness,
  magnitude,
  outgoingWeights,
  prune,
  random,
  removeUnits,
  sensitivity,
} from '../../packages/pruning/dist/index.js';
import { createRecipe, mlp, predict, train } from '../../packages/training/dist/index.js';
import { table } from './report.js';
import { resumable } from './resumable.js';
import { textChart } from './textChart.js';

/** The lecture's criteria, magnitude and the control. */
const CRITERIA = {
  outgoingWeights: () => outgoingWeights(),
  goodness: () => goodness(),
  consumingEnergy: () => consumingEnergy(),
  'sensitivity to units': () => sensitivity(),
  'sensitivity to weights': () => sensitivity({ of: 'weights' }),
  magnitude: () => magnitude(),
  random: (seed) => random({ seed }),
};
const HALF = 5;

const points = (share) => (100 * share).toFixed(2);

/**
 * (c) 784-256-128-10, trained on 5,000 images, loses units of both hidden layers: once at a go, without any training after that, and
 * once a tenth in each of nine rounds with an epoch of training after each. The test file measures and decides nothing.
 */
export async function lectureCriteria({ training, test }, { data, seeds, epochs }) {
  const run = resumable(`pruning-${data}-c`);
  const rows = training.select(Int32Array.from({ length: 5000 }, (_, i) => i));
  const recipe = createRecipe({ model: mlp({ hidden: [256, 128] }), fit: { epochs } });
  const curves = Object.fromEntries(Object.keys(CRITERIA).map((name) => [name, []]));
  for (let seed = 0; seed < seeds; seed++) {
    let dense;
    for (const [name, criterion] of Object.entries(CRITERIA)) {
      const curve = await run(`${name}, seed ${seed}, ${epochs} epochs`, async () => {
        dense ??= await train(recipe, rows, { seed });
        const pruned = await prune({
          model: dense.model,
          data: rows,
          validation: test,
          criterion: criterion(seed),
          target: 'units',
          step: { schedule: 'linear', sparsity: 0.9, rounds: 9 },
          until: { error: 1 },
          fineTune: { epochs: 1, batchSize: 32 },
          seed,
        });
        pruned.dispose();
        const trained = pruned.rounds.map(({ error }) => 1 - error);
        return { trained, alone: await withoutTraining(dense.model, criterion(seed), rows, test) };
      });
      curves[name].push(curve);
    }
    dense?.dispose();
  }
  console.log(`\n(c) criteria, ${seeds} seeds, ${epochs} epochs`);
  report('taken out at a go, not trained after that', curves, 'alone');
  report('a tenth each round, an epoch after each', curves, 'trained');
}

/** The test accuracy at each share of the units, all scored once. */
async function withoutTraining(model, criterion, rows, test) {
  const { x, y } = rows.select(Int32Array.from({ length: 1000 }, (_, i) => i));
  const layers = model.layers.filter(({ kernel }) => kernel).slice(0, -1);
  const orders = layers.map(({ name }) => {
    const scores = criterion.scoreUnits(model, name, x, y);
    return { name, order: [...scores.keys()].toSorted((a, b) => scores[a] - scores[b]) };
  });
  const curve = [];
  for (let tenths = 0; tenths < 10; tenths++) {
    const gone = orders.map(({ name, order }) => [
      name,
      order.slice(0, Math.round((tenths / 10) * order.length)),
    ]);
    const smaller = removeUnits(model, new Map(gone));
    curve.push(accuracy(test.y.data, (await predict(smaller, test.x)).data));
    smaller.dispose();
  }
  return curve;
}

function report(title, curves, kind) {
  const accuracies = (name, round) => curves[name].map((curve) => curve[kind][round]);
  const names = Object.keys(curves);
  const label = (round) => `${100 - 10 * round} %`;
  const verdict = (name) => {
    const chance = accuracies('random', HALF);
    const better = accuracies(name, HALF).map((value, seed) => value - chance[seed]);
    const spread = better.length > 1 ? ` ± ${points(standardDeviation(better))}` : '';
    return `${mean(better) > 0 ? 'yes' : 'no'}, ${points(mean(better))}${spread}`;
  };
  const shown = [0, 3, HALF, 7, 8, 9];
  console.log(`\n${title}\n`);
  console.log(
    table(
      ['test accuracy, % of the units left', ...shown.map(label), 'beats random at 50 %'],
      names.map((name) => [
        name,
        ...shown.map((round) => points(mean(accuracies(name, round)))),
        name === 'random' ? '–' : verdict(name),
      ]),
    ),
  );
  const rounds = Array.from({ length: 10 }, (_, round) => round);
  const series = names.map((name) => [name, rounds.map((round) => mean(accuracies(name, round)))]);
  const format = (value) => `${points(value)} %`;
  const chart = { labels: rounds.map(label), series: Object.fromEntries(series), format };
  console.log(`\n${textChart(chart)}`);
}

/**
 * (d) Tables with 10 informative features among 40 of noise: which of the informative ones are left when ten inputs are.
 */
export async function informativeInputs({ data, seeds }) {
  const run = resumable(`pruning-${data}-d`);
  const recipe = createRecipe({
    model: mlp({ hidden: [64] }),
    optimizer: { name: 'adam', learningRate: 3e-3 },
    fit: { epochs: 30, batchSize: 64 },
  });
  const found = [];
  for (let seed = 0; seed < seeds; seed++) {
    found.push(
      await run(`seed ${seed}`, async () => {
        const rows = makeClassification({
          nSamples: 4000,
          nFeatures: 50,
          nInformative: 10,
          nRedundant: 0,
          seed,
        });
        const result = await prune({
          recipe,
          data: rows,
          criterion: sensitivity(),
          target: 'inputs',
          step: { schedule: 'cubic', sparsity: 0.8, rounds: 4 },
          until: { error: 1 },
          fineTune: { epochs: 10 },
          seed,
        });
        result.dispose();
        const right = [...result.inputs].filter((i) => rows.featureRoles[i] === 'informative');
        return {
          recall: right.length / 10,
          left: result.inputs.length,
          errors: result.rounds.map(({ error }) => error),
        };
      }),
    );
  }
  const recall = mean(found.map((one) => one.recall));
  if (recall < 0.95) process.exitCode = 1;
  console.log(`\n(d) informative features among noise, ${seeds} seeds\n`);
  console.log(
    table(
      ['inputs left', 'recall', 'lowest', 'validation error before, %', 'after, %'],
      [
        [
          found[0].left,
          recall.toFixed(3),
          Math.min(...found.map((one) => one.recall)).toFixed(1),
          points(mean(found.map(({ errors }) => errors[0]))),
          points(mean(found.map(({ errors }) => errors.at(-1)))),
        ],
      ],
    ),
  );
}
