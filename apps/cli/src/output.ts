/** Writes a line to standard output. */
export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** Writes a value as one line of JSON to standard output; NaN and infinity become null. */
export function printJson(value: object): void {
  print(JSON.stringify(value));
}
