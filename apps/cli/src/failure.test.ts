import { expect, it } from 'vitest';
import { asInput, describeError, exitCodeOf, Interrupted, UsageError } from './failure.js';

it('exits with 2 for wrong input, 130 or 143 when interrupted and 1 for a failed run', () => {
  const errors = [
    new UsageError(''),
    new RangeError(''),
    new TypeError(''),
    new Interrupted(130),
    new Interrupted(143),
    new Error(''),
    'text',
  ];
  expect(errors.map(exitCodeOf)).toEqual([2, 2, 2, 130, 143, 1, 1]);
});

it('describes an error in one line', () => {
  expect(describeError(new Error('first\n  second\n'))).toBe('occam: first second');
  expect(describeError('text')).toBe('occam: text');
});

it('counts what a step on input rejects with as wrong input, but for an interruption', async () => {
  const reject = (error: Error) => asInput(() => Promise.reject(error));
  await expect(reject(new Error('cut off'))).rejects.toThrow(new UsageError('cut off'));
  await expect(reject(new Interrupted(130))).rejects.toBeInstanceOf(Interrupted);
});
