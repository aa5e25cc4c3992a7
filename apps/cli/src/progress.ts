/** Where progress is written: standard error, or a stand-in. */
export interface ProgressStream {
  /** Whether it is a terminal, on which a line can be replaced. */
  readonly isTTY?: boolean | undefined;
  /** How wide the terminal is, in characters. */
  readonly columns?: number | undefined;
  /** Writes text. */
  write(text: string): unknown;
}

/** Lines that stay, and below them, on a terminal, one that changes. */
export interface Progress {
  /** Writes a line that stays. */
  line(text: string): void;
  /** Replaces the changing line; on anything but a terminal, does nothing. */
  status(text: string): void;
  /** Removes the changing line. */
  clear(): void;
}

const CLEAR_LINE = '\r\u001b[2K';

/** Creates the progress display of a run; cursor codes are written to terminals alone. */
export function createProgress(stream: ProgressStream): Progress {
  let shown = false;
  const clear = () => {
    if (shown) stream.write(CLEAR_LINE);
    shown = false;
  };
  return {
    line(text) {
      clear();
      stream.write(`${text}\n`);
    },
    status(text) {
      if (stream.isTTY !== true) return;
      stream.write(CLEAR_LINE + text.slice(0, (stream.columns || 80) - 1));
      shown = true;
    },
    clear,
  };
}
