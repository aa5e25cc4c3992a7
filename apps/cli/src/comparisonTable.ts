import type { ModelComparison, ModelReport } from '@occam/pruning';
import { formatScore } from './formatNumber.js';
import { formatTable } from './formatTable.js';

/** Writes what two networks cost and can do side by side; the last column says how many times less there is. */
export function comparisonTable({ before, after }: ModelComparison): string {
  const less = (label: string, of: (report: ModelReport) => number, digits = 0) => [
    label,
    of(before).toFixed(digits),
    of(after).toFixed(digits),
    of(after) > 0 ? `${(of(before) / of(after)).toFixed(1)}×` : '–',
  ];
  const times = (report: ModelReport, size: string) => {
    const { median, quartiles } = report.latency[Number(size)]!;
    return `${median.toFixed(3)} (${quartiles.map((time) => time.toFixed(3)).join(' … ')})`;
  };
  const latencies = Object.keys(before.latency).map((size) => [
    `batch of ${size}, ms`,
    times(before, size),
    times(after, size),
    `${(before.latency[Number(size)]!.median / after.latency[Number(size)]!.median).toFixed(1)}×`,
  ]);
  return formatTable([
    ['', 'before', 'after', 'less'],
    less('parameters', ({ parameters }) => parameters),
    less('parameters other than 0', ({ nonzero }) => nonzero),
    less('multiplications', ({ multiplications }) => multiplications),
    less('files, kB', ({ bytes }) => bytes / 1000, 1),
    less('files gzipped, kB', ({ gzipped }) => gzipped / 1000, 1),
    less('peak memory, kB', ({ peakMemory }) => peakMemory / 1000, 1),
    ...latencies,
    ...scoreRows(before, after),
  ]);
}

function scoreRows(before: ModelReport, after: ModelReport): string[][] {
  if (before.mse !== undefined) {
    return [['test mse', formatScore(before.mse), formatScore(after.mse!), '']];
  }
  const interval = ({ interval: [low, high] = [NaN, NaN] }: ModelReport) =>
    `${formatScore(low)} … ${formatScore(high)}`;
  return [
    ['test accuracy', formatScore(before.accuracy!), formatScore(after.accuracy!), ''],
    ['95 % interval', interval(before), interval(after), ''],
  ];
}
