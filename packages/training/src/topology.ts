import { createRng, describe, type Seed } from '@occam/core';
import * as tf from '@tensorflow/tfjs';

/** A class and its configuration in tfjs' camel case, the form in which tfjs' classes read and write themselves. */
export interface Topology {
  /** The model's class: 'Sequential', 'Functional' or 'Model'. */
  className: string;
  /** What the class is made from. */
  config: tf.serialization.ConfigDict;
}

/**
 * Reads the JSON of a model: tfjs writes it in snake case, keys and most string values, but not names.
 *
 * @throws TypeError if it is no JSON of a model
 */
export function readTopology(json: unknown): Topology {
  const { model_config: wrapped } = (json ?? {}) as Record<string, unknown>;
  const topology = camelCase(wrapped ?? json) as Partial<Topology> | null;
  if (typeof topology?.className !== 'string' || typeof topology.config !== 'object') {
    throw new TypeError(
      `topology must be what model.toJSON(null, false) returns (or modelTopology of a saved model), ` +
        `with class_name and config, not ${describe(json)}`,
    );
  }
  return topology as Topology;
}

/**
 * Builds a model from its topology, with weights that depend on the seed alone.
 *
 * tfjs draws weights from `Math.random()` unless an initializer has a seed, and takes the seed 0 for none. So every
 * random initializer, also one that the JSON leaves to a default, is given a seed from 1 to 2³¹ − 1, derived from ours
 * and the initializer's place in the topology.
 *
 * @throws RangeError if tfjs cannot build it: a class that is not registered, sizes that do not fit
 */
export function modelFromTopology(topology: Topology, seed: Seed): tf.LayersModel {
  const draft = instantiate(topology, { zeroWeights: true });
  const complete = { className: draft.getClassName(), config: draft.getConfig() };
  draft.dispose();
  const weights = createRng(seed);
  visitInitializers(complete.config, '', (initializer, path) => {
    if (!RANDOM_INITIALIZERS.has(initializer.className) && !('seed' in initializer.config)) return;
    initializer.config['seed'] = weights.fork(`weights/${path}`).int(2 ** 31 - 1) + 1;
  });
  return instantiate(complete as Topology, { zeroWeights: false });
}

const RANDOM_INITIALIZERS = new Set([
  'RandomUniform',
  'RandomNormal',
  'TruncatedNormal',
  'VarianceScaling',
  'Orthogonal',
]);

interface InitializerConfig {
  className: string;
  config: Record<string, unknown>;
}

function visitInitializers(
  value: unknown,
  path: string,
  visit: (initializer: InitializerConfig, path: string) => void,
): void {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, child] of Object.entries(value)) {
    const place = path === '' ? key : `${path}/${key}`;
    if (/initializer$/i.test(key) && (child as InitializerConfig | null)?.className) {
      visit(child as InitializerConfig, place);
    } else {
      visitInitializers(child, place, visit);
    }
  }
}

// The last two parameters are missing in tfjs' type, but its own loader uses them.
type ModelFromConfig = (
  model: unknown,
  config: tf.serialization.ConfigDict,
  customObjects: object,
  zeroWeights: boolean,
) => tf.LayersModel;

function instantiate(
  topology: Topology,
  { zeroWeights }: { zeroWeights: boolean },
): tf.LayersModel {
  const { className } = topology;
  const [model, fromConfig] = (tf.serialization.SerializationMap.getMap().classNameMap[className] ??
    []) as unknown as [unknown?, ModelFromConfig?];
  if (!fromConfig) {
    throw new RangeError(
      `the topology's class must be one that tfjs knows, as 'Sequential' or 'Functional', not '${className}'`,
    );
  }
  const config = camelCase(topology.config) as tf.serialization.ConfigDict;
  try {
    return fromConfig(model, config, {}, zeroWeights);
  } catch (error) {
    const { message } = error as Error;
    const ours = /^Unknown \w+: (Occam\w+)/.exec(message);
    const reason = ours
      ? `its class ${ours[1]} is not registered: call the register() of the package that it comes from first, ` +
        `such as @occam/regularizers, and name that package in the recipe's uses`
      : message;
    throw new RangeError(`tfjs cannot build the model: ${reason}`, { cause: error });
  }
}

/** Copies JSON and turns snake case into camel case, except for the names of layers. */
function camelCase(value: unknown, key = ''): unknown {
  if (typeof value === 'string') {
    return value.replace(/_+(\w|$)/g, (_, letter: string) => letter.toUpperCase());
  }
  if (Array.isArray(value)) {
    const named = ['inboundNodes', 'inputLayers', 'outputLayers'].includes(key);
    return value.map((item, i) =>
      named && i === 0 && typeof item === 'string' ? item : camelCase(item, key),
    );
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, child]) => {
      const camelName = camelCase(name) as string;
      return [camelName, name === 'name' ? child : camelCase(child, camelName)];
    }),
  );
}
