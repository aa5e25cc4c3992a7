import type { Settings } from './checkSettings.js';
import type { Progress } from './progress.js';

/** What a command is run with. */
export interface CommandContext {
  /** The options of the command line and the config file together, checked. */
  readonly settings: Settings;
  /** Whether to print one JSON object instead of tables. */
  readonly json: boolean;
  /** The folder to save to, for `train`, `prune` and `split`; for `augment` and `features` the PNG file. */
  readonly out?: string | undefined;
  /** The PNG file that `inspect` draws images to. */
  readonly images?: string | undefined;
  /** For `prune`: whether to draw a chart, or the SVG file to write it to as well. */
  readonly report?: string | true | undefined;
  /** For `prune`: the file that keeps finished rounds. */
  readonly resume?: string | undefined;
  /** Whether files in `out`, and those of `images` and `report`, may be replaced. */
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
