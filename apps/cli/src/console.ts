import { Console } from 'node:console';

/** Sends everything that is logged, by whatever library, to standard error: results alone go to standard output. */
export function logToStandardError(): void {
  globalThis.console = new Console(process.stderr, process.stderr);
}
