import { useBackend } from '@occam/backend';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import reference from '../../fixtures/normalization.json' with { type: 'json' };
import {
  batchNormalization,
  batchRenormalization,
  groupNormalization,
  instanceNormalization,
  layerNormalization,
  rmsNormalization,
} from '../index.js';

// PyTorch's outputs and gradients, by fixtures/normalization.json.

type Nested = number | Nested[];

/** What a case says of one pass. */
interface Pass {
  readonly x: Nested;
  readonly upstream: Nested;
  readonly y: Nested;
  readonly dx: Nested;
  readonly dgamma?: Nested;
  readonly dbeta?: Nested;
}

interface Case extends Partial<Pass> {
  readonly id: string;
  readonly kind: string;
  readonly eps: number;
  readonly momentum?: number;
  readonly groups?: number;
  readonly normalizedShape?: number[];
  readonly gamma?: number[] | number[][];
  readonly beta?: number[] | number[][];
  readonly batches?: (Pass & { runningMean: number[]; runningVarBiased: number[] })[];
  readonly eval?: Pass;
  readonly evalBiased?: Omit<Pass, 'x' | 'upstream'>;
}

const cases = reference.cases as unknown as Case[];
const { abs, rel } = reference.tolerance;

function expectEqual(what: string, got: tf.Tensor, want: Nested): void {
  const expected = (Array.isArray(want) ? want.flat(9) : [want]) as number[];
  const numbers = got.dataSync();
  expect(numbers.length, what).toBe(expected.length);
  expected.forEach((value, i) => {
    const error = Math.abs(numbers[i]! - value);
    expect(error, `${what}[${i}]: ${numbers[i]} for ${value}`).toBeLessThanOrEqual(
      abs + rel * Math.abs(value),
    );
  });
}

/** Channels first, as in PyTorch, to last, and back: of [n, c, l]. */
function swap(x: tf.Tensor): tf.Tensor {
  return x.rank === 3 ? tf.transpose(x, [0, 2, 1]) : x;
}

interface Gain {
  gamma: tf.LayerVariable | null;
  beta: tf.LayerVariable | null;
}

/** Compares output and gradients of one pass of a layer that is built. */
function checkPass(
  layer: tf.layers.Layer & Gain,
  pass: Pass,
  training: boolean,
  first = false,
): void {
  tf.tidy(() => {
    const [x, upstream] = [pass.x, pass.upstream].map((values) => {
      const tensor = tf.tensor(values as number[]);
      return first ? swap(tensor) : tensor;
    }) as [tf.Tensor, tf.Tensor];
    const input = tf.variable(x);
    const parameters = [layer.gamma, layer.beta].map(
      (one) => one?.read() as tf.Variable | undefined,
    );
    let y: tf.Tensor | undefined;
    const { grads } = tf.variableGrads(() => {
      y = tf.keep(layer.apply(input, { training }) as tf.Tensor);
      return tf.sum(tf.mul(y, upstream));
    }, [input, ...parameters.filter((one) => one !== undefined)]);
    const back = (tensor: tf.Tensor) => (first ? swap(tensor) : tensor);
    expectEqual('y', back(y!), pass.y);
    expectEqual('dx', back(grads[input.name]!), pass.dx);
    const [gamma, beta] = parameters;
    if (gamma && pass.dgamma) expectEqual('dgamma', grads[gamma.name]!, pass.dgamma);
    if (beta && pass.dbeta) expectEqual('dbeta', grads[beta.name]!, pass.dbeta);
    y!.dispose();
    input.dispose();
  });
}

function build<L extends tf.layers.Layer>(
  layer: L,
  { gamma, beta }: Case,
  shape: number[],
): L & Gain {
  layer.apply(tf.input({ shape }));
  const gained = layer as L & Gain;
  tf.tidy(() => {
    gained.gamma?.write(tf.tensor(gamma!));
    gained.beta?.write(tf.tensor(beta!));
  });
  return gained;
}

describe.each(['cpu', 'wasm'] as const)("equals PyTorch's, on %s:", (backend) => {
  beforeAll(async () => void (await useBackend(backend)));

  // rMax 1 and dMax 0 make batch renormalization batch normalization.
  for (const [name, create] of [
    ['batchNormalization', batchNormalization],
    ['batchRenormalization', batchRenormalization],
  ] as const) {
    it.each(cases.filter(({ kind }) => kind === 'BatchNorm1d'))(`${name} $id`, (one) => {
      const options = { epsilon: one.eps, momentum: 1 - one.momentum! };
      const bounds = { rMax: 1, dMax: 0 };
      const layer = build(
        name === 'batchNormalization' ? create(options) : create({ ...options, ...bounds }),
        one,
        [one.gamma!.length],
      );
      const running = () => layer.getWeights().slice(-2) as [tf.Tensor, tf.Tensor];
      for (const batch of one.batches!) {
        checkPass(layer, batch, true);
        expectEqual('running mean', running()[0], batch.runningMean);
        expectEqual('running variance', running()[1], batch.runningVarBiased);
      }
      const { x, upstream } = one.eval!;
      checkPass(layer, { x, upstream, ...one.evalBiased! }, false);
      layer.dispose();
    });
  }

  it.each(cases.filter(({ kind }) => kind !== 'BatchNorm1d'))('$kind $id', (one) => {
    const { kind, eps: epsilon, gamma, groups, normalizedShape } = one;
    const first = kind === 'GroupNorm' || kind === 'InstanceNorm1d';
    const shape = tf.tidy(() => {
      const x = tf.tensor(one.x as number[]);
      return (first ? swap(x) : x).shape.slice(1);
    });
    const options = { epsilon, scale: gamma !== undefined };
    const centered = { ...options, center: one.beta !== undefined };
    const axes = Array.from({ length: normalizedShape?.length ?? 1 }, (_, i) => -1 - i);
    const layer = {
      LayerNorm: () => layerNormalization({ ...centered, axis: axes }),
      GroupNorm: () => groupNormalization({ ...centered, groups }),
      InstanceNorm1d: () => instanceNormalization(centered),
      RMSNorm: () => rmsNormalization(options),
    }[kind]!();
    for (const training of [true, false]) {
      checkPass(build(layer, one, shape), one as Pass, training, first);
    }
    layer.dispose();
  });
});
