import { createRequire } from 'node:module';
import * as occam from '../../packages/regularizers/dist/index.js';
import { fit } from '../../packages/training/dist/index.js';
import { table, writeResults } from './report.js';

const require = createRequire(new URL('../../packages/training/package.json', import.meta.url));
const tf = require('@tensorflow/tfjs');

const BATCH = 32;
const LIMIT = 1.15;
const strength = 1e-4;

/** 784-128-128-10, with whatever a case puts on the kernels, on the hidden outputs, behind the hidden layers or before them. */
function network({ kernel, activity, constraint, behind, before, hidden = [dense, dense] } = {}) {
  const onKernel = () => ({
    ...(kernel && { kernelRegularizer: kernel() }),
    ...(constraint && { kernelConstraint: constraint() }),
  });
  const onHidden = () => ({ ...onKernel(), ...(activity && { activityRegularizer: activity() }) });
  const inputShape = [784];
  const first = before?.({ inputShape });
  return tf.sequential({
    layers: [
      ...(first ? [first] : []),
      hidden[0](128, 'relu', { ...onHidden(), name: 'first', ...(!first && { inputShape }) }),
      ...(behind ? [behind()] : []),
      hidden[1](128, 'relu', onHidden()),
      ...(behind ? [behind()] : []),
      dense(10, 'softmax', onKernel()),
    ],
  });
}

/** 784-128-(128 + identity)-10: a residual branch, which may be dropped. */
function residual(drop) {
  const x = tf.input({ shape: [784] });
  const h = dense(128, 'relu').apply(x);
  const branch = dense(128, 'relu').apply(h);
  const sum = tf.layers.add().apply([h, drop ? drop.apply(branch) : branch]);
  return tf.model({ inputs: x, outputs: dense(10, 'softmax').apply(sum) });
}

function dense(units, activation, more = {}) {
  return tf.layers.dense({ units, activation, ...more });
}

function dropping(per) {
  return (units, activation, more) =>
    occam.dropConnect({ units, activation, rate: 0.5, per, ...more });
}

const on = (parts) => () => network(parts);
const adam = { name: 'adam', learningRate: 1e-3 };

/**
 * What is measured: the model, the options of `fit`, another model than the plain network to compare with, whether the issue's
 * limit holds for it (an element-wise penalty or a Bernoulli mask of activations), and whether it is so slow that fewer steps do.
 */
const CASES = {
  l1l2: { model: on({ kernel: () => occam.l1l2({ l1: strength, l2: strength }) }), limited: true },
  weightElimination: {
    model: on({ kernel: () => occam.weightElimination({ strength }) }),
    limited: true,
  },
  'groupLasso, per neuron': {
    model: on({ kernel: () => occam.groupLasso({ strength, per: 'neuron' }) }),
  },
  'groupLasso, per input': {
    model: on({ kernel: () => occam.groupLasso({ strength, per: 'input' }) }),
  },
  sparseGroupLasso: { model: on({ kernel: () => occam.sparseGroupLasso({ strength }) }) },
  hoyer: { model: on({ kernel: () => occam.hoyer({ strength }) }) },
  smoothness: { model: on({ kernel: () => occam.smoothness({ strength }) }) },
  spectral: { model: on({ kernel: () => occam.spectral({ strength }) }) },
  'orthogonal, columns': {
    model: on({ kernel: () => occam.orthogonal({ strength, of: 'columns' }) }),
    slow: true,
  },
  'orthogonal, rows': {
    model: on({ kernel: () => occam.orthogonal({ strength, of: 'rows' }) }),
    slow: true,
  },
  klSparsity: { model: on({ activity: () => occam.klSparsity({ strength }) }) },
  condensed: { model: on({ activity: () => occam.condensed({ strength }) }) },
  entropy: { model: on({ activity: () => occam.entropy({ strength }) }) },
  maxNorm: { model: on({ constraint: () => occam.maxNorm(2) }) },
  spectralBound: { model: on({ constraint: () => occam.spectralBound(2) }) },
  'sparsity, the 1,000 largest': { model: on({ constraint: () => occam.sparsity(1000) }) },
  dropout: { model: on({ behind: () => occam.dropout({ rate: 0.5 }) }), limited: true },
  alphaDropout: { model: on({ behind: () => occam.alphaDropout({ rate: 0.1 }) }), limited: true },
  gaussianNoise: { model: on({ behind: () => occam.gaussianNoise({ stddev: 0.3 }) }) },
  gaussianDropout: { model: on({ behind: () => occam.gaussianDropout({ rate: 0.5 }) }) },
  'dropout of the 784 inputs': {
    model: on({ before: (more) => occam.dropout({ rate: 0.2, ...more }) }),
    limited: true,
  },
  'gaussianNoise of the 784 inputs': {
    model: on({ before: (more) => occam.gaussianNoise({ stddev: 0.3, ...more }) }),
  },
  'stochasticDepth of a residual branch': {
    model: () => residual(occam.stochasticDepth({ rate: 0.2 })),
    plain: () => residual(),
    limited: true,
  },
  'dropConnect per batch, second layer': {
    model: on({ hidden: [dense, dropping('batch')] }),
  },
  'dropConnect per batch, both layers': {
    model: on({ hidden: [dropping('batch'), dropping('batch')] }),
  },
  'dropConnect per sample, second layer': {
    model: on({ hidden: [dense, dropping('sample')] }),
    slow: true,
  },
  'dropConnect per sample, both layers': {
    model: on({ hidden: [dropping('sample'), dropping('sample')] }),
    slow: true,
  },
  'label smoothing': { fit: { objective: { labelSmoothing: 0.1 } } },
  jacobian: { fit: { objective: { terms: [occam.jacobian({ weight: strength })] } } },
  'contractive, first hidden layer': {
    fit: { objective: { terms: [occam.contractive({ weight: strength, layer: 'first' })] } },
  },
  'contractive, second hidden layer': {
    fit: { objective: { terms: [occam.contractive({ weight: strength })] } },
    slow: true,
  },
  doubleBackprop: { fit: { objective: { terms: [occam.doubleBackprop({ weight: strength })] } } },
  invariance: { fit: { objective: { terms: [occam.invariance({ scale: 0.9 })] } } },
  monotonicity: { fit: { objective: { terms: [occam.monotonicity({ features: [300] })] } } },
  confidencePenalty: { fit: { objective: { terms: [occam.confidencePenalty({ weight: 0.1 })] } } },
  'weight decay': { fit: { optimizer: { ...adam, weightDecay: { l2: 0.01 } } } },
  globalClipNorm: { fit: { optimizer: { ...adam, globalClipNorm: 1 } } },
  ema: { fit: { optimizer: { ...adam, ema: { decay: 0.99 } } } },
  lookahead: { fit: { optimizer: { ...adam, lookahead: {} } } },
  sam: { fit: { optimizer: { ...adam, sam: {} } } },
};

/**
 * Measures how much longer each technique makes a training step of the fused engine: 784-128-128-10, ReLU, softmax cross-entropy,
 * Adam, batches of 32. Penalties and constraints are on all three kernels, penalties of outputs on both hidden layers' outputs,
 * layers of noise behind both hidden layers unless their name says otherwise.
 *
 * In each round a technique's turn comes right after one of the plain network; "ratio" is the median over the rounds of the two
 * turns' processor times. Fails where an element-wise penalty or a Bernoulli mask of activations costs more than 15 %.
 *
 * @param {{ rounds: number, wanted: string[], variant: string }} options how many rounds, parts of names (none: all), and the SIMD
 *   instructions, for the report
 */
export async function measureCosts({ rounds, wanted, variant }) {
  const cases = Object.entries(CASES).filter(
    ([name]) => wanted.length === 0 || wanted.some((part) => name.toLowerCase().includes(part)),
  );
  const tasks = cases.map(([name, { model, plain = network, fit: options, slow }]) => ({
    name,
    technique: task((model ?? network)(), options, slow),
    reference: task(plain(), undefined, slow),
    ratios: [],
    plain: [],
  }));
  // The first round warms up.
  for (let round = 0; round <= rounds; round++) {
    for (const { technique, reference, ratios, plain } of tasks) {
      const before = await reference();
      const after = await technique();
      if (round === 0) continue;
      ratios.push(after / before);
      plain.push(before);
    }
    process.stderr.write(`round ${round} of ${rounds} done\n`);
  }
  const results = tasks.map(({ name, ratios, plain }) => ({
    name,
    ...quartiles(ratios),
    plain: quartiles(plain).median,
  }));
  console.log(
    table(
      ['784-128-128-10, batch 32', 'ratio', 'quartiles', 'limit'],
      results.map(({ name, median, low, high }) => [
        name,
        median.toFixed(2),
        `${low.toFixed(2)}–${high.toFixed(2)}`,
        CASES[name].limited ? LIMIT : '–',
      ]),
    ),
  );
  const broken = results.filter(({ name, median }) => CASES[name].limited && median > LIMIT);
  for (const { name, median } of broken) {
    console.error(`${name} costs ${median.toFixed(2)} of a plain step, more than ${LIMIT}`);
    process.exitCode = 1;
  }
  const plain = quartiles(results.map((result) => result.plain)).median;
  console.log(
    `\nNode ${process.versions.node}, ${variant}, median of ${rounds} rounds; a plain step takes ${plain.toFixed(2)} ms; ` +
      writeResults('regularizers-cost', { variant, rounds, results }),
  );
}

/** Milliseconds of processor time a step of the epochs after the first. */
function task(model, options, slow = false) {
  const steps = slow ? 10 : 60;
  const pixels = Float32Array.from({ length: steps * BATCH * 784 }, random);
  const x = { data: pixels, shape: [steps * BATCH, 784] };
  const labels = Int32Array.from({ length: steps * BATCH }, () => 10 * random());
  const y = { data: labels, shape: [steps * BATCH] };
  return async () => {
    const ends = [];
    await fit(
      model,
      { x, y, task: 'classification' },
      {
        epochs: 4,
        batchSize: BATCH,
        optimizer: adam,
        engine: 'fused',
        ...options,
        callbacks: [{ onEpochEnd: () => void ends.push(process.cpuUsage()) }],
      },
    );
    const [first, last] = [ends[0], ends.at(-1)];
    const spent = last.user + last.system - first.user - first.system;
    return spent / 1000 / (ends.length - 1) / steps;
  };
}

function quartiles(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share) => sorted[Math.round(share * (sorted.length - 1))];
  return { median: at(0.5), low: at(0.25), high: at(0.75) };
}

let state = 1;
function random() {
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
  return state / 2 ** 32;
}
