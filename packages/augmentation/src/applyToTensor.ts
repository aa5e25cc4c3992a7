import type { NdArray } from '@occam/core';
import * as tf from '@tensorflow/tfjs';
import { Draws, HostRun, type Drawn, type Occasion, type Plan } from './hostRun.js';
import { warpStageTensor } from './image/warpStage.js';
import { asImages, checkFits } from './imageShape.js';
import type { RowSource, Transform } from './transform.js';

/** A batch of tensors. */
interface TensorBatch {
  readonly x: tf.Tensor;
  readonly y: tf.Tensor | undefined;
  readonly classCount: number | undefined;
}

/** A varied batch, in new tensors. */
export interface VariedTensors {
  /** The features, as they were in shape. */
  readonly x: tf.Tensor;
  /** The targets, if there were any. */
  readonly y?: tf.Tensor | undefined;
  /** What was drawn, to be done again. */
  readonly drawn: Drawn;
}

/** Backends whose tensors lie in the host's memory: the kernels there are faster than tfjs' ops. */
const ON_HOST = ['cpu', 'wasm'];

/** Varies a batch of tensors: on the device if it is one and all transforms have tfjs ops, else on the host. */
export async function applyToTensor(
  plan: Plan,
  batch: TensorBatch,
  occasion: Occasion,
): Promise<VariedTensors> {
  const transforms = plan.stages.flatMap((stage) => stage.transforms);
  const host =
    ON_HOST.includes(tf.getBackend()) || !transforms.every((transform) => transform.applyTensor);
  return host ? onHost(plan, batch, occasion) : onDevice(plan, batch, occasion);
}

async function onHost(plan: Plan, batch: TensorBatch, occasion: Occasion): Promise<VariedTensors> {
  const { classCount } = batch;
  const [x, y] = await Promise.all([read(batch.x), batch.y && read(batch.y)]);
  const rows = Uint32Array.from({ length: x.shape[0] ?? 0 }, (_, row) => row);
  const varied = new HostRun(plan, { x, y, classCount }, occasion).vary(rows);
  return { x: upload(varied.x), y: varied.y && upload(varied.y), drawn: varied.drawn };
}

async function read(tensor: tf.Tensor): Promise<NdArray> {
  return { data: (await tensor.data()) as Float32Array | Int32Array, shape: tensor.shape };
}

function upload({ data, shape }: NdArray): tf.Tensor {
  return tf.tensor(data, [...shape], data instanceof Int32Array ? 'int32' : 'float32');
}

/** Varies a batch with tfjs' ops alone; exported for tests on backends of the host. */
export function onDevice(
  plan: Plan,
  { x, y, classCount }: TensorBatch,
  occasion: Occasion,
): VariedTensors {
  const draws = new Draws(plan, occasion);
  const kept: unknown[][] = [];
  const [n = 0, ...rowShape] = asImages(x.shape, plan.imageShape);
  const rows = Uint32Array.from({ length: n }, (_, row) => row);
  const varied = tf.tidy(() => {
    let now = tf.cast(x, 'float32').reshape([n, ...rowShape]);
    for (const { start, transforms, sampling } of plan.stages) {
      const source = sourceOf(now.shape, classCount ?? 0, occasion.epoch);
      const drawn = transforms.map((transform, i) => {
        checkFits(transform, source.rowShape);
        return (kept[start + i] = draws.at(start + i, transform, rows, source));
      });
      now =
        transforms.length === 1
          ? (transforms[0] as Required<Transform>).applyTensor(now, drawn[0]!)
          : warpStageTensor(now, transforms, drawn, sampling);
    }
    return { x: now.reshape(x.shape).clone(), ...(y && { y: y.clone() }) };
  });
  return { ...varied, drawn: { ...occasion, draws: kept } };
}

function sourceOf(shape: readonly number[], classCount: number, epoch: number): RowSource {
  return {
    size: shape[0]!,
    rowShape: shape.slice(1),
    classCount,
    epoch,
    take: () => {
      throw new Error('a transform whose draw takes rows must not have applyTensor');
    },
  };
}
