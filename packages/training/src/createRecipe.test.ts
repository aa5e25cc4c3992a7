import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRecipe, type RecipeOptions } from './createRecipe.js';
import { mlp, type MlpOptions } from './mlp.js';

describe('createRecipe', () => {
  it('fills in every default', () => {
    expect(createRecipe({ model: mlp() })).toEqual({
      version: 1,
      name: 'mlp',
      uses: [],
      preprocess: [],
      model: {
        template: 'mlp',
        hidden: [128],
        activation: 'relu',
        dropout: 0,
        dropConnect: 0,
        noise: 0,
        batchNorm: false,
        layerNorm: false,
        l1: 0,
        l2: 0,
        kernelInitializer: 'glorotUniform',
      },
      objective: { loss: 'auto', lossWeight: 1, labelSmoothing: 0, penalties: [], terms: [] },
      optimizer: { name: 'adam', learningRate: 0.001, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
      augment: [],
      fit: { epochs: 20, batchSize: 32 },
    });
  });

  it('fills in the defaults of classes, penalties and early stopping', () => {
    const recipe = createRecipe({
      model: mlp(),
      preprocess: [{ className: 'StandardScaler' }],
      objective: { penalties: [{ className: 'L1', on: ['hidden1'] }] },
      fit: { earlyStopping: { patience: 3, baseline: undefined } },
    });
    expect(recipe.preprocess).toEqual([{ className: 'StandardScaler', config: {} }]);
    expect(recipe.objective.penalties).toEqual([
      { className: 'L1', config: {}, weight: 1, on: ['hidden1'] },
    ]);
    expect(recipe.fit.earlyStopping).toEqual({
      monitor: 'val_loss',
      minDelta: 0,
      patience: 3,
      mode: 'min',
      restoreBestWeights: true,
    });
  });

  it('is the same after a round trip through JSON', () => {
    const options = fc.record({
      model: fc.record({
        hidden: fc.array(fc.integer({ min: 1, max: 99 }), { maxLength: 3 }),
        dropout: fc.double({ min: 0, max: 0.99, noNaN: true }),
        norm: fc.constantFrom({}, { batchNorm: true }, { layerNorm: true }),
        l2: fc.double({ min: 0, max: 1, noNaN: true }),
        maxNorm: fc.option(fc.double({ min: 0.1, max: 9, noNaN: true }), { nil: undefined }),
      }),
      optimizer: fc.constantFrom(
        'sgd',
        'momentum',
        'nesterov',
        'rmsprop',
        'adagrad',
        'adam',
        'adamw',
      ),
      labelSmoothing: fc.double({ min: 0, max: 0.99, noNaN: true }),
      epochs: fc.integer({ min: 1, max: 999 }),
      patience: fc.integer({ min: 0, max: 9 }),
    });
    fc.assert(
      fc.property(
        options,
        ({ model: { norm, ...model }, optimizer, labelSmoothing, epochs, patience }) => {
          const recipe = createRecipe({
            model: mlp({ ...model, ...norm }),
            optimizer: { name: optimizer, globalClipNorm: 1 },
            objective: { labelSmoothing },
            fit: { epochs, earlyStopping: { patience }, learningRateSchedule: { name: 'cosine' } },
          });
          const again = createRecipe(JSON.parse(JSON.stringify(recipe)) as RecipeOptions);
          expect(JSON.stringify(again)).toBe(JSON.stringify(recipe));
        },
      ),
    );
  });

  it.each([
    [{}, /model must be a template, as mlp\(\), or \{ topology \}, not undefined/],
    [
      { model: mlp(), optimiser: 'adam' },
      /createRecipe has no option 'optimiser' \(did you mean 'optimizer'\?\)/,
    ],
    [{ model: mlp(), version: 2 }, /the version of a recipe must be 1, not 2/],
    [{ model: { template: 'cnn' } }, /the template must be 'mlp', not 'cnn'/],
    [{ model: { template: 'mlp', units: [3] } }, /mlp has no option 'units'/],
    [{ model: mlp(), name: 3 }, /name must be a string, not 3/],
    [{ model: mlp(), uses: '@occam/normalization' }, /uses must be a list/],
    [{ model: mlp(), uses: [3] }, /uses must hold names of modules, not 3/],
    [
      { model: mlp(), preprocess: ['StandardScaler'] },
      /the options of preprocess\[0\] must be an object/,
    ],
    [{ model: mlp(), preprocess: [{ className: '' }] }, /preprocess\[0\] needs the className/],
    [{ model: mlp(), augment: 'Flip' }, /augment must be a list, not 'Flip'/],
    [{ model: mlp(), augment: [3] }, /augment\[0\] must be an augmenter, .* or its JSON, not 3/],
    [
      { model: mlp(), augment: [{ vary: () => 0 }] },
      /augment\[0\] has no toJSON\(\), and a recipe is plain JSON: give it to train as its option/,
    ],
    [{ model: mlp(), fit: { epochs: 0 } }, /epochs must be a whole number at least 1/],
    [{ model: mlp(), fit: { seed: 1 } }, /the recipe's fit has no option 'seed'/],
    [
      { model: mlp(), preprocess: [{ className: 'A', config: { f: () => 0 } }] },
      /a recipe is plain JSON, but recipe.preprocess\[0\].config.f is a function/,
    ],
    [
      { model: mlp(), fit: { learningRateSchedule: () => 1 } },
      /a recipe is plain JSON, but recipe.fit.learningRateSchedule is a function/,
    ],
  ])('refuses %o', (options, message) => {
    expect(() => createRecipe(options as RecipeOptions)).toThrow(message);
  });
});

describe('mlp', () => {
  it.each([
    [{ hidden: 128 }, /hidden must be a list of units, as \[128\], not 128/],
    [{ hidden: [128, 0] }, /hidden\[1\] must be a whole number at least 1, not 0/],
    [{ dropout: 1 }, /dropout must be a number at least 0 and below 1, not 1/],
    [{ l2: -1 }, /l2 must be a number at least 0, not -1/],
    [{ maxNorm: 0 }, /maxNorm must be a number above 0, not 0/],
    [{ maxNorm: null }, /maxNorm must be a number above 0, not null/],
    [{ layerNorm: 1 }, /layerNorm must be true or false, not 1/],
    [
      { batchNorm: true, layerNorm: true },
      /has one normalization: give batchNorm or layerNorm, not both/,
    ],
    [{ batchNorm: 'yes' }, /batchNorm must be true or false, not 'yes'/],
    [{ activation: 3 }, /activation must be a name that tfjs knows, not 3/],
    [{ batchnorm: true }, /mlp has no option 'batchnorm' \(did you mean 'batchNorm'\?\)/],
  ])('refuses %o', (options, message) => {
    expect(() => mlp(options as MlpOptions)).toThrow(message);
  });
});
