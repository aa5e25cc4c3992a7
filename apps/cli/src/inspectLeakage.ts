import type { Dataset } from '@occam/datasets';
import { findSuspiciousColumns, type SuspiciousColumn } from '@occam/split';
import type { Settings } from './checkSettings.js';
import { dedupe, describeDuplicates, type DuplicateReport, type SearchContext } from './dedupe.js';
import { isTimeAlone } from './lagged.js';

/** What makes a score in cross-validation better than on new data. */
export interface LeakageReport {
  /** Rows that are the same, or nearly. */
  readonly duplicates: DuplicateReport;
  /** Columns that name the row, follow the time or give the target away; none of images. */
  readonly suspiciousColumns: readonly SuspiciousColumn[];
}

/** Searches data for leaks. */
export async function inspectLeakage(
  data: Dataset,
  settings: Settings,
  context: SearchContext,
): Promise<LeakageReport> {
  const { duplicates } = await dedupe(data, { ...settings, dedupe: undefined }, context);
  return { duplicates, suspiciousColumns: suspiciousColumns(data) };
}

function suspiciousColumns(data: Dataset): SuspiciousColumn[] {
  const { x, y, task, times, featureNames } = data;
  if (x.shape.length !== 2 || y.shape.length !== 1 || isTimeAlone(data)) return [];
  const target = task === 'classification' ? { labels: y.data } : { targets: y.data };
  return findSuspiciousColumns(x, { ...target, times, featureNames });
}

/** The leaks in lines. */
export function describeLeakage({ duplicates, suspiciousColumns }: LeakageReport): string[] {
  return [
    describeDuplicates(duplicates),
    suspiciousColumns.length === 0
      ? 'suspicious columns: none'
      : `suspicious columns: ${suspiciousColumns.length}`,
    ...suspiciousColumns.slice(0, 20).map(({ message }) => `  ${message}`),
    ...(suspiciousColumns.length > 20
      ? [`  … and ${suspiciousColumns.length - 20} more; --json lists all`]
      : []),
  ];
}
