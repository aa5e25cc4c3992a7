import { LoweringError, type Activation, type Plan, type PlanBuffer } from '@occam/backend';
import type * as tf from '@tensorflow/tfjs';
import type { Chain } from './chain.js';
import { ChainPlan, type ChainStep, type Level } from './chainPlan.js';
import { lowerLink, onlyReshapes } from './chainSteps.js';
import { lowerOneLayer } from './lowerOneLayer.js';
import { mostPulled } from './lowerDense.js';

/** A chain of layers in inference mode, as kernels and loops over the memory of a plan. */
export interface LoweredChain {
  /** Where its buffers come from. */
  readonly memory: ChainPlan;
  /** What goes in; its values are there before {@link forward}. */
  readonly input: Level;
  /** What comes out. */
  readonly output: Level;
  /** Computes the output; all gradients of the term are 0 then. */
  forward(rows: number): void;
  /**
   * Pulls the gradients in `output.pulled` back to the input, and returns factor · Σ of their squares; `output.pulledAdjoint` has
   * its gradient by them then.
   */
  squares(rows: number, factor: number): number;
  /** Adds the gradient of the term by the parameters to theirs, from that by all values. */
  backward(rows: number): void;
}

/** What {@link lowerChain} takes. */
export interface LowerChainOptions {
  /** How many gradients are pulled back for each row. Default 0. */
  readonly count?: number | undefined;
  /** How many rows the chain has for one of the batch; above 1 its input is memory of its own. Default 1. */
  readonly repeat?: number | undefined;
}

/**
 * Lowers a chain for a term of the objective.
 *
 * @param owner the name of the term, for the message
 * @param x the batch
 * @throws LoweringError naming a layer that cannot be lowered here
 */
export function lowerChain(
  owner: string,
  chain: Chain,
  x: Activation,
  plan: Plan,
  { count = 0, repeat = 1 }: LowerChainOptions = {},
): LoweredChain {
  const memory = new ChainPlan(plan, { count, repeat });
  const input = firstLevel(memory, chain, x);
  const steps: ChainStep[] = [];
  const adjoints: { readonly buffer: PlanBuffer; readonly width: number }[] = [];
  const add = ({ adjoint, width }: Level) => adjoint && adjoints.push({ buffer: adjoint, width });
  add(input);
  let output = input;
  for (const { layer } of chain) {
    for (const { to, step } of lowerNamed(owner, memory, layer, output)) {
      output = to;
      if (!step) continue;
      add(to);
      steps.push(step);
    }
  }
  const [first, ...others] = steps;
  if (!first)
    throw new LoweringError(`the term '${owner}' of the objective finds nothing to train`);

  return {
    memory,
    input,
    output,
    forward(rows) {
      for (const { buffer, width } of adjoints) memory.numbers(buffer, rows * width).fill(0);
      for (const step of steps) step.forward(rows);
    },
    squares(rows, factor) {
      for (const step of others.toReversed()) step.pull(rows);
      const value = first.squares
        ? first.squares(rows, factor)
        : squaresOf(memory, input, first, rows, factor);
      for (const step of others) step.unpull(rows);
      return value;
    },
    backward(rows) {
      for (const step of steps.toReversed()) step.backward(rows);
    },
  };
}

function squaresOf(
  { plan: { kernels }, count }: ChainPlan,
  { width, pulled, pulledAdjoint }: Level,
  first: ChainStep,
  rows: number,
  factor: number,
): number {
  const size = rows * count * width;
  first.pull(rows);
  const value = factor * kernels.sumOfSquares(size, pulled.address);
  kernels.combine(size, pulled.address, 2 * factor, 0, 0, 0, pulledAdjoint.address);
  first.unpull(rows);
  return value;
}

function lowerNamed(owner: string, memory: ChainPlan, layer: tf.layers.Layer, x: Level) {
  try {
    return lowerLink(memory, layer, x);
  } catch (error) {
    if (!(error instanceof LoweringError)) throw error;
    throw new LoweringError(
      `the term '${owner}' of the objective ${error.message}, which has no lowering there`,
    );
  }
}

/** The features. A Dense layer that comes first needs no gradient by them, and pulls few gradients back to them. */
function firstLevel(memory: ChainPlan, chain: Chain, x: Activation): Level {
  const { width, shape } = x;
  const { count, repeat } = memory;
  const value = repeat === 1 ? x.value : memory.perRow(width);
  const channels = shape.at(-1) ?? 1;
  const first = chain.find(({ layer }) => !onlyReshapes(layer));
  const kernel = first && kernelOf(first);
  if (!kernel) return { ...memory.level(width, channels), value };
  const [inputs, units] = kernel.shape as [number, number];
  const most = mostPulled(inputs, units) * inputs;
  const few = () => memory.scratch((rows) => 4 * Math.min(rows * count * width, most));
  return { width, channels, value, adjoint: undefined, pulled: few(), pulledAdjoint: few() };
}

function kernelOf({ layer }: Chain[number]): tf.LayerVariable | undefined {
  return (layer as tf.layers.Layer & { kernel?: tf.LayerVariable }).kernel;
}

/** How many numbers a row has behind a chain. */
function widthBehind(chain: Chain, width: number): number {
  return chain.map(kernelOf).reduce((before, kernel) => {
    if (!kernel) return before;
    const [inputs, units] = kernel.shape as [number, number];
    return (before / inputs) * units;
  }, width);
}

/**
 * Lowers weight · mean over the rows of ‖∂output/∂input‖²: as many gradients are pulled back for each row as there are outputs.
 *
 * @returns what a lowering of a term returns
 */
export function lowerSquaredJacobian(
  owner: string,
  chain: Chain,
  x: Activation,
  weight: number,
  plan: Plan,
): () => number {
  const ofOneLayer = lowerOneLayer(chain, x, weight, plan);
  if (ofOneLayer) return ofOneLayer;
  const count = widthBehind(chain, x.width);
  const lowered = lowerChain(owner, chain, x, plan, { count });
  const { memory, output } = lowered;
  return memory.afterBackward([x.value], (rows) => {
    lowered.forward(rows);
    const pulled = memory.numbers(output.pulled, rows * count * count).fill(0);
    for (let i = 0; i < pulled.length; i += count * count) {
      for (let k = 0; k < count; k++) pulled[i + k * (count + 1)] = 1;
    }
    const value = lowered.squares(rows, weight / rows);
    lowered.backward(rows);
    return value;
  });
}
