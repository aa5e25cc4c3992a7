import { logToStandardError } from './console.js';
import { describeError, exitCodeOf, Interrupted } from './failure.js';
import { createProgram, fromCommander } from './program.js';
import { createProgress } from './progress.js';
import { separateScale } from './scaleNames.js';

const interruption = new AbortController();
for (const [name, exitCode] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const) {
  process.on(name, () => {
    // A second time: at once. Files under a temporary name are all that can be left then.
    if (interruption.signal.aborted) process.exit(exitCode);
    interruption.abort(new Interrupted(exitCode));
  });
}
for (const stream of [process.stdout, process.stderr]) {
  // Whoever reads has read enough, as `| head` does.
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });
}
logToStandardError();

const progress = createProgress(process.stderr);
const { signal } = interruption;
const args = process.argv.slice(2);
try {
  await createProgram({ args, progress, signal }).parseAsync(separateScale(args), {
    from: 'user',
  });
} catch (thrown) {
  const error = signal.aborted ? (signal.reason as unknown) : fromCommander(thrown);
  if (error !== undefined) {
    progress.clear();
    process.exitCode = exitCodeOf(error);
    process.stderr.write(`${describeError(error)}\n`);
    const stack = error instanceof Error ? error.stack : undefined;
    if (process.env['OCCAM_DEBUG'] && stack !== undefined) process.stderr.write(`${stack}\n`);
  }
}
