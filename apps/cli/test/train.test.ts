import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { runOccam, temporaryFolder, writeSeries, writeTable } from './runOccam.js';

const folder = temporaryFolder();
const table = writeTable(folder);
const out = join(folder, 'models', 'first');

interface TrainJson {
  scores: Record<'train' | 'validation' | 'test', Record<string, number>>;
  sizes: Record<string, number>;
  epochs: number;
  stopReason: string;
  recipe: { fit: { epochs: number } };
}

async function trainJson(args: readonly string[]): Promise<TrainJson> {
  const { code, stdout, stderr } = await runOccam(['train', ...args, '--json']);
  expect(stderr).not.toMatch(/occam:/);
  expect(code).toBe(0);
  return JSON.parse(stdout) as TrainJson;
}

interface Saved {
  recipe: object;
  preprocess: { className: string; config: Record<string, unknown> }[];
  classNames: string[];
  inputShape: number[];
}

it('scores three parts and saves a network that tfjs loads and a recipe that cv takes', async () => {
  const args = ['--target', 'answer', '--hidden', '4', '--epochs', '3', '--scale', 'min-max'];
  const result = await trainJson([table, ...args, '--validation', '0.25', '--out', out]);
  expect(result.sizes).toEqual({ train: 21, validation: 7, test: 12 });
  for (const part of ['train', 'validation', 'test'] as const) {
    expect(Object.keys(result.scores[part])).toEqual(['accuracy', 'logLoss']);
    expect(result.scores[part]['logLoss']).toBeGreaterThan(0);
  }

  expect(readdirSync(out).sort()).toEqual(['model.json', 'recipe.json', 'weights.bin']);
  expect(readdirSync(join(folder, 'models'))).toEqual(['first']);
  const saved = JSON.parse(readFileSync(join(out, 'recipe.json'), 'utf8')) as Saved;
  expect(saved).toMatchObject({ classNames: ['no', 'yes'], inputShape: [2] });
  expect(saved.preprocess.map(({ className }) => className)).toEqual(['MinMaxScaler']);
  expect(Object.values(saved.preprocess[0]!.config).some((value) => Array.isArray(value))).toBe(
    true,
  );

  const json = JSON.parse(readFileSync(join(out, 'model.json'), 'utf8')) as tf.io.ModelJSON;
  const bytes = readFileSync(join(out, 'weights.bin'));
  const model = await tf.loadLayersModel({
    load: async () => ({
      modelTopology: json.modelTopology,
      weightSpecs: json.weightsManifest[0]!.weights,
      weightData: new Uint8Array(bytes).buffer,
    }),
  });
  expect(model.countParams()).toBe(2 * 4 + 4 + 4 * 2 + 2);
  expect(bytes.length).toBe(4 * model.countParams());
  model.dispose();

  const cv = [table, '--target', 'answer', '--recipe', join(out, 'recipe.json'), '--epochs', '1'];
  const { code, stdout } = await runOccam(['cv', ...cv, '--folds', '2', '--json']);
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    recipe: {
      model: { hidden: [4] },
      preprocess: [{ className: 'MinMaxScaler' }],
      fit: { epochs: 1 },
    },
  });
});

it('replaces a saved network with --force, and touches no other file', async () => {
  const target = join(folder, 'again');
  const args = [table, '--target', 'answer', '--epochs', '1', '--out', target];
  await trainJson([...args, '--hidden', '2']);
  writeFileSync(join(target, 'notes.txt'), 'mine');
  const refused = await runOccam(['train', ...args]);
  expect(refused.code).toBe(2);
  await trainJson([...args, '--hidden', '3', '--force']);
  expect(readdirSync(target).sort()).toEqual([
    'model.json',
    'notes.txt',
    'recipe.json',
    'weights.bin',
  ]);
  expect(readFileSync(join(target, 'weights.bin')).length).toBe(4 * (2 * 3 + 3 + 3 * 2 + 2));
});

it('stops early and tests on the latest rows of a series', async () => {
  const series = writeSeries(folder);
  const args = ['--target', 'flow', '--time', 'year', '--validation', '0.25', '--test-size', '6'];
  const fit = ['--patience', '0', '--epochs', '500', '--learning-rate', '0.2', '--hidden', '4'];
  const result = await trainJson([series, ...args, ...fit]);
  expect(result.sizes).toEqual({ train: 13, validation: 5, test: 6 });
  expect(result.stopReason).toBe('earlyStopping');
  expect(result.epochs).toBeLessThan(500);
  expect(Object.keys(result.scores.test)).toEqual(['rmse', 'r2']);
});

it('leaves no file and exits with 130 when interrupted', async () => {
  const target = join(folder, 'never');
  const args = ['train', 'digits', '--epochs', '5000', '--out', target];
  const { code, stdout, stderr } = await runOccam(args, {
    onStart: (child) => {
      // Loading takes a while: by then the run is in one of its phases, and each must end cleanly.
      setTimeout(() => child.kill('SIGINT'), 5000);
    },
  });
  expect({ code, stdout, stderr }).toEqual({
    code: 130,
    stdout: '',
    stderr: 'occam: interrupted\n',
  });
  expect(existsSync(target)).toBe(false);
  expect(readdirSync(folder).filter((name) => name.includes('.tmp'))).toEqual([]);
});

it('ends a cross-validation with 130 within the fold that it was interrupted in', async () => {
  const args = ['cv', table, '--target', 'answer', '--hidden', '4', '--epochs', '1000', '--json'];
  const { code, stdout, stderr } = await runOccam(args, {
    onStart: (child) => child.stderr!.once('data', () => child.kill('SIGINT')),
  });
  expect({ code, stdout }).toEqual({ code: 130, stdout: '' });
  expect(stderr).toMatch(/^(fold .*\n){1,9}occam: interrupted\n$/);
});
