import { useBackend } from '@occam/backend';
import * as tf from '@tensorflow/tfjs';
import { inFloat64 } from './float64.js';
import type { Law } from './law.js';
import { drawValues, LayerRun } from './layerRun.js';
import { noiseLaws } from './noiseLaws.js';
import { expectNear, expectRefused, type TestArray } from './numbers.js';
import { onEachBackend } from './testBackends.js';
import type { TestLayerOptions } from './testLayerOptions.js';
import { trainLayer } from './trainLayer.js';

const MODES = [true, false];

/** A seed that tfjs' change to snake case and back would spoil. */
const SEED = 'fold_2 Of 10';

/** What every layer must do, as checks that throw. */
export function layerLaws<Options>(options: TestLayerOptions<Options>): Law[] {
  const { create, examples, invalid, inputShape = [6], noisy = false, fused = true } = options;
  const x = drawValues([3, ...inputShape], 'input');

  /** Runs a check for each example, in training and at inference. */
  function each(check: (run: LayerRun, training: boolean, example: Options) => void): void {
    for (const example of examples) {
      for (const training of MODES) {
        const run = new LayerRun(create(example), inputShape);
        try {
          check(run, training, example);
        } catch (error) {
          const where = `options ${JSON.stringify(example)}, ${training ? 'training' : 'inference'}`;
          throw new Error(`${where}: ${(error as Error).message}`, { cause: error });
        } finally {
          run.dispose();
        }
      }
    }
  }

  /** The output and all gradients of Σ factor · output. */
  function measure(run: LayerRun, training: boolean): number[][] {
    run.rewind();
    const { data, shape } = run.output(x, training);
    return [data, ...run.gradients(x, drawValues(shape, 'factors'), training)];
  }

  return [
    {
      title: 'has the gradient of central differences in float64, by its input and each weight',
      async check() {
        await useBackend('cpu');
        inFloat64(() => each((run, training) => checkGradients(run, x, training)));
      },
    },
    {
      title: 'computes the same output and gradients on every backend, as in float64',
      async check() {
        await useBackend('cpu');
        const want: number[][][] = [];
        inFloat64(() => each((run, training) => want.push(measure(run, training))));
        await onEachBackend(() => {
          let i = 0;
          each((run, training) => {
            const expected = want[i++]!;
            measure(run, training).forEach((got, part) =>
              expectNear(part === 0 ? 'the output' : 'a gradient', got, expected[part]!),
            );
          });
        });
      },
    },
    {
      title: 'has outputs of the shape that it says beforehand',
      async check() {
        await useBackend('cpu');
        each((run, training, example) => {
          const layer = create(example);
          const said = layer.apply(tf.input({ shape: [...inputShape] })) as tf.SymbolicTensor;
          layer.dispose();
          const got = run.output(x, training).shape.slice(1);
          if (got.join() !== said.shape.slice(1).join()) {
            throw new Error(
              `a row of output is [${got.join()}], not [${said.shape.slice(1).join()}]`,
            );
          }
        });
      },
    },
    {
      title: 'leaves no tensor behind',
      check: () =>
        onEachBackend(() => {
          const before = tf.memory().numTensors;
          each((run, training) => {
            const held = tf.memory().numTensors;
            measure(run, training);
            const left = tf.memory().numTensors - held;
            if (left !== 0) throw new Error(`${left} tensors are left`);
          });
          const left = tf.memory().numTensors - before;
          if (left !== 0) throw new Error(`${left} tensors are left after dispose`);
        }),
    },
    {
      title: "comes back equal from tfjs' JSON",
      async check() {
        options.register?.();
        await useBackend('cpu');
        for (const example of examples) {
          await comesBack(create, { ...example, ...(noisy ? { seed: SEED } : {}) }, inputShape);
        }
      },
    },
    {
      title: `trains alike on every backend${fused === true ? ' and in both engines' : ''}`,
      async check() {
        options.register?.();
        for (const example of examples) await trainsAlike(options, example);
      },
    },
    ...(noisy ? noiseLaws(options) : []),
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
        const misspelt = { ...examples[0]!, inputShapes: [6] } as Options;
        expectRefused('an unknown option', () => create(misspelt), /inputShapes/);
      },
    },
  ];
}

/** Within 1e-6 + 1e-6·|want|: of differences over 2e-5 float64 leaves eleven digits, their own error is of the order 1e-10. */
function checkGradients(run: LayerRun, x: TestArray, training: boolean): void {
  const step = 1e-5;
  const factors = drawValues(run.output(x, training).shape, 'factors');
  const weights = run.shapes.map((shape, i) => drawValues(shape, `weight ${i}`));
  const gradients = run.gradients(x, factors, training);
  const differentiated = [true, ...run.trained];
  [x, ...weights].forEach((array, part) => {
    if (!differentiated[part]) return;
    const what = part === 0 ? 'the input' : `weight ${part - 1}`;
    gradients[part]!.forEach((got, i) => {
      const at = (moved: number): number => {
        const data = array.data.slice();
        data[i]! += moved;
        const changed = { ...array, data };
        if (part > 0)
          run.setWeights(weights.map((weight, w) => (w === part - 1 ? changed : weight)));
        return run.weightedSum(part === 0 ? changed : x, factors, training);
      };
      const want = (at(step) - at(-step)) / (2 * step);
      if (!(Math.abs(got - want) <= 1e-6 + 1e-6 * Math.abs(want))) {
        throw new Error(`the gradient by element ${i} of ${what} must be ${want}, not ${got}`);
      }
    });
    if (part > 0) run.setWeights(weights);
  });
}

/** Saves a model, loads it through JSON and compares: tfjs writes keys and strings in snake case and reads camel case. */
async function comesBack<Options>(
  create: (options: Options) => tf.layers.Layer,
  example: Options,
  inputShape: readonly number[],
): Promise<void> {
  const layer = create({ ...example, inputShape: [...inputShape], name: 'layer_Under-test' });
  const model = tf.sequential({ layers: [layer] });
  // Weights as after a step of training: they fulfil their constraints, which loading enforces.
  tf.tidy(() => model.setWeights(model.getWeights().map((weight) => weight.clone())));
  let saved: tf.io.ModelArtifacts | undefined;
  await model.save(
    tf.io.withSaveHandler((artifacts) => {
      saved = artifacts;
      return Promise.resolve({ modelArtifactsInfo: tf.io.getModelArtifactsInfoForJSON(artifacts) });
    }),
  );
  const { modelTopology, ...rest } = saved!;
  const json = JSON.parse(JSON.stringify(modelTopology)) as object;
  const loaded = await tf.loadLayersModel(tf.io.fromMemory({ ...rest, modelTopology: json }));
  try {
    const [copy] = loaded.layers;
    if (copy!.constructor !== layer.constructor) {
      throw new Error(`it must come back as a ${layer.getClassName()}`);
    }
    const [got, want] = [copy!, layer].map((one) => JSON.stringify(one.getConfig()));
    if (got !== want) throw new Error(`its config must come back as ${want}, not as ${got}`);
    const x = drawValues([4, ...inputShape], 'rows');
    for (const training of MODES) {
      const [after, before] = [loaded, model].map((one) =>
        tf.tidy(() => {
          const rows = tf.tensor(Float32Array.from(x.data), [...x.shape]);
          return (one.apply(rows, { training }) as tf.Tensor).dataSync();
        }),
      );
      expectNear('an output of the loaded layer', after!, before!);
    }
  } finally {
    loaded.dispose();
    model.dispose();
  }
}

async function trainsAlike<Options>(
  options: TestLayerOptions<Options>,
  example: Options,
): Promise<void> {
  const { fused = true } = options;
  let want: Float32Array | undefined;
  const compare = async (name: string, engine: 'tfjs' | 'fused') => {
    const before = tf.memory().numTensors;
    const { weights } = await trainLayer(options, example, { engine });
    const left = tf.memory().numTensors - before;
    if (left !== 0) throw new Error(`the ${name} left ${left} tensors`);
    if (want) expectNear(`a weight after training on the ${name}`, weights, want);
    want ??= weights;
  };
  await onEachBackend(async (backend) => {
    await compare(`tfjs engine on ${backend.name}`, 'tfjs');
    if (!backend.fused) return;
    if (fused === true) return compare('fused engine', 'fused');
    let reason = 'nothing was wrong';
    await trainLayer(options, example, { engine: 'fused' }).catch((error: Error) => {
      reason = error.message;
    });
    if (!fused.test(reason)) {
      throw new Error(`the fused engine must refuse the layer with ${fused}, but ${reason}`);
    }
  });
}
