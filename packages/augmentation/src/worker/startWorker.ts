import type { Answer, StartMessage, VaryMessage } from './messages.js';
import { nodeThreads } from './nodeThreads.js';

/** A thread that varies rows. */
export interface VaryThread {
  /** Sends it a message. */
  post(message: StartMessage | VaryMessage): void;
  /** Ends it. */
  end(): void;
}

/**
 * Starts a thread: a worker thread of Node, or a module worker of a browser.
 *
 * @param onAnswer called with what it says
 * @param onError called if it breaks
 */
export function startWorker(
  onAnswer: (answer: Answer) => void,
  onError: (error: Error) => void,
): VaryThread {
  const node = nodeThreads();
  if (node) {
    // In the workspace this is a source, and so is the worker.
    const isSource = import.meta.url.endsWith('.ts');
    const worker = new node.Worker(
      new URL(isSource ? './varyWorker.ts' : './varyWorker.js', import.meta.url),
      isSource
        ? { execArgv: ['--import', new URL('../../test/fromSource.js', import.meta.url).href] }
        : {},
    );
    worker.on('message', onAnswer).on('error', onError);
    return { post: (message) => worker.postMessage(message), end: () => void worker.terminate() };
  }
  const worker = new Worker(new URL('./varyWorker.js', import.meta.url), { type: 'module' });
  worker.onmessage = ({ data }) => onAnswer(data as Answer);
  worker.onerror = ({ message }) =>
    onError(new Error(`a worker that varies rows broke: ${message || 'it could not be loaded'}`));
  return { post: (message) => worker.postMessage(message), end: () => worker.terminate() };
}
