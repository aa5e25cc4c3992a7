import { adagrad } from './adagrad.js';
import { adam } from './adam.js';
import { adamw } from './adamw.js';
import { momentum } from './momentum.js';
import { nesterov } from './nesterov.js';
import type { OptimizerName } from './optimizerConfig.js';
import { rmsprop } from './rmsprop.js';
import { sgd } from './sgd.js';
import { sgdw } from './sgdw.js';
import type { UpdateRule } from './updateRule.js';

/** Every optimizer by name. */
export const UPDATE_RULES: Readonly<Record<OptimizerName, UpdateRule>> = {
  sgd,
  momentum,
  nesterov,
  sgdw,
  rmsprop,
  adagrad,
  adam,
  adamw,
};
