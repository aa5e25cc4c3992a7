import { describe } from '@occam/core';

/** A buffer that all workers read without a copy of their own; it may lie on a SharedArrayBuffer. */
export type SharedBuffer = Float32Array | Int32Array | Uint32Array | Float64Array | Uint8Array;

/** What a task may use beside its input. */
export interface TaskContext {
  /** The buffers given to `map`, by name; read them, never write to them. */
  readonly shared: Readonly<Record<string, SharedBuffer>>;
  /** Aborted when the whole run is to stop; a long task should then reject with `signal.reason`. */
  readonly signal: AbortSignal | undefined;
  /** Tells whoever called `map` how far the task is; plain JSON. */
  report(progress: unknown): void;
}

/** A function that can run elsewhere: it is known by the module that exports it and its name there. */
export interface Task<I, O> {
  /** The URL of the module that exports the task. */
  readonly module: string;
  /** The name under which that module exports it. */
  readonly name: string;
  /** The function itself, for runs in this process. */
  readonly run: (input: I, context: TaskContext) => Promise<O> | O;
}

/**
 * Defines a task. Code is never serialized: an executor in this process calls `run`, one that leaves
 * the process imports `module` there and takes its export `name`. So export the task under the name
 * given here, and let inputs and results be plain JSON.
 *
 * @param module `import.meta.url` of the file that exports the task
 * @param name the name of the export
 * @param run what the task does with one input
 * @throws TypeError if an argument is not of these types or empty
 *
 * @example
 * ```ts
 * import { defineTask } from '@occam/execution';
 *
 * export const square = defineTask(import.meta.url, 'square', (x: number) => x * x);
 * ```
 */
export function defineTask<I, O>(
  module: string,
  name: string,
  run: (input: I, context: TaskContext) => Promise<O> | O,
): Task<I, O> {
  checkText('the module of a task', module, 'pass import.meta.url');
  checkText('the name of a task', name, 'pass the name under which its module exports it');
  if (typeof run !== 'function') {
    throw new TypeError(`the task '${name}' needs a function, not ${describe(run)}`);
  }
  return { module, name, run };
}

function checkText(what: string, value: unknown, remedy: string): void {
  if (typeof value !== 'string' || value === '') {
    throw new TypeError(
      `${what} must be a string with something in it, not ${describe(value)}: ${remedy}`,
    );
  }
}
