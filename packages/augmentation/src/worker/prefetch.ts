import { warn, type NdArray, type Seed } from '@occam/core';
import type { Rows, TrainingRows } from '../transform.js';
import { startWorker, type VaryThread } from './startWorker.js';

/** Workers that vary batches ahead of a training. */
export interface Prefetcher {
  /** Varies rows as the pipeline's own `vary` does, with the same result. */
  vary(rows: Uint32Array, epoch: number): Promise<Rows>;
  /** Ends the workers; what was asked of them stays unanswered. */
  dispose(): void;
}

interface Thread extends VaryThread {
  readonly waiting: Set<number>;
}

interface Question {
  readonly resolve: (rows: Rows) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Starts workers that vary batches by a pipeline. They get its JSON and, once, the training rows; memory is shared with them where
 * that can be (in Node; in pages that are cross-origin isolated), else each has a copy.
 *
 * @param pipeline its JSON
 * @returns undefined, with a warning, if a transform is not one of this package, and so not known in a worker
 * @throws whatever breaks a worker at its start
 */
export async function prefetch(
  pipeline: object,
  data: TrainingRows,
  { seed, workers }: { readonly seed: Seed; readonly workers: number },
): Promise<Prefetcher | undefined> {
  const { x, y, classCount } = data;
  const shared: TrainingRows = { x: share(x), y: y && share(y), classCount };
  const questions = new Map<number, Question>();
  const threads: Thread[] = [];
  let broken: Error | undefined;
  let next = 0;

  function dispose(): void {
    for (const thread of threads.splice(0)) thread.end();
    questions.clear();
  }

  function start(): Promise<string | undefined> {
    return new Promise((resolve, reject) => {
      const waiting = new Set<number>();
      const thread = startWorker(
        (answer) => {
          if (answer.kind === 'ready') return resolve(undefined);
          if (answer.kind === 'unable') return resolve(answer.message);
          const question = questions.get(answer.id);
          questions.delete(answer.id);
          waiting.delete(answer.id);
          if (answer.kind === 'failed') question?.reject(answer.error);
          else question?.resolve({ x: answer.x, y: answer.y });
        },
        (error) => {
          broken = error;
          reject(error);
          for (const question of questions.values()) question.reject(error);
          dispose();
        },
      );
      threads.push({ ...thread, waiting });
      thread.post({ pipeline, data: shared, seed });
    });
  }

  const started = Array.from({ length: workers }, start);
  const obstacle = (await Promise.all(started)).find((message) => message !== undefined);
  if (obstacle !== undefined) {
    dispose();
    warn(`batches are varied in this thread and not by workers, since ${obstacle}`);
    return undefined;
  }
  return {
    vary(rows, epoch) {
      return new Promise((resolve, reject) => {
        if (broken) return reject(broken);
        const thread = threads.reduce((a, b) => (b.waiting.size < a.waiting.size ? b : a));
        const id = next++;
        thread.waiting.add(id);
        questions.set(id, { resolve, reject });
        thread.post({ id, rows, epoch });
      });
    },
    dispose,
  };
}

/** The same numbers in memory that workers can read too, where there is such memory. */
function share(array: NdArray): NdArray {
  const { data, shape } = array;
  if (typeof SharedArrayBuffer === 'undefined' || data.buffer instanceof SharedArrayBuffer)
    return array;
  const copy = new SharedArrayBuffer(data.byteLength);
  const shared = data instanceof Int32Array ? new Int32Array(copy) : new Float32Array(copy);
  shared.set(data);
  return { data: shared, shape };
}
