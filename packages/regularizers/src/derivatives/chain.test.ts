import { registerClass } from '@occam/core';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { KNOWN_ACTIVATIONS } from './activationPull.js';
import { chainOf, chainUpTo, passChain, squaredJacobian, withoutHead } from './chain.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
  await tf.ready();
});

const x = () => tf.tensor2d([0.3, -1.2, 0.7, 2.1, -0.4, 1.6, -2.5, 0.9, 0.1], [3, 3]);

function build(layers: tf.layers.Layer[], inputShape = [3]): tf.LayersModel {
  const input = tf.input({ shape: inputShape });
  const output = layers.reduce<tf.SymbolicTensor>(
    (at, layer) => layer.apply(at) as tf.SymbolicTensor,
    input,
  );
  const model = tf.model({ inputs: input, outputs: output });
  const values = model.getWeights().map((w, i) =>
    tf.tensor(
      [...Array(w.size).keys()].map((j) => value(i, j)),
      w.shape,
    ),
  );
  model.setWeights(values);
  tf.dispose(values);
  return model;
}

/** Fixed numbers of both signs; those of a variance must be positive, and all are from 0.2 to 1.2 in size. */
function value(i: number, j: number): number {
  const size = 0.2 + (((i * 7 + j * 13) % 11) / 11) * 0.8;
  return i % 2 === 0 && (j + i) % 3 === 0 ? -size : size;
}

/** The Jacobian of a model's prediction by tfjs' own first derivatives, shape [n, outputs, inputs]. */
function jacobianOf(model: tf.LayersModel, input: tf.Tensor): tf.Tensor {
  const of = (at: tf.Tensor) =>
    tf.reshape(model.apply(at, { training: false }) as tf.Tensor, [input.shape[0]!, -1]);
  const outputs = of(input).shape[1]!;
  const rows = [...Array(outputs).keys()].map((k) =>
    tf.grad((at: tf.Tensor) => tf.sum(tf.slice(of(at), [0, k], [-1, 1])))(input),
  );
  return tf.stack(rows, 1);
}

function expectClose(got: tf.Tensor, want: tf.Tensor, tolerance = 1e-5): void {
  expect(got.shape).toEqual(want.shape);
  const expected = want.dataSync();
  got.dataSync().forEach((one, i) => {
    if (!(Math.abs(one - expected[i]!) <= tolerance * (1 + Math.abs(expected[i]!)))) {
      expect.fail(`element ${i} is ${one}, not ${expected[i]}`);
    }
  });
}

/**
 * Checks the chain's Jacobian, and the gradient of its squared norm by the weights against differences of five points.
 *
 * @param h their distance; small where there are kinks, at which the Jacobian jumps
 */
function check(model: tf.LayersModel, input: tf.Tensor, h = 0.02): void {
  tf.tidy(() => {
    const chain = chainOf('test', model);
    const { output, pull } = passChain(chain, input);
    expectClose(output, model.apply(input, { training: false }) as tf.Tensor);
    const width = output.size / output.shape[0]!;
    const each = tf.reshape(tf.eye(width), [1, width, ...output.shape.slice(1)]);
    const want = jacobianOf(model, input);
    const jacobian = tf.add(pull(each), tf.zeros(want.shape));
    expectClose(jacobian, want);

    const term = () => squaredJacobian(chain, input);
    expectClose(term(), tf.div(tf.sum(tf.square(want)), input.shape[0]!), 1e-4);
    const variables = model.trainableWeights.map((weight) => weight.read() as tf.Variable);
    const { grads } = tf.variableGrads(term, variables);
    for (const variable of variables) {
      const gradient = grads[variable.name]?.dataSync() ?? new Float32Array(variable.size);
      const old = variable.dataSync().slice();
      const at = (i: number, by: number) => {
        const moved = old.slice();
        moved[i]! += by;
        variable.assign(tf.tensor(moved, variable.shape));
        return term().dataSync()[0]!;
      };
      for (let i = 0; i < old.length; i += 4) {
        const slope = (8 * (at(i, h) - at(i, -h)) - (at(i, 2 * h) - at(i, -2 * h))) / (12 * h);
        const error = Math.abs(gradient[i]! - slope);
        if (error > 3e-3 * (1 + Math.abs(slope))) {
          expect.fail(`the gradient ${i} of ${variable.name} is ${gradient[i]}, not ${slope}`);
        }
      }
      variable.assign(tf.tensor(old, variable.shape));
    }
  });
  model.dispose();
}

const dense = (units: number, activation = 'linear', extra = {}) =>
  tf.layers.dense({ units, activation: activation as 'linear', ...extra });

describe('a chain', () => {
  it.each(KNOWN_ACTIVATIONS)('differentiates %s, in a Dense and by itself', (activation) => {
    const layers = [
      dense(4, activation),
      tf.layers.activation({ activation: activation as 'linear' }),
      dense(2, 'linear', { useBias: false }),
    ];
    check(build(layers), x());
  });

  it('differentiates layers of activations', () => {
    const layers = [
      dense(5),
      tf.layers.leakyReLU({ alpha: 0.2 }),
      dense(4),
      tf.layers.elu(),
      dense(4),
      tf.layers.reLU({ maxValue: 3 }),
      dense(3),
      tf.layers.softmax(),
    ];
    check(build(layers), x(), 0.002);
  });

  it('differentiates other shapes, running statistics, and passes noise by', () => {
    const layers = [
      tf.layers.reshape({ targetShape: [2, 3] }),
      dense(4, 'tanh'),
      tf.layers.dropout({ rate: 0.5 }),
      tf.layers.batchNormalization(),
      tf.layers.gaussianNoise({ stddev: 1 }),
      tf.layers.activation({ activation: 'softplus' }),
      tf.layers.flatten(),
      dense(2),
    ];
    const input = tf.tensor2d(
      [...Array(18).keys()].map((i) => Math.sin(i)),
      [3, 6],
    );
    check(build(layers, [6]), input);
  });

  it('looks into models, and leaves the head out for logits', () => {
    const inner = tf.sequential({
      layers: [
        dense(4, 'tanh', { inputShape: [3], name: 'inner' }),
        dense(3, 'sigmoid', { name: 'second' }),
      ],
    });
    const model = tf.sequential({ layers: [inner, dense(2, 'softmax', { name: 'head' })] });
    const chain = chainOf('test', model);
    const names = (of: typeof chain) => of.map(({ layer }) => layer.name);
    expect(names(chain)).toEqual(['inner', 'second', 'head']);
    expect(names(chainUpTo('test', chain, undefined))).toEqual(['inner', 'second']);
    expect(names(chainUpTo('test', chain, 'inner'))).toEqual(['inner']);
    tf.tidy(() => {
      const logits = passChain(withoutHead(chain), x()).output;
      expectClose(tf.softmax(logits), model.apply(x()) as tf.Tensor);
      expectClose(passChain(chain, x()).output, model.apply(x()) as tf.Tensor);
    });
    model.dispose();
  });

  it('takes the shorter way with few units and many inputs, or the other way round', () => {
    const input = (features: number) =>
      tf.tensor2d(
        [...Array(4 * features).keys()].map((i) => Math.sin(3 * i)),
        [4, features],
      );
    const wide = [dense(2, 'tanh'), dense(5)];
    check(build(wide, [40]), input(40), 0.01);
    const [rows, units] = [tf.layers.reshape({ targetShape: [2, 20] }), dense(3)];
    check(build([rows, units, tf.layers.flatten(), dense(2, 'tanh')], [40]), input(40), 0.01);
    check(build([dense(7, 'sigmoid'), dense(2)], [2]), input(2));
    check(build([tf.layers.batchNormalization(), dense(2, 'tanh')], [2]), input(2));
  });

  it('names the layer that it cannot differentiate', () => {
    const refuse = (layers: tf.layers.Layer[], message: RegExp, inputShape = [6]) => {
      const model = build(layers, inputShape);
      expect(() => chainOf('jacobian', model)).toThrow(message);
      model.dispose();
    };
    refuse(
      [
        tf.layers.reshape({ targetShape: [6, 1] }),
        tf.layers.conv1d({ filters: 1, kernelSize: 2, name: 'scan' }),
      ],
      /jacobian differentiates.*the layer 'scan' is a Conv1D: it knows InputLayer, Dense, .*registerClass\('derivative', className/,
    );
    refuse(
      [
        tf.layers.reshape({ targetShape: [2, 3] }),
        tf.layers.batchNormalization({ axis: 1, name: 'rows' }),
      ],
      /the layer 'rows' works over the axis 1, not the last one/,
    );
    refuse(
      [
        tf.layers.reshape({ targetShape: [2, 3] }),
        tf.layers.flatten({ dataFormat: 'channelsFirst', name: 'turned' }),
      ],
      /the layer 'turned' flattens in the order 'channelsFirst'/,
    );
    const input = tf.input({ shape: [3] });
    const sum = tf.layers
      .add({ name: 'sum' })
      .apply([input, dense(3).apply(input) as tf.SymbolicTensor]);
    const model = tf.model({ inputs: input, outputs: sum as tf.SymbolicTensor });
    expect(() => chainOf('jacobian', model)).toThrow(
      "jacobian needs a chain of layers, but the layer 'sum' has 2 inputs",
    );
    model.dispose();
    const shallow = build([dense(1)]);
    expect(() => chainUpTo('contractive', chainOf('contractive', shallow), undefined)).toThrow(
      'contractive needs a hidden layer before the last one',
    );
    shallow.dispose();
  });

  it('takes the derivative of a layer that somebody registers', () => {
    registerClass('derivative', 'Permute', (layer: tf.layers.Layer, input: tf.Tensor) => ({
      output: layer.apply(input) as tf.Tensor,
      pull: (gradients: tf.Tensor) => tf.transpose(gradients, [0, 1, 3, 2]),
    }));
    const layers = [
      tf.layers.reshape({ targetShape: [2, 3] }),
      tf.layers.permute({ dims: [2, 1] }),
      dense(2, 'tanh'),
      tf.layers.flatten(),
      dense(2),
    ];
    check(build(layers, [6]), tf.tensor2d([...Array(12).keys()].map(Math.sin), [2, 6]));
  });
});
