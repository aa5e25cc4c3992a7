import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import {
  addGaussianNoise,
  augment,
  equalize,
  horizontalFlip,
  invert,
  mixup,
  oneOf,
  Pipeline,
  randomBrightness,
  randomOverSampler,
  register,
  repeat,
  sometimes,
  type Transform,
} from '../index.js';
import { SampleRandom } from '../sampleRandom.js';

const x = {
  data: Float32Array.from({ length: 12 * 24 }, (_, i) => ((i * 37) % 100) / 100),
  shape: [12, 4, 3, 2],
};
const y = { data: Int32Array.from({ length: 12 }, (_, i) => i % 3), shape: [12] };
const rows = Uint32Array.from({ length: 12 }, (_, row) => row);
const size = 24;
const image = (data: Float32Array | Int32Array, row: number) => [
  ...data.subarray(row * size, (row + 1) * size),
];

const negative = invert({ probability: 1 });
const darker = randomBrightness({ factor: [0.5, 0.5] });
const nested = () =>
  repeat(2, oneOf([sometimes(0.7, horizontalFlip()), darker, addGaussianNoise({ stddev: 0.01 })]));

describe('oneOf', () => {
  it('lets each row go through the transform that it drew', () => {
    const { x: varied, drawn } = augment([oneOf([negative, darker])], { seed: 1 }).apply(x);
    const choices = drawn.draws[0]!.map((own) => (own as [number])[0]);
    expect(new Set(choices)).toEqual(new Set([0, 1]));
    choices.forEach((choice, row) => {
      const own = image(x.data, row).map((v) => Math.fround(choice === 0 ? 1 - v : 0.5 * v));
      expect(image(varied.data, row)).toEqual(own);
    });
  });

  it('chooses by weights', () => {
    const transform = oneOf([negative, darker, horizontalFlip()], { weights: [1, 0, 3] });
    const counts = [0, 0, 0];
    for (let row = 0; row < 4000; row++) {
      counts[transform.draw(new SampleRandom([1, 2], row, 0), {} as never)[0]]!++;
    }
    expect(counts[1]).toBe(0);
    // Five standard deviations of a binomial with p = 1/4.
    expect(Math.abs(counts[0]! - 1000)).toBeLessThan(5 * 27.4);
    expect(counts[0]! + counts[2]!).toBe(4000);
  });

  it('makes all targets soft where one of its transforms does, whatever a batch has drawn', () => {
    const pipeline = augment([oneOf([mixup({ alpha: 1 }), darker])], { seed: 3 });
    const data = { x, y, classCount: 3 };
    const { y: soft, drawn } = pipeline.vary(data, rows);
    expect(soft!.shape).toEqual([12, 3]);
    for (const row of rows) {
      const alone = pipeline.vary(data, Uint32Array.of(row)).y!;
      const own = [...soft!.data.subarray(3 * row, 3 * row + 3)];
      expect(alone).toEqual({ data: Float32Array.from(own), shape: [1, 3] });
      const [choice] = drawn.draws[0]![row] as [number];
      if (choice === 1) expect(own).toEqual([0, 1, 2].map((k) => Number(k === row % 3)));
      else expect(own.reduce((a, b) => a + b)).toBeCloseTo(1, 6);
    }
  });
});

describe('sometimes', () => {
  it('leaves rows alone or changes them, with its probability', () => {
    const pipeline = augment([sometimes(0.25, negative)], { seed: 1 });
    let changed = 0;
    for (let epoch = 0; epoch < 100; epoch++) {
      const varied = pipeline.apply(x, { epoch });
      varied.drawn.draws[0]!.forEach((own, row) => {
        const other = (own as unknown[]).length;
        changed += other;
        const value = x.data[row * size + 1]!;
        expect(varied.x.data[row * size + 1]).toBe(other ? Math.fround(1 - value) : value);
      });
    }
    // Five standard deviations of a binomial of 1,200.
    expect(Math.abs(changed - 300)).toBeLessThan(5 * 15);
    expect(augment([sometimes(0, negative)]).apply(x).x.data).toEqual(x.data);
  });

  it('stays one pass with its neighbours where it only moves pixels', () => {
    expect(sometimes(0.5, horizontalFlip()).geometry).toBeDefined();
    expect(sometimes(0.5, negative).geometry).toBeUndefined();
    const flips = augment([sometimes(0.5, horizontalFlip({ probability: 1 })), horizontalFlip()]);
    const { x: varied, drawn } = flips.apply(x);
    for (const row of rows) {
      const twice = (drawn.draws[0]![row] as unknown[]).length + Number(drawn.draws[1]![row]);
      const [line, mirrored] = [image(x.data, row), image(varied.data, row)];
      const pixels = [0, 1, 2].map((column) => line.slice(2 * column, 2 * column + 2));
      if (twice === 1) pixels.reverse();
      expect(mirrored.slice(0, 6)).toEqual(pixels.flat());
    }
  });
});

describe('repeat', () => {
  it('does its transform again and again', () => {
    const { x: varied } = augment([repeat(3, darker)]).apply(x);
    expect([...varied.data]).toEqual([...x.data].map((v) => Math.fround(v / 8)));
    expect(augment([repeat(0, darker)]).apply(x).x.data).toEqual(x.data);
  });
});

describe('nested', () => {
  it('is the same from its JSON and replayed, and in whatever batch a row is', () => {
    register();
    const pipeline = augment([nested()], { seed: 4 });
    const first = pipeline.vary({ x }, rows, { epoch: 3 });
    const json = JSON.stringify(pipeline);
    const again = Pipeline.fromJSON(JSON.parse(json));
    expect(JSON.stringify(again)).toBe(json);
    expect(again.vary({ x }, rows, { epoch: 3 })).toEqual(first);
    const drawn = JSON.parse(JSON.stringify(first.drawn)) as typeof first.drawn;
    expect(pipeline.replay({ x }, rows, drawn).x).toEqual(first.x);
    const some = pipeline.vary({ x }, Uint32Array.of(7, 2), { epoch: 3 }).x.data;
    expect(image(some, 0)).toEqual(image(first.x.data, 7));
    expect(image(some, 1)).toEqual(image(first.x.data, 2));
  });

  it("does the same with tfjs' ops where all transforms have them", async () => {
    await tf.setBackend('cpu');
    const transform = repeat(2, oneOf([sometimes(0.5, horizontalFlip()), darker, negative]));
    const { drawn, x: want } = augment([transform], { seed: 4 }).apply(x);
    const tensor = tf.tensor(x.data, x.shape);
    const before = tf.memory().numTensors;
    const got = tf.tidy(() => transform.applyTensor!(tensor, drawn.draws[0] as never).dataSync());
    expect(tf.memory().numTensors).toBe(before);
    tensor.dispose();
    got.forEach((value, i) => expect(value).toBeCloseTo(want.data[i]!, 6));
    expect(sometimes(0.5, equalize()).applyTensor).toBeUndefined();
    expect(repeat(2, equalize()).applyTensor).toBeUndefined();
    expect(oneOf([equalize(), darker]).applyTensor).toBeUndefined();
  });

  it('takes a batch without rows', () => {
    const empty = { data: new Float32Array(0), shape: [0, 4, 3, 2] };
    expect(augment([nested()]).apply(empty).x).toEqual(empty);
  });

  it('works on tables if its transforms do', () => {
    const table = { data: Float32Array.of(1, 2, 3, 4), shape: [2, 2] };
    const noise = addGaussianNoise({ stddev: 0.1 });
    expect(augment([oneOf([noise])]).apply(table).x.shape).toEqual([2, 2]);
    expect(() => augment([oneOf([noise, negative])]).apply(table)).toThrow('oneOf works on images');
  });
});

const cropped: Transform<null> = {
  className: 'cropped',
  on: 'image',
  getConfig: () => ({}),
  draw: () => null,
  apply: ({ x: { data, shape }, y: own }) => ({
    x: { data: data.slice(0, shape[0]! * 2), shape: [shape[0]!, 1, 1, 2] },
    y: own,
  }),
};

it.each<[() => unknown, string]>([
  [() => oneOf([]), 'oneOf needs at least one transform'],
  [() => oneOf(negative as never), 'oneOf takes a list of transforms, not a value of type Object'],
  [
    () => oneOf([invert as never]),
    'oneOf takes transforms, as randomBrightness({ factor: 0.2 }), not a function: call it',
  ],
  [
    () => oneOf([negative], { weights: [1, 2] }),
    'weights must be as many as the transforms, 1, not 2',
  ],
  [() => oneOf([negative], { weights: [0] }), 'weights must have a positive, finite sum, not 0'],
  [() => oneOf([negative], { weights: [-1] }), 'weights[0] must be a number at least 0, not -1'],
  [
    () => sometimes(2, negative),
    'the probability of sometimes must be a number at least 0 and at most 1, not 2',
  ],
  [() => sometimes(0.5, undefined as never), 'sometimes takes transforms, as'],
  [
    () => repeat(1.5, negative),
    'the number of times of repeat must be a whole number at least 0, not 1.5',
  ],
  [
    () => repeat(2, randomOverSampler()),
    'repeat cannot hold randomOverSampler, which changes which rows there are',
  ],
  [
    () => augment([sometimes(0.5, cropped)]).apply(x),
    'the transforms of sometimes give rows of different shapes, [n, 1, 1, 2] and [n, 4, 3, 2]',
  ],
  [
    () =>
      Pipeline.fromJSON({
        className: 'Pipeline',
        config: {
          transforms: [
            {
              className: 'oneOf',
              config: { transforms: [{ className: 'invert', config: { probability: 3 } }] },
            },
          ],
        },
      }),
    'transform 0 (oneOf): transform 0 (invert): probability must be',
  ],
])('refuses bad input: %#', (make, message) => {
  register();
  expect(make).toThrow(message);
});
