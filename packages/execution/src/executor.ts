import type { SharedBuffer, Task } from './task.js';

/** The options of {@link Executor.map}. */
export interface MapOptions<O> {
  /** Buffers that every item reads, by name; passed by reference, never copied per item. Default none. */
  readonly shared?: Readonly<Record<string, SharedBuffer>> | undefined;
  /** Called once for each finished item, as it finishes, with its result and the index of its input. */
  readonly onResult?: ((result: O, index: number) => void) | undefined;
  /** Called with whatever a task reports while it runs, and the index of its input. */
  readonly onProgress?: ((progress: unknown, index: number) => void) | undefined;
  /** Stops the run: no further item starts, and `map` rejects with `signal.reason`. Default never. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Runs a task on many inputs, somewhere. Whoever calls it may rely on this, and whoever writes another
 * executor must keep it:
 *
 * - the results stand in the order of the inputs, in whatever order the items ran;
 * - `onResult` is called once for each finished item, before `map` resolves;
 * - the first item that fails ends the run: `map` rejects with a {@link TaskError}, no other item starts;
 * - an aborted `signal` ends the run likewise, and `map` rejects with `signal.reason` itself;
 * - an error thrown by `onResult` or `onProgress` is the caller's own and rejects `map` unchanged;
 * - an executor that leaves the process refuses, before it starts, inputs that are not plain JSON.
 */
export interface Executor {
  /** What the executor is called in results: 'inline', 'worker', … */
  readonly name: string;
  /**
   * Runs the task on each input.
   *
   * @returns one result for each input, in the order of the inputs
   */
  map<I, O>(task: Task<I, O>, inputs: readonly I[], options?: MapOptions<O>): Promise<O[]>;
}
