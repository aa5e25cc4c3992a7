/** The data that come with Occam or are downloaded by name. */
export const BUILT_IN = ['digits', 'mnist', 'fashion-mnist'] as const;

/** In which way data are kept. */
export type SourceKind =
  (typeof BUILT_IN)[number] | 'csv' | 'parquet' | 'json' | 'npz' | 'npy' | 'idx' | 'folder';

/** The kinds whose columns have roles: a target, a time, groups. */
export const TABLES: readonly SourceKind[] = ['csv', 'parquet', 'json'];

/**
 * Tells how data are kept, by their name; what is called like nothing known is CSV.
 *
 * @param labels the file of the labels, which images and arrays have beside them
 * @param isFolder whether the source is a folder
 */
export function sourceKind(
  source: string,
  { labels, isFolder = false }: { labels?: string | undefined; isFolder?: boolean } = {},
): SourceKind {
  const builtIn = BUILT_IN.find((name) => name === source);
  if (builtIn !== undefined) return builtIn;
  if (isFolder) return 'folder';
  // An address may go on after the name of its file.
  const name = isAddress(source) ? source.replace(/[?#].*$/, '') : source;
  if (/\.parquet$/i.test(name)) return 'parquet';
  if (/\.(json|jsonl|ndjson)(\.gz)?$/i.test(name)) return 'json';
  if (/\.npz$/i.test(name)) return 'npz';
  if (/\.npy(\.gz)?$/i.test(name)) return 'npy';
  if (labels !== undefined || /[.-]idx\d-[a-z]+(\.gz)?$|\.idx(\.gz)?$/i.test(name)) return 'idx';
  return 'csv';
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
