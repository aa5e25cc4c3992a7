import { describe, expect, it } from 'vitest';
import { accuracy } from './accuracy.js';
import { resolveMetrics } from './metric.js';

describe('resolveMetrics', () => {
  it('has defaults for each task', () => {
    expect([...resolveMetrics('classification').keys()]).toEqual(['accuracy', 'logLoss']);
    expect([...resolveMetrics('regression').keys()]).toEqual(['rmse', 'r2']);
  });

  it('finds functions by name and takes functions under theirs', () => {
    const firstTarget = (targets: ArrayLike<number>) => targets[0]!;
    const metrics = resolveMetrics('classification', ['accuracy', firstTarget]);
    expect([...metrics]).toEqual([
      ['accuracy', accuracy],
      ['firstTarget', firstTarget],
    ]);
  });

  it('names what is wrong', () => {
    expect(() => resolveMetrics('regression', ['accuracy'])).toThrow(
      "a metric for regression must be one of 'mse', 'rmse', 'mae', 'r2', not 'accuracy'",
    );
    expect(() => resolveMetrics('classification', ['acuracy' as 'accuracy'])).toThrow(
      "not 'acuracy' (did you mean 'accuracy'?)",
    );
    expect(() => resolveMetrics('classification', ['brier', 'brier'])).toThrow(
      "metrics has 'brier' twice",
    );
    expect(() => resolveMetrics('classification', [])).toThrow('metrics must name at least one');
    expect(() => resolveMetrics('classification', [() => 1])).toThrow(
      'a metric function must have a name',
    );
    expect(() => resolveMetrics('classification', 'accuracy' as never)).toThrow(
      "metrics must be a list of names or functions, not 'accuracy'",
    );
  });
});
