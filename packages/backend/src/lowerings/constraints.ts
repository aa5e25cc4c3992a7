import { LoweringError, type ConstraintLowering } from '../plan/lowering.js';

/** tfjs' NonNeg: w ← max(w, 0). */
export const lowerNonNeg: ConstraintLowering =
  (_config, { value, size }, plan) =>
  () =>
    plan.kernels.nonNegativeConstraint(size, value.address);

/** tfjs' MaxNorm: vectors along `axis` get at most the norm `maxValue`. */
export const lowerMaxNorm: ConstraintLowering = (config, parameter, plan) =>
  scaleNorms(config, parameter, plan, 0, Number(config['maxValue']), 1);

/** tfjs' UnitNorm: vectors along `axis` get the norm 1. */
export const lowerUnitNorm: ConstraintLowering = (config, parameter, plan) =>
  scaleNorms(config, parameter, plan, 1, 1, 1);

/** tfjs' MinMaxNorm: norms along `axis` move by `rate` towards the range from `minValue` to `maxValue`. */
export const lowerMinMaxNorm: ConstraintLowering = (config, parameter, plan) =>
  scaleNorms(
    config,
    parameter,
    plan,
    Number(config['minValue']),
    Number(config['maxValue']),
    Number(config['rate']),
  );

function scaleNorms(
  config: Parameters<ConstraintLowering>[0],
  { value, shape }: Parameters<ConstraintLowering>[1],
  plan: Parameters<ConstraintLowering>[2],
  low: number,
  high: number,
  rate: number,
): () => void {
  const axis = config['axis'];
  if (typeof axis !== 'number') {
    throw new LoweringError(`a constraint takes norms along the axes ${String(axis)} together`);
  }
  const place = axis < 0 ? axis + shape.length : axis;
  const outer = shape.slice(0, place).reduce((product, n) => product * n, 1);
  const inner = shape.slice(place + 1).reduce((product, n) => product * n, 1);
  return () =>
    plan.kernels.normConstraint(outer, shape[place]!, inner, value.address, low, high, rate);
}
