import {
  registerLowering,
  type ActivityLowering,
  type PenaltyContext,
  type PenaltyLowering,
} from '@occam/backend';
import { registerClass } from '@occam/core';
import * as tf from '@tensorflow/tfjs';
import { ActivityRegularization, lowerActivityRegularization } from './activityRegularization.js';
import { enableActivityRegularizers } from './activityRegularizers.js';
import type { Regularizer } from './baseClasses.js';
import { condensed, Condensed } from './condensed.js';
import { entropy, Entropy } from './entropy.js';
import { groupLasso, GroupLasso } from './groupLasso.js';
import { hoyer, Hoyer } from './hoyer.js';
import { klSparsity, KlSparsity } from './klSparsity.js';
import { l1, l1l2, L1L2Penalty, l2 } from './l1l2.js';
import { orthogonal, Orthogonal } from './orthogonal.js';
import type { Penalty } from './penalty.js';
import { smoothness, Smoothness } from './smoothness.js';
import { sparseGroupLasso, SparseGroupLasso } from './sparseGroupLasso.js';
import { spectral, Spectral } from './spectral.js';
import { weightElimination, WeightElimination } from './weightElimination.js';

type Config = Readonly<Record<string, unknown>>;
type PenaltyClass = tf.serialization.SerializableConstructor<Penalty>;

/** The penalties: the name in a recipe, the function of that name, the class that tfjs serializes. */
const PENALTIES = [
  ['l1', l1, L1L2Penalty],
  ['l2', l2, L1L2Penalty],
  ['l1l2', l1l2, L1L2Penalty],
  ['groupLasso', groupLasso, GroupLasso],
  ['sparseGroupLasso', sparseGroupLasso, SparseGroupLasso],
  ['weightElimination', weightElimination, WeightElimination],
  ['orthogonal', orthogonal, Orthogonal],
  ['spectral', spectral, Spectral],
  ['hoyer', hoyer, Hoyer],
  ['smoothness', smoothness, Smoothness],
  ['entropy', entropy, Entropy],
  ['klSparsity', klSparsity, KlSparsity],
  ['condensed', condensed, Condensed],
] as unknown as [string, (config: Config) => Regularizer, PenaltyClass][];

let registered = false;

/** Makes the penalties known: to recipes by name, to tfjs' loader by class, to the fused engine by both. */
export function registerPenalties(): void {
  if (registered) return;
  registered = true;
  const classes = new Set<PenaltyClass>();
  for (const [name, create, penaltyClass] of PENALTIES) {
    registerByName(name, create as (config: Config) => Penalty, penaltyClass);
    classes.add(penaltyClass);
  }
  for (const penaltyClass of classes) {
    const create = (config: Config) => new penaltyClass(config);
    tf.serialization.registerClass(penaltyClass);
    registerByName(penaltyClass.className, create, penaltyClass);
    if (!penaltyClass.prototype.lowerActivity) continue;
    const lowering: ActivityLowering = (config, y, plan) => create(config).lowerActivity!(y, plan);
    registerLowering('activity', penaltyClass.className, lowering);
  }
  // tfjs' own L1 and L2, as the penalty of outputs.
  registerLowering('activity', 'L1L2', (config, y, plan) =>
    new L1L2Penalty(config).lowerActivity(y, plan),
  );
  enableActivityRegularizers();
  tf.serialization.registerClass(ActivityRegularization);
  registerLowering('layer', ActivityRegularization.className, lowerActivityRegularization);
}

function registerByName(
  name: string,
  create: (config: Config) => Penalty,
  { prototype }: PenaltyClass,
): void {
  registerClass('penalty', name, (config: Config, context?: PenaltyContext) => {
    const penalty = create(withCount(config, context));
    return (w: tf.Tensor) => penalty.apply(w);
  });
  if (!prototype.lower) return;
  const lowering: PenaltyLowering = (config, parameter, weight, plan, context) =>
    create(withCount(config, context)).lower!(parameter, weight, plan);
  registerLowering('penalty', name, lowering);
}

/** A mean over the weights of the whole model needs their number. */
function withCount(config: Config, context: PenaltyContext | undefined): Config {
  return context && config['reduction'] === 'mean'
    ? { count: context.weightCount, ...config }
    : config;
}
