/** Says which item of a run failed; `cause` is the error as the task threw it. */
export class TaskError extends Error {
  /** The index of the input that the task failed on. */
  readonly index: number;

  /**
   * @param task the name of the task
   * @param index the index of the input that it failed on
   * @param cause what the task threw
   */
  constructor(task: string, index: number, cause: unknown) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    super(`the task '${task}' failed on inputs[${index}]: ${reason}`, { cause });
    this.name = 'TaskError';
    this.index = index;
  }
}
