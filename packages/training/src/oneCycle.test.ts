import { expect, it } from 'vitest';
import reference from '../fixtures/optimizerSide.json' with { type: 'json' };
import { expectClose } from '../test/helpers.js';
import { oneCycle, oneCycleFactor, type OneCycleOptions } from './oneCycle.js';

it.each(reference.oneCycle)('gives the rates of PyTorch: $warmup of $steps', (one) => {
  const { warmup, steps, rates } = one;
  const got = rates.map((_, step) => 0.8 * oneCycleFactor(oneCycle({ warmup }), step, steps));
  expectClose(got, rates, { abs: 1e-12, rel: 1e-12 });
});

it('begins and ends where it should at the edges', () => {
  const factors = (options: OneCycleOptions, steps: number) =>
    Array.from({ length: steps }, (_, step) => oneCycleFactor(options, step, steps));
  expectClose(factors({ warmup: 0, final: 0.5 }, 3), [1, 0.75, 0.5]);
  expectClose(factors({ warmup: 1, initial: 0.5 }, 3), [0.5, 0.75, 1]);
  expect(factors({}, 1)).toEqual([1]);
  expectClose(factors({ warmup: 0.5 }, 2), [1, 4e-6]);
});

it.each([
  [{ warmup: 1.5 }, /oneCycle.warmup must be a number at least 0 and at most 1, not 1.5/],
  [{ initial: -1 }, /oneCycle.initial must be a number at least 0/],
  [{ final: 2 }, /oneCycle.final must be .* at most 1, not 2/],
  [{ maximum: 1 }, /oneCycle has no option 'maximum'/],
])('refuses %o', (options, message) => {
  expect(() => oneCycle(options as OneCycleOptions)).toThrow(message);
});
