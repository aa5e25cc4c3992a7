import type { Settings } from './checkSettings.js';
import type { Progress } from './progress.js';

/** What a command is run with. */
export interface CommandContext {
  /** The options of the command line and the config file together, checked. */
  readonly settings: Settings;
  /** Whether to print one JSON object instead of tables. */
  readonly json: boolean;
  /** The folder to save to, for `train` and `split`; for `augment` the PNG file. */
  readonly out?: string | undefined;
  /** The PNG file that `inspect` draws images to. */
  readonly images?: string | undefined;
  /** Whether files in `out` may be replaced. */
  readonly force: boolean;
  /** The command line as it was typed, to repeat the run. */
  readonly typed: string;
  /** Where progress is shown. */
  readonly progress: Progress;
  /** Aborted when the user interrupts. */
  readonly signal: AbortSignal;
}

/** A command's work; it resolves once everything is printed and saved. */
export type Command = (context: CommandContext) => Promise<void>;
