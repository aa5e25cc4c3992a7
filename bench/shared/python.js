import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/**
 * Starts bench/shared/fit.py under `python3` (or what OCCAM_PYTHON names), which trains networks in PyTorch and scikit-learn on one thread.
 *
 * @returns which of the two there are, `ask(library, shape, steps)` for the milliseconds of processor time a step, and
 *   `close()`; undefined without python3
 */
export async function startPython() {
  const child = spawn(
    process.env['OCCAM_PYTHON'] ?? 'python3',
    [fileURLToPath(new URL('fit.py', import.meta.url))],
    {
      stdio: ['pipe', 'pipe', 'ignore'],
      env: {
        ...process.env,
        OMP_NUM_THREADS: '1',
        OPENBLAS_NUM_THREADS: '1',
        MKL_NUM_THREADS: '1',
      },
    },
  );
  const missing = new Promise((resolve) => child.once('error', () => resolve(undefined)));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async () => (await lines.next()).value;
  const first = await Promise.race([missing, next()]);
  if (first === undefined) return undefined;
  return {
    libraries: JSON.parse(first),
    async ask(library, { hidden, batch }, steps) {
      child.stdin.write(`${JSON.stringify({ library, hidden, batch, steps })}\n`);
      return Number(await next());
    },
    close: () => child.stdin.end(),
  };
}
