import { kernelModuleFor } from '@occam/backend';
import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { onBackend } from '../../test/helpers.js';
import type { Rows } from '../trainingData.js';
import { BatchSource } from './batchSource.js';
import { Heap } from './heap.js';

onBackend('wasm');

const x = { data: new Float32Array([1, 2, 3, 4, 5, 6]), shape: [3, 2] };
const labels = { data: new Int32Array([2, 0, 1]), shape: [3] };
const classes = (more: Partial<Rows> = {}): Rows => ({
  x,
  y: labels,
  task: 'classification',
  size: 3,
  classCount: 3,
  ...more,
});

/** What comes out for the rows 2, 0, 2. */
function gathered(rows: Rows, units: number, weights?: Float32Array, residentBytes?: number) {
  const module = kernelModuleFor(tf.backend());
  const heap = new Heap(module.memory);
  const source = new BatchSource(module, rows, units, { weights }, residentBytes);
  const [features, targets, ofRows] = [6, 3 * units, 3].map((n) => ({
    bytes: () => 4 * n,
    address: module.malloc(4 * n),
  }));
  source.gather(Uint32Array.of(2, 0, 2), features!, targets!, weights && ofRows);
  const read = ({ address }: { address: number }, n: number) =>
    Array.from(heap.float32.slice(address / 4, address / 4 + n));
  const result = [read(features!, 6), read(targets!, 3 * units), weights && read(ofRows!, 3)];
  for (const { address } of [features!, targets!, ofRows!]) module.free(address);
  source.dispose();
  source.dispose();
  return result;
}

const FEATURES = [5, 6, 1, 2, 5, 6];

it('gathers features and one-hot targets, with weights where there are any', () => {
  const oneHot = [0, 1, 0, 0, 0, 1, 0, 1, 0];
  expect(gathered(classes(), 3)).toEqual([FEATURES, oneHot, undefined]);
  expect(gathered(classes(), 3, Float32Array.of(1, 2, 3))[2]).toEqual([3, 1, 3]);
});

it('gathers features that are too large to be copied at once', () => {
  expect(gathered(classes(), 3, undefined, 0)[0]).toEqual(FEATURES);
});

it('takes whole numbers as features', () => {
  const whole = { data: Int32Array.from(x.data), shape: [3, 2] };
  expect(gathered(classes({ x: whole }), 3)[0]).toEqual(FEATURES);
  expect(gathered(classes({ x: whole }), 3, undefined, 0)[0]).toEqual(FEATURES);
});

it('gives soft targets, the share of class 1 for one unit, and numbers', () => {
  const soft = { data: Float32Array.of(0.25, 0.75, 1, 0, 0.5, 0.5), shape: [3, 2] };
  expect(gathered(classes({ y: soft }), 2)[1]).toEqual([0.5, 0.5, 0.25, 0.75, 0.5, 0.5]);
  expect(gathered(classes({ y: soft }), 1)[1]).toEqual([0.5, 0.75, 0.5]);
  const binary = { data: Int32Array.of(1, 0, 0), shape: [3] };
  expect(gathered(classes({ y: binary }), 1)[1]).toEqual([0, 1, 0]);
  const numbers = { data: Float32Array.of(1.5, 2.5, 3.5), shape: [3] };
  expect(gathered(classes({ y: numbers, task: 'regression' }), 1)[1]).toEqual([3.5, 1.5, 3.5]);
});
