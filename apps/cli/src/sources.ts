/** The data that come with Occam or are downloaded by name. */
export const BUILT_IN: readonly string[] = ['digits', 'mnist'];

/** Whether data are a CSV file: neither built in nor IDX. */
export function isCsv(source: string, labels: string | undefined): boolean {
  return !BUILT_IN.includes(source) && labels === undefined && !isIdx(source);
}

/** Whether a path is called like an IDX file, as `train-images-idx3-ubyte.gz`. */
function isIdx(path: string): boolean {
  return /[.-]idx\d-[a-z]+(\.gz)?$|\.idx(\.gz)?$/i.test(path);
}

/** Whether a source is an address to download from. */
export function isAddress(source: string): boolean {
  return /^https?:/.test(source);
}

/** The column that is most likely the target by its name, or undefined. */
export function guessTarget(names: readonly string[]): string | undefined {
  for (const usual of ['target', 'label', 'class', 'y']) {
    const column = names.find((name) => name.toLowerCase() === usual);
    if (column !== undefined) return column;
  }
  return undefined;
}

/** The columns of a table in words, for messages. */
export function listColumns(names: readonly string[]): string {
  return `the columns are ${names.slice(0, 30).join(', ')}${names.length > 30 ? ', …' : ''}`;
}
