import type { CsvOptions } from './csvOptions.js';
import type { Dataset } from './dataset.js';
import type { Source } from './source.js';

/** Loads a table. */
export async function loadCsv(_source: Source, _options: CsvOptions): Promise<Dataset> {
  throw new Error('not built yet');
}
