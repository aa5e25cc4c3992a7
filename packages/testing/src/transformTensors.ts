import type { NdArray } from '@occam/core';
import * as tf from '@tensorflow/tfjs';
import { expectWithin } from './numbers.js';
import type { TestedTransform, TestTransformOptions } from './testTransformOptions.js';
import { firstRows, recorded, ROWS, type TestRows } from './transformRun.js';

/** What the checks need of the suite's options. */
type Way = Pick<TestTransformOptions<never>, 'augment' | 'tensorBound'>;

/** Checks that a pipeline makes of tensors what it makes of arrays, and leaves those that it was given. */
export async function checkPipelineOfTensors(
  { augment, tensorBound = 1e-5 }: Way,
  transform: TestedTransform,
  data: TestRows,
): Promise<void> {
  const pipeline = augment([transform]);
  const want = pipeline.vary(data, firstRows(ROWS));
  const tensors = { x: toTensor(data.x), y: toTensor(data.y) };
  const held = tf.memory().numTensors;
  const { classCount } = data;
  const { x, y } = await pipeline.apply(tensors.x, { y: tensors.y, classCount });
  const left = tf.memory().numTensors - held - 2;
  try {
    expectWithin('x of a pipeline of tensors', await x.data(), want.x.data, tensorBound);
    expectWithin('y of a pipeline of tensors', await y!.data(), want.y!.data, tensorBound);
    if (left !== 0) throw new Error(`a pipeline of tensors left ${left} tensors`);
    expectWithin('x given to a pipeline', await tensors.x.data(), data.x.data, 0);
  } finally {
    tf.dispose([x, y, tensors.x, tensors.y]);
  }
}

/** Checks `applyTensor` beside `apply`, for the same draws. */
export function checkApplyTensor(
  { augment, tensorBound = 1e-5 }: Way,
  transform: TestedTransform,
  data: TestRows,
): void {
  const { calls, transform: watched } = recorded(transform);
  const want = augment([watched]).vary(data, firstRows(ROWS)).x.data;
  const { rows, drawn } = calls[0]!;
  const x = toTensor(rows.x);
  const held = tf.memory().numTensors;
  const got = tf.tidy(() => transform.applyTensor!(x, drawn));
  const values = got.dataSync();
  got.dispose();
  const left = tf.memory().numTensors - held;
  try {
    if (left !== 0) throw new Error(`applyTensor left ${left} tensors`);
    expectWithin('x of applyTensor', values, want, tensorBound);
    expectWithin('x given to applyTensor', x.dataSync(), rows.x.data, 0);
  } finally {
    x.dispose();
  }
}

function toTensor({ data, shape }: NdArray): tf.Tensor {
  return tf.tensor(data, [...shape], data instanceof Int32Array ? 'int32' : 'float32');
}
