import * as tf from '@tensorflow/tfjs';
import { callOf, isModel } from './modelGraph.js';

/** What a layer is replaced by. */
interface Replacement {
  /** A layer of the same inputs and outputs: its class, and the configuration that it is made from. */
  readonly like: tf.layers.Layer;
  /** That configuration. */
  readonly config: tf.serialization.ConfigDict;
  /** The values of its weights. */
  readonly weights: readonly tf.Tensor[];
}

/** What becomes of a layer: another one, nothing (what comes in goes on), or undefined for a copy. */
export type Rewrite = (layer: tf.layers.Layer) => Replacement | 'skip' | undefined;

/**
 * Copies a model, and the models inside it, with some layers replaced or left out. Layers, inputs and models keep their
 * names; a sequential model stays one. Weights are copied as they are, past constraints; the copy is not compiled.
 */
export function rebuildModel(model: tf.LayersModel, rewrite: Rewrite): tf.LayersModel {
  const made: { layer: tf.layers.Layer; weights: readonly tf.Tensor[] }[] = [];
  const copies = new Map<tf.layers.Layer, tf.layers.Layer>();

  function copyLayer(layer: tf.layers.Layer, extra: tf.serialization.ConfigDict = {}) {
    const former = copies.get(layer);
    if (former) return former;
    let copy: tf.layers.Layer;
    if (isModel(layer)) {
      copy = copyModel(layer);
    } else {
      const replacement = rewrite(layer);
      const {
        like = layer,
        config = layer.getConfig(),
        weights = layer.weights.map((weight) => weight.read()),
      } = typeof replacement === 'object' ? replacement : {};
      copy = fromConfig(like, { ...config, ...extra });
      // Its weights are given: drawing them would cost time.
      copy.setFastWeightInitDuringBuild(true);
      made.push({ layer: copy, weights });
    }
    copies.set(layer, copy);
    return copy;
  }

  function copyModel(from: tf.LayersModel): tf.LayersModel {
    return from instanceof tf.Sequential ? copySequential(from) : copyFunctional(from);
  }

  function copySequential({ name, layers, inputs }: tf.Sequential): tf.Sequential {
    const kept = layers.filter((layer) => isModel(layer) || rewrite(layer) !== 'skip');
    const first = { batchInputShape: inputs[0]!.shape, dtype: inputs[0]!.dtype };
    return tf.sequential({
      name,
      layers: kept.map((layer, i) => copyLayer(layer, i === 0 && !isModel(layer) ? first : {})),
    });
  }

  function copyFunctional({ name, inputs, outputs }: tf.LayersModel): tf.LayersModel {
    const ready = new Map<number, tf.SymbolicTensor>();
    const copyTensor = (tensor: tf.SymbolicTensor): tf.SymbolicTensor => {
      const former = ready.get(tensor.id);
      if (former) return former;
      const call = callOf(tensor);
      const { sourceLayer: layer } = tensor;
      const given = call.inputTensors.map(copyTensor);
      const returned =
        !isModel(layer) && rewrite(layer) === 'skip'
          ? given
          : [copyLayer(layer).apply(given.length === 1 ? given[0]! : given, call.callArgs)].flat();
      call.outputTensors.forEach(({ id }, i) => ready.set(id, returned[i] as tf.SymbolicTensor));
      return ready.get(tensor.id)!;
    };
    const newInputs = inputs.map(({ id, shape, dtype, sourceLayer }) => {
      const input = tf.input({
        batchShape: shape,
        dtype: dtype as 'float32',
        name: sourceLayer.name,
      });
      ready.set(id, input);
      return input;
    });
    return tf.model({ name, inputs: newInputs, outputs: outputs.map(copyTensor) });
  }

  const copy = copyModel(model);
  tf.tidy(() => {
    for (const { layer, weights } of made) {
      layer.weights.forEach((weight, i) => (weight.read() as tf.Variable).assign(weights[i]!));
    }
  });
  return copy;
}

function fromConfig(
  { constructor }: tf.layers.Layer,
  config: tf.serialization.ConfigDict,
): tf.layers.Layer {
  const layer = constructor as unknown as {
    fromConfig(layer: unknown, config: tf.serialization.ConfigDict): tf.layers.Layer;
  };
  return layer.fromConfig(layer, config);
}
