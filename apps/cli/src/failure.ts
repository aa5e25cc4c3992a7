import { inOptionWords } from './inOptionWords.js';

/** Wrong usage or input: its message alone is printed, and the exit code is 2. */
export class UsageError extends Error {}

/** A run that a signal ended; the exit code is 128 plus the signal's number. */
export class Interrupted extends Error {
  /** @param exitCode 130 for SIGINT, 143 for SIGTERM */
  constructor(readonly exitCode: number) {
    super('interrupted');
  }
}

/** The exit code of an error: 2 for wrong usage or input, 130 or 143 when interrupted, else 1. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof Interrupted) return error.exitCode;
  return isWrongInput(error) ? 2 : 1;
}

/** The packages throw TypeError and RangeError for wrong arguments, before any work starts. */
function isWrongInput(error: unknown): boolean {
  return error instanceof UsageError || error instanceof TypeError || error instanceof RangeError;
}

/** The line to print for an error. */
export function describeError(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return `occam: ${message.trim().replace(/\s*\n\s*/g, ' ')}`;
}

/** The packages' errors about wrong arguments, in the words of the command line; other errors as they are. */
export function asUsageError(error: unknown): unknown {
  if (error instanceof UsageError || !isWrongInput(error)) return error;
  return new UsageError(inOptionWords((error as Error).message), { cause: error });
}

/** Runs a step on what the user gave, so that whatever it rejects with counts as wrong input. */
export async function asInput<T>(step: () => T | Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (error) {
    if (error instanceof Interrupted || error instanceof UsageError) throw error;
    const message = error instanceof Error ? error.message : String(error);
    throw new UsageError(inOptionWords(message), { cause: error });
  }
}
