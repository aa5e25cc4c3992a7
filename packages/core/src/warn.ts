declare const console: { warn(message: string): void };

/** Prints a warning of Occam's on the console; the one place through which all warnings go. */
export function warn(message: string): void {
  console.warn(`occam: ${message}`);
}
