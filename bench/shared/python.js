import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/**
 * Starts a script under `python3` (or what OCCAM_PYTHON names) on one thread: it prints which libraries there are as JSON in its
 * first line, and then answers each line of JSON with one.
 *
 * @param {URL} script
 * @returns the libraries, `ask(question)` for the answer, and `close()`; undefined without python3
 */
export async function startPython(script) {
  const child = spawn(process.env['OCCAM_PYTHON'] ?? 'python3', [fileURLToPath(script)], {
    stdio: ['pipe', 'pipe', 'ignore'],
    env: {
      ...process.env,
      OMP_NUM_THREADS: '1',
      OPENBLAS_NUM_THREADS: '1',
      MKL_NUM_THREADS: '1',
    },
  });
  const missing = new Promise((resolve) => child.once('error', () => resolve(undefined)));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async () => (await lines.next()).value;
  const first = await Promise.race([missing, next()]);
  if (first === undefined) return undefined;
  return {
    libraries: JSON.parse(first),
    async ask(question) {
      child.stdin.write(`${JSON.stringify(question)}\n`);
      const answer = await next();
      if (answer === undefined) throw new Error(`${fileURLToPath(script)} ended without an answer`);
      return JSON.parse(answer);
    },
    close: () => child.stdin.end(),
  };
}
