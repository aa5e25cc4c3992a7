import { createRequire } from 'node:module';
import { accuracy } from '../../packages/evaluation/dist/index.js';
import {
  compareModels,
  keepMasked,
  magnitude,
  masksOf,
  outgoingWeights,
  prune,
  selectedInputs,
  shrink,
  sparsify,
} from '../../packages/pruning/dist/index.js';
import { createDataset } from '../../packages/datasets/dist/index.js';
import {
  buildModel,
  createRecipe,
  fit,
  mlp,
  predict,
  train,
} from '../../packages/training/dist/index.js';
import { table } from './report.js';
import { resumable } from './resumable.js';
import { textChart } from './textChart.js';

const require = createRequire(new URL('../../packages/training/package.json', import.meta.url));
const tf = require('@tensorflow/tfjs');

const points = (share) => (100 * share).toFixed(2);

/** LeNet-300-100 with ReLU. */
const lenet = (epochs, batchSize = 64) =>
  createRecipe({
    model: mlp({ hidden: [300, 100] }),
    optimizer: { name: 'adam', learningRate: 1e-3 },
    fit: { epochs, batchSize },
  });

async function testError(model, { x, y }) {
  return 1 - accuracy(y.data, (await predict(model, x)).data);
}

/**
 * (a) Han et al. 2015: LeNet-300-100 loses weights by magnitude over all layers, on a cubic plan, until a twelfth is left; then what is
 * left is trained on with a tenth of the step size. The test file measures and decides nothing.
 */
export async function manyFewerWeights({ training, test }, { data, seeds, epochs }) {
  const run = resumable(`pruning-${data}-a`);
  const rows = [];
  for (let seed = 0; seed < seeds; seed++) {
    rows.push(
      await run(`seed ${seed}, ${epochs} epochs, sparsify too`, async () => {
        const dense = await train(lenet(epochs), training, { seed });
        const more = { epochs: Math.ceil(epochs / 4), batchSize: 64 };
        const longer = { ...more, seed: `longer/${seed}`, loss: 'crossEntropy' };
        const pruned = await prune({
          model: dense.model,
          data: training,
          validation: test,
          criterion: magnitude(),
          target: 'weights',
          step: { schedule: 'cubic', sparsity: 1 - 1 / 12, rounds: 5 },
          until: { error: 1 },
          fineTune: { ...more, optimizer: { name: 'adam', learningRate: 3e-4 } },
          seed,
        });
        const smaller = shrink(pruned.model);
        const { indices } = selectedInputs(smaller);
        const comparison = await compareModels(dense.model, smaller, test, {
          dataAfter: withInputs(test, indices),
          repetitions: 300,
        });
        const sparse = sparsify(smaller, { layers: 'all' });
        const sparsely = await compareModels(dense.model, sparse, test, {
          dataAfter: withInputs(test, indices),
          repetitions: 300,
        });
        // As long as the pruned one was trained, all weights left alone.
        await fit(dense.model, training, {
          ...longer,
          epochs: 5 * more.epochs,
          optimizer: { name: 'adam', learningRate: 3e-4 },
        });
        const trainedOn = await testError(dense.model, test);
        const { rounds, best } = pruned;
        for (const one of [dense, pruned, smaller, sparse]) one.dispose();
        return {
          rounds,
          best,
          trainedOn,
          inputs: indices.length,
          ...withoutTimes(comparison),
          sparse: withoutTimes(sparsely),
        };
      }),
    );
  }
  console.log(`\n(a) LeNet-300-100, ${epochs} epochs, then 5 rounds of ${Math.ceil(epochs / 4)}\n`);
  console.log(
    table(
      [
        'seed',
        'weights',
        'left',
        'times fewer',
        'dense, %',
        'dense, trained as long, %',
        'pruned, %',
        'difference',
      ],
      rows.map(({ rounds, best, trainedOn }, seed) => {
        const difference = best.error - rounds[0].error;
        if (difference > 0.002) process.exitCode = 1;
        return [
          seed,
          best.total,
          best.remaining,
          (best.total / best.remaining).toFixed(1),
          points(rounds[0].error),
          points(trainedOn),
          points(best.error),
          points(difference),
        ];
      }),
    ),
  );
  reportCosts('weights, 12 times fewer, then shrink', rows[0]);
  reportCosts('weights, 12 times fewer, then shrink and sparsify', rows[0].sparse);
}

/**
 * (b) Frankle and Carbin's figure 1: a fifth of what is left goes each round, and the rest begins again from its first values. The
 * control has the ticket's masks and other first values.
 */
export async function lotteryTickets({ training, test }, { data, epochs, seeds }) {
  const run = resumable(`pruning-${data}-b`);
  const ROUNDS = 9;
  const recipe = lenet(epochs);
  const curves = [];
  for (let seed = 0; seed < seeds; seed++) {
    let kept;
    const key = (round) => `seed ${seed}, ${epochs} epochs, round ${round}`;
    const store = {
      load: async () => kept,
      save: async (state) => void (kept = state),
    };
    const curve = [];
    for (let round = 0; round <= ROUNDS; round++) {
      curve.push(
        await run(key(round), async () => {
          const ticket = await prune({
            recipe,
            data: training,
            validation: test,
            criterion: magnitude({ scope: 'layer' }),
            target: 'weights',
            scope: 'layer',
            step: 0.2,
            until: { error: 1, rounds: round },
            rewind: 'initial',
            seed,
            store,
          });
          const { remaining, total, error } = ticket.best;
          const masks = masksOf(ticket.model);
          ticket.dispose();
          const model = buildModel(recipe, training, `control/${seed}`);
          const names = model.layers
            .map(({ name }) => name)
            .filter((_, i) => model.layers[i].kernel);
          const renamed = new Map([...masks.values()].map((mask, i) => [names[i], mask]));
          keepMasked(model, renamed);
          await fit(model, training, {
            ...recipe.fit,
            objective: recipe.objective,
            optimizer: recipe.optimizer,
            seed: `control/${seed}`,
          });
          const control = await testError(model, test);
          model.dispose();
          return { share: remaining / total, ticket: error, control };
        }),
      );
    }
    curves.push(curve);
  }
  const mean = (list) => list.reduce((sum, value) => sum + value, 0) / list.length;
  const rows = curves[0].map(({ share }, round) => ({
    share,
    ticket: mean(curves.map((curve) => curve[round].ticket)),
    control: mean(curves.map((curve) => curve[round].control)),
  }));
  console.log(`\n(b) lottery tickets, ${seeds} seeds, ${epochs} epochs each round\n`);
  console.log(
    table(
      ['weights left', 'ticket, test error, %', 'other first values, %'],
      rows.map(({ share, ticket, control }) => [
        `${(100 * share).toFixed(1)} %`,
        points(ticket),
        points(control),
      ]),
    ),
  );
  console.log(
    `\n${textChart({
      labels: rows.map(({ share }) => `${(100 * share).toFixed(0)} %`),
      series: {
        ticket: rows.map((row) => row.ticket),
        'other first values': rows.map((row) => row.control),
      },
      format: (error) => `${points(error)} %`,
    })}`,
  );
  const at21 = rows[7];
  if (at21.ticket > rows[0].ticket || at21.control <= at21.ticket) process.exitCode = 1;
}

/** (e) Units of LeNet-300-100 taken out, a quarter left: files and time. */
export async function fewerUnits({ training, test }, { data, epochs }) {
  const run = resumable(`pruning-${data}-e`);
  const result = await run(`${epochs} epochs`, async () => {
    const dense = await train(lenet(epochs), training);
    const pruned = await prune({
      model: dense.model,
      data: training,
      validation: test,
      criterion: outgoingWeights(),
      target: 'units',
      step: { schedule: 'cubic', sparsity: 0.75, rounds: 3 },
      until: { error: 1 },
      fineTune: { epochs: Math.ceil(epochs / 4), batchSize: 64 },
    });
    const comparison = await compareModels(dense.model, pruned.model, test, { repetitions: 300 });
    const { best, rounds } = pruned;
    for (const one of [dense, pruned]) one.dispose();
    return { best, rounds, ...withoutTimes(comparison) };
  });
  console.log('\n(e) what removal brings');
  reportCosts('units, a quarter left', result);
}

function reportCosts(name, { before, after }) {
  const row = (label, of) => [label, of(before), of(after)];
  const time = (size) => (report) => report.latency[size].median.toFixed(3);
  console.log(`\n${name}\n`);
  console.log(
    table(
      ['', 'before', 'after'],
      [
        row('parameters', ({ parameters }) => parameters),
        row('other than 0', ({ nonzero }) => nonzero),
        row('multiplications', ({ multiplications }) => multiplications),
        row('kB on disk', ({ bytes }) => (bytes / 1000).toFixed(0)),
        row('kB gzipped', ({ gzipped }) => (gzipped / 1000).toFixed(0)),
        row('batch of 1, ms', time(1)),
        row('batch of 256, ms', time(256)),
        row('test accuracy, %', (report) => points(report.accuracy)),
      ],
    ),
  );
}

/** A comparison without each single measurement. */
function withoutTimes({ before, after }) {
  const of = ({ latency, ...report }) => ({
    ...report,
    latency: Object.fromEntries(
      Object.entries(latency).map(([size, { median, quartiles }]) => [size, { median, quartiles }]),
    ),
  });
  return { before: of(before), after: of(after) };
}

/** Rows with some of their features. */
function withInputs({ x, y, task, size }, indices) {
  const width = x.shape[1];
  const values = new Float32Array(size * indices.length);
  for (let row = 0; row < size; row++) {
    indices.forEach((feature, c) => {
      values[row * indices.length + c] = x.data[row * width + feature];
    });
  }
  return createDataset({ x: { data: values, shape: [size, indices.length] }, y, task });
}

tf.enableProdMode();
