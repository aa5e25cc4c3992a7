import type * as tf from '@tensorflow/tfjs';
import { graphOf } from './graph.js';
import { keptOf, rebuild } from './rebuild.js';

/** Makes an equal model with weights of its own; masks come along. */
export function copyModel(model: tf.LayersModel): tf.LayersModel {
  const graph = graphOf('a copy', model);
  return rebuild(model, graph, keptOf(graph, new Map()));
}
