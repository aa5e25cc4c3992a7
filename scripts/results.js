import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * @typedef {{ passed: number, failed: number, skipped: number }} Counts
 */

/** Writes the counts of a check to `.results/NAME.json` in the current folder. */
export function recordResult(name, counts) {
  mkdirSync('.results', { recursive: true });
  writeFileSync(join('.results', `${name}.json`), JSON.stringify(counts));
}

/**
 * Reads the counts of a check: ours, or vitest's JSON report.
 *
 * @returns {Counts} a missing or unreadable result counts as one failure
 */
export function readResult(file) {
  if (!existsSync(file)) return { passed: 0, failed: 1, skipped: 0 };
  let result;
  try {
    result = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return { passed: 0, failed: 1, skipped: 0 };
  }
  if ('numTotalTests' in result) {
    const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, success } = result;
    // A file that does not even load fails no test, but vitest says that the run was no success.
    const failed = success ? numFailedTests : Math.max(numFailedTests, 1);
    return { passed: numPassedTests, failed, skipped: numPendingTests + numTodoTests };
  }
  return { passed: result.passed, failed: result.failed, skipped: result.skipped };
}

/** Adds up counts. */
export function sumResults(results) {
  const sum = { passed: 0, failed: 0, skipped: 0 };
  for (const result of results) for (const key of Object.keys(sum)) sum[key] += result[key];
  return sum;
}

/** The closing line: `N passed, N failed`, with `, N skipped` where there are any. */
export function closingLine({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}
