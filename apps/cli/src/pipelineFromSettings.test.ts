import { augment, addGaussianNoise, horizontalFlip } from '@occam/augmentation';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import type { Settings } from './checkSettings.js';
import { pipelineFromSettings } from './pipelineFromSettings.js';
import { PRESETS } from './presets.js';

const folder = mkdtempSync(join(tmpdir(), 'occam-pipeline-'));
afterAll(() => rmSync(folder, { recursive: true }));

const rows = (...shape: number[]) => {
  const size = shape.reduce((product, n) => product * n, 1);
  return { x: { data: new Float32Array(size), shape }, name: 'rows' };
};
const images = rows(3, 4, 4, 3);
const noise = { className: 'addGaussianNoise', config: { stddev: 0.2 } };

function file(json: unknown): string {
  const path = join(folder, 'pipeline.json');
  writeFileSync(path, typeof json === 'string' ? json : JSON.stringify(json));
  return path;
}

const make = (settings: Settings, data = images) => pipelineFromSettings('augment', settings, data);

it.each(Object.keys(PRESETS))(
  'makes the preset %s, which keeps the shape of images',
  async (name) => {
    const pipeline = await make({ augment: name });
    const { x } = pipeline.vary({ x: images.x }, Uint32Array.of(0, 2), { epoch: 1 });
    expect(x.shape).toEqual([2, 4, 4, 3]);
    const names = pipeline.transforms.map(({ className }) => className);
    if (name === 'digits') expect(names.filter((each) => /flip/i.test(each))).toEqual([]);
  },
);

it('reads a list, the inside of a pipeline, its JSON, and a pipeline itself', async () => {
  const expected = augment([addGaussianNoise({ stddev: 0.2 })], { seed: 3 }).toJSON();
  const config = { transforms: [noise], seed: 3 };
  for (const json of [config, { className: 'Pipeline', config }, expected]) {
    expect((await make({ augment: file(json) })).toJSON()).toEqual(expected);
  }
  expect((await make({ augment: file([noise]) })).toJSON()).toEqual({
    ...expected,
    config: { ...expected.config, seed: 0 },
  });
  const own = augment([addGaussianNoise({ stddev: 0.2 })], { seed: 3 });
  expect((await make({ augment: own })).toJSON()).toEqual(expected);
});

it('takes the shape of images from the pipeline, from --image-shape, from the data', async () => {
  const flip = [{ className: 'horizontalFlip', config: {} }];
  const shapeOf = async (settings: Settings, data: typeof images) =>
    (await make(settings, data)).toJSON().config['imageShape'];
  expect(await shapeOf({ augment: flip }, images)).toBeUndefined();
  expect(await shapeOf({ augment: flip, imageShape: [2, 2, 3] }, rows(2, 12))).toEqual([2, 2, 3]);
  const own = augment([horizontalFlip()], { imageShape: [3, 4, 1] });
  expect(await shapeOf({ augment: own }, rows(2, 12))).toEqual([3, 4, 1]);
  expect(await shapeOf({ augment: flip, data: 'mnist' }, rows(1, 784))).toEqual([28, 28, 1]);
});

it.each([
  [{ augment: 'photo' }, images, "--augment: there is no preset 'photo' (did you mean 'photos'?)"],
  [{ augment: './absent.json' }, images, "--augment: there is no file './absent.json'"],
  [
    { augment: [{ className: 'horizontalFlop' }] },
    images,
    "no transform 'horizontalFlop' is registered (did you mean 'horizontalFlip'?) (registered: ",
  ],
  [
    { augment: [{ className: 'addGaussianNoise', config: { stddev: -1 } }] },
    images,
    '--augment: transform 0 (addGaussianNoise): stddev must be',
  ],
  [{ augment: { steps: [] } }, images, '--augment needs a pipeline, as { "transforms": ['],
  [
    { augment: 'photos' },
    rows(5, 4),
    '--augment: horizontalFlip needs images, and a row of rows is 4 numbers: say what image they are, as --image-shape 28x28x1',
  ],
  [{ augment: 'photos' }, rows(5, 4, 6), 'those of rows have no channels: say --image-shape 4x6x1'],
  [
    { augment: 'photos', imageShape: [2, 3, 1] },
    rows(5, 4),
    '--image-shape 2x3x1 is 6 numbers, but a row of rows has 4',
  ],
])('refuses %o', async (settings, data, message) => {
  await expect(make(settings, data)).rejects.toThrow(message);
});

it('refuses a file that is no JSON', async () => {
  await expect(make({ augment: file('{') })).rejects.toThrow(/pipeline\.json' is no JSON/);
});
