import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { closingLine, readResult, sumResults } from './results.js';

const folder = mkdtempSync(join(tmpdir(), 'occam-results-'));
afterAll(() => rmSync(folder, { recursive: true }));

function result(content) {
  const file = join(folder, 'result.json');
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  return readResult(file);
}

const vitest = {
  numTotalTests: 6,
  numPassedTests: 3,
  numFailedTests: 1,
  numPendingTests: 2,
  numTodoTests: 0,
};

it('reads our counts and those of vitest', () => {
  expect(result({ passed: 2, failed: 1, skipped: 0 })).toEqual({
    passed: 2,
    failed: 1,
    skipped: 0,
  });
  expect(result({ ...vitest, success: false })).toEqual({ passed: 3, failed: 1, skipped: 2 });
});

it('counts a test file that does not load as a failure', () => {
  const { failed } = result({ ...vitest, numFailedTests: 0, success: false });
  expect(failed).toBe(1);
});

it('counts a missing or broken result as a failure', () => {
  expect(readResult(join(folder, 'none.json')).failed).toBe(1);
  expect(result('{"passed":').failed).toBe(1);
});

it('sums to one closing line', () => {
  const sum = sumResults([
    { passed: 2, failed: 0, skipped: 0 },
    { passed: 3, failed: 1, skipped: 2 },
  ]);
  expect(closingLine(sum)).toBe('5 passed, 1 failed, 2 skipped');
  expect(closingLine({ passed: 5, failed: 0, skipped: 0 })).toBe('5 passed, 0 failed');
});
