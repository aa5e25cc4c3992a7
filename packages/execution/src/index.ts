export { defineTask, type SharedBuffer, type Task, type TaskContext } from './task.js';
export type { Executor, MapOptions } from './executor.js';
export { inlineExecutor } from './inlineExecutor.js';
export { TaskError } from './taskError.js';
