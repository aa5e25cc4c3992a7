import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { leavesNoTensor, onBackend, weightsOf } from '../test/helpers.js';
import { buildModel } from './buildModel.js';
import { createRecipe, type RecipeOptions } from './createRecipe.js';
import { mlp } from './mlp.js';

onBackend('cpu');

const data = { x: { shape: [9, 4] }, task: 'classification', classCount: 3 } as const;

function weights(model: RecipeOptions['model'], seed: number | string): number[] {
  const built = buildModel(createRecipe({ model }), data, seed);
  const values = weightsOf(built);
  built.dispose();
  return values;
}

function layers(options: RecipeOptions, of: Parameters<typeof buildModel>[1] = data) {
  const model = buildModel(createRecipe(options), of, 1);
  const described = model.layers.map((layer) => {
    const { activation } = layer.getConfig();
    return [layer.name, layer.outputShape, ...(activation ? [activation] : [])];
  });
  model.dispose();
  return described;
}

describe('buildModel with mlp', () => {
  it('takes the sizes from the data', () => {
    expect(layers({ model: mlp({ hidden: [5, 2] }) })).toEqual([
      ['hidden1', [null, 5], 'relu'],
      ['hidden2', [null, 2], 'relu'],
      ['output', [null, 3], 'softmax'],
    ]);
    const images = { x: { shape: [9, 4, 4, 1] }, task: 'regression', classCount: 0 } as const;
    expect(layers({ model: mlp({ hidden: [] }) }, images)).toEqual([
      ['flatten', [null, 16]],
      ['output', [null, 1], 'linear'],
    ]);
    expect(layers({ model: mlp({ hidden: [] }) }, { ...images, y: { shape: [9, 2] } })[1]).toEqual([
      'output',
      [null, 2],
      'linear',
    ]);
  });

  it.each(['batchNorm', 'layerNorm'])(
    'puts %s before the activation and dropout after it',
    (name) => {
      const model = mlp({ hidden: [5], [name]: true, dropout: 0.5, activation: 'elu' });
      expect(layers({ model }).map(([name]) => name)).toEqual([
        'hidden1',
        'normalization1',
        'activation1',
        'dropout1',
        'output',
      ]);
    },
  );

  it('ends in one sigmoid unit for two classes under binaryCrossEntropy', () => {
    const options = {
      model: mlp({ hidden: [] }),
      objective: { loss: 'binaryCrossEntropy' },
    } as const;
    expect(layers(options, { ...data, classCount: 2 })).toEqual([['output', [null, 1], 'sigmoid']]);
    expect(layers(options)).toEqual([['output', [null, 3], 'sigmoid']]);
    expect(layers({ model: mlp({ hidden: [] }) }, { ...data, classCount: 2 })).toEqual([
      ['output', [null, 2], 'softmax'],
    ]);
  });

  it('penalizes all kernels', () => {
    const model = buildModel(
      createRecipe({ model: mlp({ hidden: [2], l1: 0.1, l2: 0.5 }) }),
      data,
      1,
    );
    const want = model.layers.reduce((sum, layer) => {
      const kernel = Array.from(layer.getWeights()[0]!.dataSync());
      return sum + kernel.reduce((all, w) => all + 0.1 * Math.abs(w) + 0.5 * w * w, 0);
    }, 0);
    const losses = tf.tidy(() =>
      model.layers.flatMap((layer) => layer.calculateLosses().map((loss) => loss.dataSync()[0]!)),
    );
    expect(losses.reduce((a, b) => a + b)).toBeCloseTo(want, 5);
    model.dispose();
  });

  it('is an ordinary tfjs model, which compiles and loads its own JSON', async () => {
    const model = buildModel(createRecipe({ model: mlp({ hidden: [2] }) }), data, 1);
    expect(model).toBeInstanceOf(tf.LayersModel);
    model.compile({ optimizer: 'sgd', loss: 'categoricalCrossentropy' });
    const copy = await tf.models.modelFromJSON(model.toJSON(null, false) as never);
    expect(copy.countParams()).toBe(4 * 2 + 2 + 2 * 3 + 3);
    copy.dispose();
    model.dispose();
  });

  it('says what is wrong', () => {
    const recipe = createRecipe({ model: mlp() });
    expect(() => buildModel(recipe, { ...data, x: { shape: [9] } }, 1)).toThrow(
      /rows of at least one feature/,
    );
    expect(() => buildModel(recipe, { ...data, classCount: 1 }, 1)).toThrow(
      /classes must be a whole number at least 2/,
    );
    const odd = createRecipe({ model: mlp({ activation: 'rellu' }) });
    expect(() => buildModel(odd, data, 1)).toThrow(
      /tfjs cannot build the model: Unknown activation: rellu/,
    );
  });
});

describe('initial weights', () => {
  const seeded = mlp({ hidden: [6] });

  it('depend on the seed alone', () => {
    expect(weights(seeded, 1)).toEqual(weights(seeded, 1));
    expect(weights(seeded, 0)).toEqual(weights(seeded, 0));
    expect(weights(seeded, 'a')).toEqual(weights(seeded, 'a'));
    const all = [0, 1, 2, 'a'].map((seed) => weights(seeded, seed).slice(0, 24).join());
    expect(new Set(all).size).toBe(4);
  });

  it('differ between layers of the same shape', () => {
    const values = weights(mlp({ hidden: [4, 4] }), 1);
    expect(values.slice(0, 16)).not.toEqual(values.slice(20, 36));
  });

  it.each([
    'glorotUniform',
    'heNormal',
    'leCunUniform',
    'randomNormal',
    'truncatedNormal',
    'orthogonal',
  ])('are seeded for %s', (kernelInitializer) => {
    const model = mlp({ hidden: [6], kernelInitializer });
    expect(weights(model, 1)).toEqual(weights(model, 1));
    expect(weights(model, 1)).not.toEqual(weights(model, 2));
  });
});

describe('buildModel with a topology', () => {
  function branching(): tf.LayersModel {
    const input = tf.input({ shape: [4], name: 'the_input' });
    const left = tf.layers
      .dense({ units: 3, name: 'left_side', kernelRegularizer: 'l1l2' })
      .apply(input);
    const right = tf.layers.dense({ units: 3, name: 'right_side' }).apply(input);
    const sum = tf.layers.add({ name: 'the_sum' }).apply([left, right] as tf.SymbolicTensor[]);
    const outputs = tf.layers.softmax({ name: 'last_one' }).apply(sum) as tf.SymbolicTensor;
    return tf.model({ inputs: input, outputs, name: 'two_sides' });
  }

  it('rebuilds a functional model from its JSON, names and all', () => {
    const original = branching();
    const topology = JSON.parse(original.toJSON() as string) as Record<string, unknown>;
    const model = buildModel(createRecipe({ model: { topology } }), data, 1);
    expect(model.name).toBe('two_sides');
    expect(model.layers.map((layer) => layer.name)).toEqual(
      original.layers.map((layer) => layer.name),
    );
    expect(model.toJSON()).toContain('"left_side"');
    expect(model.layers.flatMap((layer) => layer.losses)).toHaveLength(1);
    model.dispose();
    original.dispose();
  });

  it('seeds initializers that the JSON does not mention and ones with a seed of their own', () => {
    const topology = {
      class_name: 'Sequential',
      config: {
        name: 'short',
        layers: [{ class_name: 'Dense', config: { units: 5, batch_input_shape: [null, 4] } }],
      },
    };
    expect(weights({ topology }, 1)).toEqual(weights({ topology }, 1));
    expect(weights({ topology }, 1)).not.toEqual(weights({ topology }, 2));
    const own = tf.sequential({
      layers: [
        tf.layers.dense({
          units: 2,
          inputShape: [4],
          kernelInitializer: tf.initializers.heNormal({ seed: 9 }),
        }),
      ],
    });
    const json = own.toJSON(null, false) as Record<string, unknown>;
    expect(weights({ topology: json }, 1)).not.toEqual(weights({ topology: json }, 2));
    own.dispose();
  });

  it('reaches the cells of recurrent layers', () => {
    const model = tf.sequential({ layers: [tf.layers.lstm({ units: 3, inputShape: [5, 2] })] });
    const topology = model.toJSON(null, false) as Record<string, unknown>;
    const sizes = { x: { shape: [9, 5, 2] }, task: 'classification', classCount: 3 } as const;
    const build = (seed: number) => {
      const built = buildModel(createRecipe({ model: { topology } }), sizes, seed);
      const values = weightsOf(built);
      built.dispose();
      return values;
    };
    expect(build(1)).toEqual(build(1));
    expect(build(1)).not.toEqual(build(2));
    model.dispose();
  });

  it('leaves no tensor but the weights', async () => {
    await leavesNoTensor(async () => {
      buildModel(createRecipe({ model: mlp() }), data, 1).dispose();
    });
  });

  it('says what is wrong', () => {
    expect(() => createRecipe({ model: { topology: { layers: [] } } })).toThrow(
      /model.toJSON\(null, false\)/,
    );
    const unknown = createRecipe({
      model: { topology: { class_name: 'Sequentiel', config: { layers: [] } } },
    });
    expect(() => buildModel(unknown, data, 1)).toThrow(
      /as 'Sequential' or 'Functional', not 'Sequentiel'/,
    );
    const layer = { class_name: 'Dens', config: {} };
    const odd = createRecipe({
      model: { topology: { class_name: 'Sequential', config: { layers: [layer] } } },
    });
    expect(() => buildModel(odd, data, 1)).toThrow(
      /tfjs cannot build the model: no layer 'Dens' is registered \(did you mean 'Dense'\?\): call the register\(\) of/,
    );
    const dense = {
      class_name: 'Dense',
      config: {
        units: 1,
        batch_input_shape: [null, 2],
        kernel_regularizer: { class_name: 'OccamLost', config: {} },
      },
    };
    const lost = createRecipe({
      model: { topology: { class_name: 'Sequential', config: { layers: [dense] } } },
    });
    expect(() => buildModel(lost, data, 1)).toThrow(
      /no regularizer 'OccamLost' is registered: call the register\(\) of the package that it comes from/,
    );
  });
});
