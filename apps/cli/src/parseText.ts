/** Turns text into a number; anything else stays text, so that the checks can name it. */
export function parseNumber(text: string): number | string {
  return text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : text;
}

/** Turns a whole number into the index of a column, and leaves names as they are. */
export function parseColumn(text: string): number | string {
  return /^\d+$/.test(text) ? Number(text) : text;
}

/** Turns a whole number that is safe to count with into a number; any other text is a seed as it is. */
export function parseSeed(text: string): number | string {
  return /^-?\d+$/.test(text) && Number.isSafeInteger(Number(text)) ? Number(text) : text;
}

/** Turns `128,64` into [128, 64] and `none` into []. */
export function parseUnits(text: string): (number | string)[] {
  return text === 'none' ? [] : parseNames(text).map(parseNumber);
}

/** Turns `28x28x1` into [28, 28, 1]; what is no such text stays, for the checks to name. */
export function parseImageShape(text: string): number[] | string {
  return /^\d+(x\d+)+$/.test(text) ? text.split('x').map(Number) : text;
}

/** Turns `accuracy, logLoss` into ['accuracy', 'logLoss']. */
export function parseNames(text: string): string[] {
  return text.split(',').map((name) => name.trim());
}

/** Turns JSON into its value; anything else stays text. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
