import {
  acceleratedVariant,
  kernelModuleFor,
  lowerOutputs,
  ParameterStore,
  Plan,
  registerLowerings,
  type Activation,
  type KernelModule,
  type PlanOptions,
} from '@occam/backend';
import * as tf from '@tensorflow/tfjs';
import type { Engine, EngineContext, TrainedBatch } from '../engine.js';
import { lastLayerOf, layersOf } from '../modelLayers.js';
import { copyWeights, replaceWeights, snapshotOf } from '../modelWeights.js';
import { outputActivation, outputForm, withLogits } from '../outputHead.js';
import { hasStatistics, withStatistics } from '../runningStatistics.js';
import { outputUnits } from '../tfjsEngine.js';
import type { Rows } from '../trainingData.js';
import type { VariedBatch } from '../variation.js';
import { BatchSource } from './batchSource.js';
import { createFusedAverage } from './fusedAverage.js';
import { Heap } from './heap.js';
import { addLossStep } from './lossStep.js';
import { lowerOptimizer, type FusedOptimizer } from './optimizerSteps.js';
import { lowerPenalties } from './penaltySteps.js';
import { refuseUnknown } from './refuseUnknown.js';
import { lowerSam } from './samStep.js';
import { lowerTerms, type TermStep } from './termSteps.js';

/**
 * Creates the engine that trains a model as a list of kernel calls over buffers that are allocated once. One batch:
 *
 *     gather      rows of features, targets and weights into the plan's first buffers
 *     forward     each layer's steps, then the loss with ∂E/∂outputs          → logged: Σ ℓ, classes that came out right
 *                 terms add to ∂E/∂outputs                                    → logged
 *     backward    each layer's steps in reverse: ∂E/∂weights
 *     penalties   add their gradients                                         → logged
 *     sam         forward, backward and penalties again, at w + ρ·g/‖g‖
 *     optimizer   one pass over each weight, in the variable's own memory, and its constraint
 *
 * It computes what {@link createTfjsEngine} computes, masks included, up to float32 rounding.
 *
 * @throws LoweringError naming the first part that cannot be lowered; RangeError if the WASM memory is full
 */
export function createFusedEngine(context: EngineContext): Engine {
  refuseUnknown(context);
  registerLowerings();
  const { model, training, validation, weights, objective } = context;
  const backend = tf.backend();
  const module = kernelModuleFor(backend, acceleratedVariant());
  const heap = new Heap(module.memory);
  const { lossWeight } = objective;
  const classes = training.task === 'classification';
  const parameters = new ParameterStore(module, backend, model.trainableWeights);
  const owned: { dispose(): void }[] = [parameters];
  const pending: TrainedBatch[] = [];
  let evaluator: Evaluator | undefined;

  function dispose(): void {
    for (const one of owned.splice(0).reverse()) one.dispose();
    evaluator = undefined;
  }

  try {
    const sums = allocateSums(module);
    owned.push(sums);
    const plan = new Plan({ module, training: true, parameters, keyOf: keysOf(context) });
    owned.push(plan);
    const trainingRun = lowerBatches(plan, context, training, weights, sums.address);
    owned.push(trainingRun);
    const penalties = lowerPenalties(plan, parameters, model, objective.penalties);
    const optimizer: FusedOptimizer = lowerOptimizer(plan, parameters, model, context.optimizer);
    owned.push(optimizer);
    const { sam } = context.optimizer;
    const samStep = sam && lowerSam(module, parameters, model, sam.rho!);
    if (samStep) owned.push(samStep);

    /** Computes all gradients of the batch that was passed forward; returns the penalty. */
    const differentiate = (): number => {
      plan.runBackward();
      let penalty = plan.penalty();
      for (const add of penalties) penalty += add();
      for (const term of trainingRun.terms) penalty += term();
      return penalty;
    };

    return {
      trainBatch(rows, step, learningRate, varied) {
        parameters.locate(true);
        trainingRun.load(rows, varied);
        plan.runForward(rows.length, step);
        const at = sums.address / 8;
        const loss = heap.float64[at]! / rows.length;
        const correct = classes ? heap.float64[at + 1]! : 0;
        const fromLoss = (lossWeight * heap.float64[at + 2]!) / rows.length;
        const penalty = differentiate();
        samStep?.atWorst(() => {
          plan.runForward(rows.length, step);
          differentiate();
        });
        optimizer.step(learningRate);
        pending.push({
          rows: rows.length,
          loss,
          correct,
          objective: fromLoss + penalty,
          penalty,
        });
      },

      keepsStatistics: hasStatistics(model),

      observeBatch(rows, step, share, varied) {
        parameters.locate(true);
        trainingRun.load(rows, varied);
        withStatistics(model, share, () => plan.runForward(rows.length, step));
      },

      takeTrained: () => Promise.resolve(pending.splice(0)),

      evaluateBatch(rows) {
        if (!evaluator) {
          const inference = new Plan({ module, training: false, parameters });
          const run = lowerBatches(inference, context, validation!, undefined, sums.address);
          owned.push(inference, run);
          evaluator = { plan: inference, run };
        }
        parameters.locate(false);
        evaluator.run.load(rows);
        evaluator.plan.runForward(rows.length);
        const at = sums.address / 8;
        return Promise.resolve({
          rows: rows.length,
          loss: heap.float64[at]! / rows.length,
          correct: classes ? heap.float64[at + 1]! : 0,
        });
      },

      getWeights: () => copyWeights(model),
      setWeights: (values) => replaceWeights(model, values),
      createAverage() {
        const average = createFusedAverage(module, parameters, model);
        owned.push(average);
        return average;
      },
      snapshot: () => snapshotOf(model),
      dispose,
    };
  } catch (error) {
    dispose();
    throw error;
  }
}

interface Evaluator {
  readonly plan: Plan;
  readonly run: BatchRun;
}

/** The way of a batch through a plan. */
interface BatchRun {
  /** Makes room for a batch; the plan's first step gathers it. */
  load(rows: Uint32Array, varied?: VariedBatch): void;
  /** The terms of the objective; none in an inference plan. */
  readonly terms: readonly TermStep[];
  /** Gives the memory of the data back. */
  dispose(): void;
}

/** Lowers that way: the gathering of the rows, the model, its loss and, in training, the terms of the objective. */
function lowerBatches(
  plan: Plan,
  { model, objective, loss, varies }: EngineContext,
  rows: Rows,
  weights: Float32Array | undefined,
  result: number,
): BatchRun {
  const units = outputUnits(model);
  const input = plan.activation(rows.x.shape.slice(1), false);
  const targets = plan.buffer(units);
  const weightOfRows = weights && plan.buffer(1);
  const hinted = plan.training ? rows.hints : undefined;
  const hintTargets = hinted && plan.buffer(hinted.shape[1]!);
  let batch: Uint32Array = new Uint32Array(0);
  let variedBatch: VariedBatch | undefined;
  plan.forward([input.value, targets, weightOfRows, hintTargets], () =>
    source.gather(batch, input.value, targets, weightOfRows, hintTargets, variedBatch),
  );
  const activation = outputActivation(model);
  const form = outputForm(loss, activation);
  const toLogits = form === 'logits' && activation !== 'linear';
  const [output, hintOutput] = lowerBothOutputs(model, plan, input, toLogits);
  const labelSmoothing = plan.training ? objective.labelSmoothing : 0;
  const { lossWeight } = objective;
  addLossStep(plan, output!, {
    loss,
    form,
    lossWeight,
    labelSmoothing,
    targets,
    weights: weightOfRows,
    result,
  });
  const hints = hintTargets && { output: hintOutput!, targets: hintTargets };
  const terms = plan.training
    ? lowerTerms(plan, objective.terms, { model, output: output!, form, targets, loss, hints })
    : [];
  const source = new BatchSource(plan.module, rows, units, {
    weights,
    hints: hinted,
    varies: varies && plan.training,
  });
  return {
    terms,
    load(indices, varied) {
      batch = indices;
      variedBatch = varied;
      plan.reserve(indices.length);
    },
    dispose: () => source.dispose(),
  };
}

/** Lowers a model, without its last activation if logits are wanted; in training also its second output, the hints. */
function lowerBothOutputs(
  model: tf.LayersModel,
  plan: Plan,
  input: Activation,
  toLogits: boolean,
): Activation[] {
  const last = lastLayerOf(model);
  const lower = (without?: tf.layers.Layer) =>
    lowerOutputs(model, plan, [input], plan.training ? 2 : 1, { without });
  if (!toLogits) return lower();
  return last.getClassName() === 'Softmax' ? lower(last) : withLogits(model, () => lower());
}

/** Each layer draws its masks under the key of its place in the model, as in the tfjs engine. */
function keysOf({ model, rng }: EngineContext): NonNullable<PlanOptions['keyOf']> {
  const paths = new Map(layersOf(model).map(({ layer, path }) => [layer, path]));
  return (layer) => rng.fork(`mask/${paths.get(layer)}`).key;
}

/** Three float64 sums that the loss step writes. */
function allocateSums(module: KernelModule): { readonly address: number; dispose(): void } {
  const address = module.malloc(24);
  return { address, dispose: () => module.free(address) };
}
