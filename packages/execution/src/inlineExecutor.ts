import { checkOptions } from '@occam/core';
import type { Executor, MapOptions } from './executor.js';
import type { Task } from './task.js';
import { TaskError } from './taskError.js';

/**
 * Runs tasks in this process, one after the other, in the order of the inputs. Inputs, shared buffers
 * and results are passed as they are, so functions and class instances may be among them.
 *
 * @returns an executor named 'inline'
 *
 * @example
 * ```ts
 * import { defineTask, inlineExecutor } from '@occam/execution';
 *
 * const square = defineTask(import.meta.url, 'square', (x: number) => x * x);
 * const squares = await inlineExecutor().map(square, [1, 2, 3]); // [1, 4, 9]
 * ```
 */
export function inlineExecutor(): Executor {
  return { name: 'inline', map };
}

async function map<I, O>(
  task: Task<I, O>,
  inputs: readonly I[],
  options: MapOptions<O> = {},
): Promise<O[]> {
  checkOptions('map', options, ['shared', 'onResult', 'onProgress', 'signal']);
  const { shared = {}, onResult, onProgress, signal } = options;
  const results: O[] = [];
  for (const [index, input] of inputs.entries()) {
    signal?.throwIfAborted();
    let listenerFailure: { readonly error: unknown } | undefined;
    const report = (progress: unknown) => {
      try {
        onProgress?.(progress, index);
      } catch (error) {
        listenerFailure = { error };
        throw error;
      }
    };
    let result: O;
    try {
      result = await task.run(input, { shared, signal, report });
    } catch (error) {
      if (listenerFailure?.error === error) throw error;
      signal?.throwIfAborted();
      throw new TaskError(task.name, index, error);
    }
    results.push(result);
    onResult?.(result, index);
  }
  return results;
}
