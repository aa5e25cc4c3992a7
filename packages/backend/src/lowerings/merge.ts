import type * as tf from '@tensorflow/tfjs';
import { LoweringError, type LayerLowering } from '../plan/lowering.js';

/** Add: the sum of all inputs, of one shape. */
export const lowerAdd: LayerLowering = (layer, plan, inputs) => {
  const { kernels } = plan;
  const { shape, width } = inputs[0]!;
  if (inputs.some((input) => input.shape.join() !== shape.join())) {
    throw new LoweringError(`the layer '${layer.name}' adds inputs of different shapes`);
  }
  const y = plan.activation(
    shape,
    inputs.some((input) => input.gradient),
  );
  const [first, ...others] = inputs.map(({ value }) => value);
  plan.forward([y.value, first, ...others], ({ rows }) => {
    let sum = first!.address;
    for (const other of others) {
      kernels.addArrays(rows * width, sum, other.address, y.value.address);
      sum = y.value.address;
    }
  });
  const gradients = inputs.flatMap(({ gradient }) => gradient ?? []);
  plan.backward([y.gradient, ...gradients], ({ rows }) => {
    const from = y.gradient!.address;
    for (const gradient of gradients) {
      kernels.combine(rows * width, from, 1, 0, 0, 0, gradient.address);
    }
  });
  return y;
};

/** Concatenate along the last axis. */
export const lowerConcatenate: LayerLowering = (layer, plan, inputs) => {
  const { axis } = layer as tf.layers.Layer & { axis: number };
  const { kernels } = plan;
  const { shape } = inputs[0]!;
  if (axis !== -1 && axis !== shape.length) {
    throw new LoweringError(
      `the layer '${layer.name}' concatenates the axis ${axis}, not the last`,
    );
  }
  const columns = inputs.map((input) => input.shape.at(-1)!);
  const starts = columns.map((_, i) => columns.slice(0, i).reduce((sum, n) => sum + n, 0));
  const total = columns.reduce((sum, n) => sum + n, 0);
  const repeat = inputs[0]!.width / columns[0]!;
  const y = plan.activation(
    [...shape.slice(0, -1), total],
    inputs.some((input) => input.gradient),
  );
  inputs.forEach(({ value, gradient }, i) => {
    const n = columns[i]!;
    const start = starts[i]!;
    plan.forward([y.value, value], ({ rows }) =>
      kernels.copyColumns(rows * repeat, n, value.address, n, 0, y.value.address, total, start),
    );
    if (gradient) {
      plan.backward([y.gradient, gradient], ({ rows }) =>
        kernels.copyColumns(
          rows * repeat,
          n,
          y.gradient!.address,
          total,
          start,
          gradient.address,
          n,
          0,
        ),
      );
    }
  });
  return y;
};
