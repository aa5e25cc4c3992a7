import * as tf from '@tensorflow/tfjs';

/** A class that is registered with tfjs, and what it is made from. */
export interface ClassJson {
  /** The name of the class. */
  readonly className: string;
  /** What it is made from. */
  readonly config: object;
}

// The last two parameters are missing in tfjs' type, but its own loader uses them.
type FromConfig = (cls: unknown, config: object, custom: object, zeroWeights: boolean) => unknown;

/**
 * Makes a layer, constraint or model from its class and configuration. tfjs' own function for it is not exported.
 *
 * @param zeroWeights whether the weights of a model start at 0, for whoever sets them
 * @throws RangeError if the class is not registered
 */
export function fromRegistry<T>({ className, config }: ClassJson, zeroWeights = false): T {
  const [cls, fromConfig] = (tf.serialization.SerializationMap.getMap().classNameMap[className] ??
    []) as unknown as [unknown?, FromConfig?];
  if (!fromConfig) {
    throw new RangeError(
      `no class '${className}' is registered: call the register() of the package that it comes from first`,
    );
  }
  return fromConfig(cls, config, {}, zeroWeights) as T;
}
