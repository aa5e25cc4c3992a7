/** What a long search can be watched and stopped by. */
export interface SearchControl {
  /** Is told the share of the search that is done, 0 … 1: a few times a second, and 1 at the end. */
  readonly onProgress?: ((done: number) => void) | undefined;
  /** Stops the search, which then rejects with `signal.reason`. Default never. */
  readonly signal?: AbortSignal | undefined;
}

/** Lets a long loop pause now and then, so that a page or a terminal stays alive. */
export interface Pacer {
  /** Whether 100 ms have gone by since the last pause. */
  isDue(): boolean;
  /**
   * Reports progress and lets timers, input and the signal have their turn.
   *
   * @param done the share of the work that is done, 0 … 1
   * @throws signal.reason if the search is to stop
   */
  pause(done: number): Promise<void>;
  /** The same pacer for a part of the work, from one share of the whole to another. */
  part(from: number, to: number): Pacer;
}

/** Makes the pacer of a search. */
export function createPacer({ onProgress, signal }: SearchControl): Pacer {
  // The first pause is due at once, so that a signal given right after the start is heeded.
  let last = -Infinity;
  const part = (from: number, to: number): Pacer => ({
    isDue: () => Date.now() - last >= 100,
    async pause(done) {
      onProgress?.(from + (to - from) * done);
      await new Promise<void>((resolve) => setTimeout(resolve));
      signal?.throwIfAborted();
      last = Date.now();
    },
    part: (start, end) => part(from + (to - from) * start, from + (to - from) * end),
  });
  return part(0, 1);
}
