import { describe, expect, it } from 'vitest';
import type { Settings } from './checkSettings.js';
import { criterionFromSettings } from './criterionFromSettings.js';
import { pruningFromSettings } from './pruningFromSettings.js';

describe('pruningFromSettings', () => {
  it('prunes weights by magnitude, a fifth each round, while the error falls', async () => {
    const { criterion, ...plan } = await pruningFromSettings({});
    expect(criterion.className).toBe('magnitude');
    expect(plan).toEqual({
      target: 'weights',
      step: undefined,
      until: {},
      rewind: 'none',
      fineTune: {},
    });
  });

  it('carries a plan out unless an error is named, and counts its rounds', async () => {
    const planned = await pruningFromSettings({ sparsity: 0.9, rounds: 4, rewind: 2 });
    expect(planned.step).toEqual({ schedule: 'cubic', sparsity: 0.9, rounds: 4 });
    expect(planned.until).toEqual({ error: Number.MAX_VALUE });
    expect(planned.rewind).toEqual({ epoch: 2 });
    const named = await pruningFromSettings({
      sparsity: 0.5,
      schedule: 'oneShot',
      untilError: 0.1,
    });
    expect(named.until).toEqual({ error: 0.1 });
    const stepwise = await pruningFromSettings({
      step: 0.3,
      rounds: 2,
      untilParameters: 50,
      fineTune: 3,
    });
    expect(stepwise.step).toBe(0.3);
    expect(stepwise.until).toEqual({ rounds: 2, parameters: 50 });
    expect(stepwise.fineTune).toEqual({ epochs: 3 });
  });

  it.each<[Settings, string]>([
    [{ schedule: 'cubic' }, '--schedule cubic needs --sparsity'],
    [{ step: 0.1, sparsity: 0.5 }, '--step cannot stand beside --sparsity'],
    [{ step: 0.1, sparsity: 0.5, schedule: 'linear' }, '--step cannot stand beside --schedule'],
    [{ sparsity: 0.5, schedule: 'oneShot', rounds: 2 }, 'leave out --rounds'],
  ])('refuses %o', async (settings, message) => {
    await expect(pruningFromSettings(settings)).rejects.toThrow(message);
  });
});

describe('criterionFromSettings', () => {
  it('takes options and the seed', async () => {
    const criterion = 'sensitivity';
    const of = await criterionFromSettings(
      { criterion, criterionOptions: { of: 'weights' } },
      'units',
    );
    expect(of.getConfig()).toMatchObject({ of: 'weights' });
    const random = await criterionFromSettings({ criterion: 'random', seed: 5 }, 'units');
    expect(random.getConfig()).toEqual({ seed: 5 });
    expect((await criterionFromSettings({}, 'units')).className).toBe('outgoingWeights');
    expect((await criterionFromSettings({}, 'inputs')).className).toBe('sensitivity');
  });

  it.each<[Settings, string]>([
    [{ criterion: 'goodnes' }, "not 'goodnes' (did you mean 'goodness'?)"],
    [{ criterion: 'constructor' }, '--criterion must be one of activationVariance'],
    [
      { criterion: 'snip' },
      '--criterion snip does not score units; those that do are activationVariance',
    ],
    [{ criterion: 'sensitivity', criterionOptions: { fo: 1 } }, "sensitivity has no option 'fo'"],
  ])('refuses %o', async (settings, message) => {
    await expect(criterionFromSettings(settings, 'units')).rejects.toThrow(message);
  });
});
