import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { largestDifference, noisyImages } from '../test/images.js';
import { onDevice } from './applyToTensor.js';
import { stagesOf } from './stages.js';
import {
  addGaussianNoise,
  augment,
  elastic,
  horizontalFlip,
  Pipeline,
  randomAffine,
  randomErasing,
  randomRotation,
  randomTranslation,
  register,
  type RowSource,
  type Transform,
} from './index.js';

/** Adds to each row another one, as it is before this step, and to its target. */
const addPartner: Transform<number> = {
  className: 'addPartner',
  on: 'rows',
  getConfig: () => ({}),
  draw: (random, { size }) => random.int(size),
  apply({ x, y }, partners, source: RowSource) {
    const others = source.take(Uint32Array.from(partners));
    const add = (a: { data: ArrayLike<number>; shape: readonly number[] }, b: typeof a) => ({
      data: Float32Array.from({ length: a.data.length }, (_, i) => a.data[i]! + b.data[i]!),
      shape: a.shape,
    });
    return { x: add(x, others.x), y: y && add(y, others.y!) };
  },
};

const x = noisyImages(5, 8, 8, 2);
const y = { data: Float32Array.of(1, 2, 3, 4, 5), shape: [5] };
const all = Uint32Array.of(0, 1, 2, 3, 4);

beforeAll(async () => {
  register();
  register();
  await tf.setBackend('cpu');
});

describe('Pipeline', () => {
  it('replays exactly from JSON, partners included, in whatever epoch and order', () => {
    const pipeline = augment([elastic(), addGaussianNoise(), addPartner, randomErasing()], {
      seed: 3,
    });
    const rows = Uint32Array.of(4, 0, 2);
    const varied = pipeline.vary({ x, y }, rows, { epoch: 7, seed: 'fold 2' });
    const drawn = JSON.parse(JSON.stringify(varied.drawn)) as typeof varied.drawn;
    const again = pipeline.replay({ x, y }, rows, drawn);
    expect(again.x).toEqual(varied.x);
    expect(again.y).toEqual(varied.y);
    const whole = pipeline.vary({ x, y }, all, { epoch: 7, seed: 'fold 2' });
    expect(varied.x.data.subarray(0, 128)).toEqual(whole.x.data.subarray(512));
    expect(varied.y!.data[0]).toBe(whole.y!.data[4]);
  });

  it('refuses what was drawn for something else', () => {
    const pipeline = augment([elastic()]);
    const { drawn } = pipeline.vary({ x }, all);
    expect(() => pipeline.replay({ x }, all.subarray(2), drawn)).toThrow(
      'drawn is of 5 rows, but 3 are asked for',
    );
    expect(() => augment([]).replay({ x }, all, drawn)).toThrow(/^drawn is of 1 transforms, but/);
    expect(() => pipeline.replay({ x }, all, [] as never)).toThrow(/^drawn must be what the/);
  });

  it('comes back from JSON the same', () => {
    const pipeline = augment([randomAffine({ shear: 5 }), elastic({ alpha: [10, 20] })], {
      seed: 'a',
      imageShape: [8, 8, 2],
    });
    const flat = { data: x.data, shape: [5, 128] };
    const json: unknown = JSON.parse(JSON.stringify(pipeline));
    const copy = Pipeline.fromJSON(json);
    expect(copy.toJSON()).toEqual(json);
    expect(copy.apply(flat)).toEqual(pipeline.apply(flat));
    expect(copy.apply(flat).x.shape).toEqual([5, 128]);
  });

  it('names the transform that is wrong in JSON', () => {
    const json = (transform: unknown) => ({
      className: 'Pipeline',
      config: { transforms: [{ className: 'elastic' }, transform] },
    });
    expect(Pipeline.fromJSON(json({ className: 'horizontalFlip' })).transforms).toHaveLength(2);
    expect(() => Pipeline.fromJSON(json({ className: 'horizontalflip' }))).toThrow(
      /^transform 1 \(horizontalflip\): no transform 'horizontalflip' is registered \(did you mean 'horizontalFlip'\?\)/,
    );
    const bad = { className: 'randomRotation', config: { degree: 5 } };
    expect(() => Pipeline.fromJSON(json(bad))).toThrow(
      /^transform 1 \(randomRotation\): randomRotation has no option 'degree' \(did you mean 'degrees'\?\)/,
    );
    expect(() => Pipeline.fromJSON(json('elastic'))).toThrow(/^transform 1 must be \{ className/);
    expect(() => Pipeline.fromJSON({ className: 'Pipeline', config: {} })).toThrow(
      "transforms of a pipeline's JSON must be a list, not undefined",
    );
    expect(() => Pipeline.fromJSON([])).toThrow(/^a pipeline's JSON is/);
  });

  it('refuses data that do not fit before it works', () => {
    const pipeline = augment([horizontalFlip()]);
    expect(() => pipeline.apply({ data: new Float32Array(12), shape: [1, 12] })).toThrow(
      /^horizontalFlip works on images .* say what a row is/,
    );
    expect(() => pipeline.apply({ data: new Float32Array(12), shape: [1, 3, 4] })).toThrow(
      /give images an axis of channels/,
    );
    expect(() => pipeline.apply({ data: new Float32Array(3), shape: [3] })).toThrow(/^x must be/);
    expect(() => pipeline.vary({ x, y: { ...y, shape: [5] } }, Uint32Array.of(5))).toThrow(
      /^row 5 does not exist/,
    );
    const short = { data: new Int32Array(4), shape: [4] };
    expect(() => pipeline.apply(x, { y: short })).toThrow('x has 5 rows, but y has 4');
    expect(() => pipeline.apply(x, { epochs: 1 } as never)).toThrow(/no option 'epochs'/);
    expect(() => pipeline.vary({ x }, all, { epoch: -1 })).toThrow(/^epoch must be/);
    expect(() => augment([horizontalFlip as never])).toThrow(
      'transform 0 of augment must be a transform, as randomRotation({ degrees: 15 }), not a function: call it',
    );
    expect(() => augment([], { imageShape: [2, 2] })).toThrow(/^imageShape must be/);
    const flat = { data: new Float32Array(12), shape: [1, 12] };
    expect(() => augment([], { imageShape: [2, 2, 2] }).apply(flat)).toThrow(
      'imageShape [2, 2, 2] has 8 numbers, but a row of the data has 12',
    );
  });

  it('takes no rows, and leaves its input alone', () => {
    const pipeline = augment([randomAffine(), elastic(), randomErasing()]);
    const before = x.data.slice();
    expect(pipeline.apply(x).x.data).not.toEqual(before);
    expect(augment([]).apply(x).x.data).not.toBe(x.data);
    expect(x.data).toEqual(before);
    expect(pipeline.vary({ x, y }, new Uint32Array(0)).x.shape).toEqual([0, 8, 8, 2]);
  });

  it('resamples by each transform in turn, once', () => {
    const twice: Transform = {
      ...addPartner,
      resample: (data, seed) => {
        expect(typeof seed).toBe('number');
        const double = (a: typeof x) => ({
          data: Float32Array.of(...a.data, ...a.data),
          shape: [2 * a.shape[0]!, ...a.shape.slice(1)],
        });
        return { ...data, x: double(data.x), y: double(data.y!) };
      },
    } as Transform;
    const data = { x, y, size: 5, task: 'regression' };
    const more = augment([twice, elastic(), twice]).resample(data, 1);
    expect(more.size).toBe(20);
    expect(more.task).toBe('regression');
    expect(more.y.data.slice(15)).toEqual(y.data);
    expect(augment([elastic()]).resample(data)).toBe(data);
  });
});

describe('one pass', () => {
  it('joins neighbours that only move pixels and sample alike', () => {
    const counts = (...transforms: Transform<any>[]) =>
      stagesOf(transforms).map((stage) => stage.transforms.length);
    expect(counts(horizontalFlip(), randomRotation(), elastic())).toEqual([3]);
    expect(counts(elastic(), randomRotation(), randomAffine())).toEqual([1, 2]);
    expect(counts(randomRotation(), randomAffine({ fillMode: 'wrap' }))).toEqual([1, 1]);
    expect(counts(randomRotation(), addGaussianNoise(), randomAffine())).toEqual([1, 1, 1]);
    const constant = { fillMode: 'constant' } as const;
    const other = { ...constant, fillValue: 1 };
    expect(counts(randomRotation(constant), horizontalFlip(), randomAffine(other))).toEqual([2, 1]);
  });

  it('does exact steps exactly, in order', () => {
    const turn = randomRotation({ degrees: [90, 90], step: 90, fillMode: 'wrap' });
    const move = randomTranslation({ x: [0.25, 0.25], y: 0, fillMode: 'wrap' });
    const joined = augment([turn, move]).apply(x).x;
    const first = augment([turn]).apply(x).x;
    expect(joined).toEqual(augment([move]).apply(first).x);
    expect(joined).not.toEqual(augment([move, turn]).apply(x).x);
    const back = randomRotation({ degrees: [-90, -90] });
    expect(augment([randomRotation({ degrees: [90, 90] }), back]).apply(x).x).toEqual(x);
  });

  it('brings back what an earlier step has moved out', () => {
    const out = randomTranslation({ x: [0.5, 0.5], y: 0, fillMode: 'constant' });
    const back = randomTranslation({ x: [-0.5, -0.5], y: 0, fillMode: 'constant' });
    expect(augment([out, back]).apply(x).x).toEqual(x);
  });
});

describe('apply on tensors', () => {
  const pipeline = augment([randomAffine(), elastic(), randomErasing({ fillValue: 'noise' })]);

  it('gives what it gives on the host, and leaks nothing', async () => {
    const tensor = tf.tensor4d(x.data as Float32Array, [5, 8, 8, 2]);
    const expected = pipeline.apply(x, { epoch: 2 });
    const before = tf.memory().numTensors;
    const onHost = await pipeline.apply(tensor, { epoch: 2 });
    expect(onHost.x.dataSync()).toEqual(expected.x.data);
    expect(onHost.drawn).toEqual(expected.drawn);
    onHost.x.dispose();
    const plan = { stages: stagesOf(pipeline.transforms), seed: 0, imageShape: undefined };
    const batch = { x: tensor, y: undefined, classCount: 0 };
    const ops = onDevice(plan, batch, { epoch: 2, seed: 0 });
    const found = { data: ops.x.dataSync() as Float32Array, shape: ops.x.shape };
    expect(largestDifference(found, expected.x)).toBeLessThan(2e-5);
    expect(ops.drawn).toEqual(expected.drawn);
    ops.x.dispose();
    expect(tf.memory().numTensors).toBe(before);
    tensor.dispose();
  });

  it('varies targets too', async () => {
    const tensors = {
      x: tf.tensor4d(x.data as Float32Array, [5, 8, 8, 2]),
      y: tf.tensor1d(y.data),
    };
    const before = tf.memory().numTensors;
    const mixed = await augment([addPartner]).apply(tensors.x, { y: tensors.y });
    expect(mixed.y!.dataSync()).toEqual(augment([addPartner]).apply(x, { y }).y!.data);
    tf.dispose([mixed.x, mixed.y!]);
    expect(tf.memory().numTensors).toBe(before);
    tf.dispose(tensors);
    expect(() => pipeline.apply(tf.zeros([1, 2, 2, 1]), { y } as never)).toThrow(
      'x is a tensor, so y must be one too',
    );
  });
});
