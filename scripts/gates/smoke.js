/**
 * What each package is tried with once it is installed from its tarball: the peers that a user adds, and a
 * program that throws where something is wrong. What only runs in another program (`bundle: false`) is not bundled; `example` is a
 * folder of files with tests that are run there, `with` what these need of ours besides.
 */
const TFJS = '@tensorflow/tfjs';
const WASM = '@tensorflow/tfjs-backend-wasm';

export const SMOKE = {
  '@occam/core': {
    program: `
      import { createRng } from '@occam/core';
      if (createRng(1).next() !== 0.8902591757080309) throw new Error('another random number');`,
  },
  '@occam/split': {
    program: `
      import { KFold } from '@occam/split';
      const folds = [...new KFold({ nSplits: 2 }).split(4)];
      if (folds[1].test.join() !== '2,3') throw new Error('other folds');`,
  },
  '@occam/datasets': {
    program: `
      import { digits, loadCsv } from '@occam/datasets';
      const data = await loadCsv(new TextEncoder().encode('a,b\\n1,x\\n2,y\\n'), { target: 'b' });
      if (data.y.data.join() !== '0,1' || digits(10).size !== 10) throw new Error('other data');`,
  },
  '@occam/backend': {
    peers: [TFJS, WASM],
    program: `
      import { useBackend } from '@occam/backend';
      if ((await useBackend('cpu')).name !== 'cpu') throw new Error('another backend');`,
  },
  '@occam/normalization': {
    peers: [TFJS, WASM],
    program: `
      import { StandardScaler } from '@occam/normalization';
      const x = { data: new Float32Array([1, 3]), shape: [2, 1] };
      if (new StandardScaler().fit(x).transform(x).data.join() !== '-1,1') throw new Error('scaled otherwise');`,
  },
  '@occam/execution': {
    program: `
      import { inlineExecutor } from '@occam/execution';
      if (typeof inlineExecutor().map !== 'function') throw new Error('no executor');`,
  },
  '@occam/training': {
    peers: [TFJS, WASM],
    program: `
      import '@tensorflow/tfjs';
      import { createRecipe, mlp, train } from '@occam/training';
      const x = { data: new Float32Array([0, 1, 2, 3]), shape: [4, 1] };
      const y = { data: new Int32Array([0, 0, 1, 1]), shape: [4] };
      const recipe = createRecipe({ model: mlp({ hidden: [] }), fit: { epochs: 2 } });
      const { history } = await train(recipe, { x, y, task: 'classification' });
      if (!(history.loss[1] < history.loss[0])) throw new Error('nothing learned');`,
  },
  '@occam/evaluation': {
    peers: [TFJS, WASM],
    program: `
      import '@tensorflow/tfjs';
      import { digits } from '@occam/datasets';
      import { crossValidate } from '@occam/evaluation';
      import { KFold } from '@occam/split';
      import { createRecipe, mlp } from '@occam/training';
      const recipe = createRecipe({ model: mlp({ hidden: [] }), fit: { epochs: 1 } });
      const { folds } = await crossValidate({ recipe, data: digits(40), splitter: new KFold() });
      if (folds.length !== 10) throw new Error('other folds');`,
  },
  '@occam/regularizers': {
    peers: [TFJS, WASM],
    program: `
      import { l2 } from '@occam/regularizers';
      import * as tf from '@tensorflow/tfjs';
      if (l2(0.5).apply(tf.tensor1d([3, -4])).arraySync() !== 12.5) throw new Error('another penalty');`,
  },
  '@occam/augmentation': {
    peers: [TFJS, WASM],
    program: `
      import { augment, horizontalFlip } from '@occam/augmentation';
      const x = { data: new Float32Array([1, 2]), shape: [1, 1, 2, 1] };
      const { data } = augment([horizontalFlip({ probability: 1 })]).apply(x).x;
      if (data.join() !== '2,1') throw new Error('flipped otherwise');`,
  },
  '@occam/pruning': {
    peers: [TFJS, WASM],
    program: `
      import { incomingWeights, removeUnits } from '@occam/pruning';
      import * as tf from '@tensorflow/tfjs';
      const hidden = tf.layers.dense({ units: 2, inputShape: [1], name: 'hidden', kernelInitializer: 'ones' });
      const model = tf.sequential({ layers: [hidden, tf.layers.dense({ units: 1 })] });
      if (incomingWeights().scoreUnits(model, 'hidden').join() !== '1,1') throw new Error('scored otherwise');
      if (removeUnits(model, new Map([['hidden', [0]]])).countParams() !== 4) throw new Error('not smaller');`,
  },
  '@occam/testing': {
    peers: ['vitest', TFJS, WASM],
    with: ['@occam/core', '@occam/regularizers'],
    example: 'examples/own-regularizer',
    bundle: false,
    program: `
      import { testSplitter } from '@occam/testing';
      if (typeof testSplitter !== 'function') throw new Error('no suite');`,
  },
};
