import { describe, expect, it } from 'vitest';
import { inlineExecutor } from './inlineExecutor.js';
import { defineTask, type SharedBuffer } from './task.js';
import { TaskError } from './taskError.js';

const executor = inlineExecutor();
const square = defineTask(import.meta.url, 'square', async (x: number) => x * x);

/** A task that records which inputs it began. */
function recording(run: (x: number) => unknown = () => 0) {
  const begun: number[] = [];
  const task = defineTask(import.meta.url, 'recording', (x: number) => {
    begun.push(x);
    return run(x);
  });
  return { begun, task };
}

describe('inlineExecutor', () => {
  it('is called inline and maps nothing to nothing', async () => {
    expect(executor.name).toBe('inline');
    expect(await executor.map(square, [])).toEqual([]);
  });

  it('returns results in the order of the inputs, and reports each as it finishes', async () => {
    const finished: [number, number][] = [];
    const results = await executor.map(square, [3, 1, 2], {
      onResult: (result, index) => finished.push([result, index]),
    });
    expect(results).toEqual([9, 1, 4]);
    expect(finished).toEqual([
      [9, 0],
      [1, 1],
      [4, 2],
    ]);
  });

  it('runs one item after the other', async () => {
    const events: string[] = [];
    const task = defineTask(import.meta.url, 'task', async (x: number) => {
      events.push(`begin ${x}`);
      await new Promise((resolve) => setTimeout(resolve, 3 - x));
      events.push(`end ${x}`);
    });
    await executor.map(task, [1, 2], { onResult: (_, index) => events.push(`result ${index}`) });
    expect(events).toEqual(['begin 1', 'end 1', 'result 0', 'begin 2', 'end 2', 'result 1']);
  });

  it('passes shared buffers, inputs and results by reference', async () => {
    const weights = new Float32Array([1, 2]);
    let seen: SharedBuffer | undefined;
    const identity = defineTask(import.meta.url, 'identity', (input: object, { shared }) => {
      seen = shared['weights'];
      return input;
    });
    const input = { call: () => 1 };
    const [result] = await executor.map(identity, [input], { shared: { weights } });
    expect(seen).toBe(weights);
    expect(result).toBe(input);
  });

  it('passes on what a task reports, with its index', async () => {
    const progress: unknown[] = [];
    const task = defineTask(import.meta.url, 'task', (steps: number, { report }) => {
      for (let step = 1; step <= steps; step++) report({ step });
    });
    await executor.map(task, [1, 2], {
      onProgress: (event, index) => progress.push([event, index]),
    });
    expect(progress).toEqual([
      [{ step: 1 }, 0],
      [{ step: 1 }, 1],
      [{ step: 2 }, 1],
    ]);
  });

  it('says which input failed, keeps the cause and starts no other item', async () => {
    const cause = new RangeError('no such row');
    const { begun, task } = recording((x) => {
      if (x === 20) throw cause;
    });
    const error: unknown = await executor
      .map(task, [10, 20, 30])
      .catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(TaskError);
    expect(error).toMatchObject({
      message: "the task 'recording' failed on inputs[1]: no such row",
      name: 'TaskError',
      index: 1,
      cause,
    });
    expect(begun).toEqual([10, 20]);
  });

  it('describes a cause that is no error', async () => {
    const { task } = recording(() => Promise.reject('tired'));
    await expect(executor.map(task, [1])).rejects.toMatchObject({
      message: "the task 'recording' failed on inputs[0]: tired",
      cause: 'tired',
    });
  });

  it('rejects with the reason of the signal before the next item', async () => {
    const controller = new AbortController();
    const reason = new Error('enough');
    const { begun, task } = recording();
    const run = executor.map(task, [1, 2, 3], {
      signal: controller.signal,
      onResult: (_, index) => index === 1 && controller.abort(reason),
    });
    await expect(run).rejects.toBe(reason);
    expect(begun).toEqual([1, 2]);
  });

  it('starts nothing under an aborted signal', async () => {
    const { begun, task } = recording();
    await expect(executor.map(task, [1], { signal: AbortSignal.abort('closed') })).rejects.toBe(
      'closed',
    );
    expect(begun).toEqual([]);
  });

  it('gives the signal to the task, whose rejection then is the reason itself', async () => {
    const controller = new AbortController();
    const task = defineTask(import.meta.url, 'task', async (_: number, { signal }) => {
      controller.abort('stop');
      signal?.throwIfAborted();
    });
    const run = executor.map(task, [1], { signal: controller.signal });
    await expect(run).rejects.toBe('stop');
  });

  it("rejects with a listener's own error, unchanged", async () => {
    const mistake = new Error('listener');
    const fail = () => {
      throw mistake;
    };
    await expect(executor.map(square, [1, 2], { onResult: fail })).rejects.toBe(mistake);
    const reporting = defineTask(import.meta.url, 'task', (_: number, { report }) => report(1));
    await expect(executor.map(reporting, [1], { onProgress: fail })).rejects.toBe(mistake);
  });

  it('refuses an unknown option', async () => {
    await expect(executor.map(square, [1], { onresult: () => 0 } as never)).rejects.toThrow(
      "map has no option 'onresult' (did you mean 'onResult'?)",
    );
  });
});
