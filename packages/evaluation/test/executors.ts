import { inlineExecutor, type Executor } from '@occam/execution';

/** Runs the inputs from last to first. */
export const reversed: Executor = {
  name: 'reversed',
  async map(task, inputs, { onResult, onProgress, ...options } = {}) {
    const last = inputs.length - 1;
    const results = await inlineExecutor().map(task, inputs.toReversed(), {
      ...options,
      onResult: (result, index) => onResult?.(result, last - index),
      onProgress: (progress, index) => onProgress?.(progress, last - index),
    });
    return results.toReversed();
  },
};

/** Sends inputs and results through JSON, as a queue does. */
export const throughJson: Executor = {
  name: 'json',
  async map(task, inputs, options) {
    const copy = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;
    const results = await inlineExecutor().map(task, copy(inputs), options);
    return copy(results);
  },
};
