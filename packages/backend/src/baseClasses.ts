import * as tf from '@tensorflow/tfjs';

/** What tfjs calls a regularizer: a function from a tensor to a scalar, with a configuration. */
export interface Regularizer extends tf.serialization.Serializable {
  /** Computes the penalty of a tensor. */
  apply(x: tf.Tensor): tf.Scalar;
}

/** What tfjs calls a constraint: a projection of a weight, with a configuration. */
export interface Constraint extends tf.serialization.Serializable {
  /** Computes the nearest weight that is allowed. */
  apply(w: tf.Tensor): tf.Tensor;
}

/** A class of tfjs that one can derive from. */
export type BaseClass<T> = (abstract new () => T) &
  Pick<typeof tf.serialization.Serializable, 'fromConfig'>;

/**
 * tfjs' base class of regularizers. It exports none, yet accepts nothing else (`instanceof`); so they
 * are recovered from the prototypes of its own.
 */
export const RegularizerBase = /* @__PURE__ */ baseOf(() =>
  tf.regularizers.l2({ l2: 0 }),
) as BaseClass<Regularizer>;

/** See {@link RegularizerBase}. */
export const ConstraintBase = /* @__PURE__ */ baseOf(() =>
  tf.constraints.nonNeg(),
) as BaseClass<Constraint>;

function baseOf(create: () => object): unknown {
  const { prototype } = create().constructor as unknown as { prototype: object };
  return (Object.getPrototypeOf(prototype) as object).constructor;
}
