import type * as tf from '@tensorflow/tfjs';

/** Objects that are others as soon as one of the variables is set, moved between models, or loaded. */
export function identityOf(variables: readonly tf.LayerVariable[]): readonly object[] {
  return variables.map((variable) => variable.read().dataId);
}

/** Whether two identities are the same. */
export function sameIdentity(a: readonly object[], b: readonly object[]): boolean {
  return a.length === b.length && a.every((one, i) => one === b[i]);
}
