import { kernelModuleFor, ParameterStore, Plan } from '@occam/backend';
import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import reference from '../../fixtures/losses.json' with { type: 'json' };
import { expectClose, onBackend } from '../../test/helpers.js';
import type { LossName, OutputForm } from '../losses.js';
import { Heap } from './heap.js';
import { addLossStep } from './lossStep.js';

onBackend('wasm');

interface Question {
  loss: LossName;
  form: OutputForm;
  outputs: number[];
  targets: number[];
  units: number;
  labelSmoothing?: number;
  lossWeight?: number;
  weights?: number[];
}

/** Runs the loss step alone: the three sums and the gradient by the outputs. */
function lossOf(question: Question) {
  const { loss, form, outputs, targets, units, weights } = question;
  const { labelSmoothing = 0, lossWeight = 1 } = question;
  const module = kernelModuleFor(tf.backend());
  const heap = new Heap(module.memory);
  const parameters = new ParameterStore(module, tf.backend());
  const plan = new Plan({ module, training: true, parameters });
  const result = module.malloc(24);
  const output = plan.activation([units], true);
  const goal = plan.buffer(units);
  const ofRows = weights && plan.buffer(1);
  plan.forward([output.value, goal, ofRows], () => {
    heap.float32.set(outputs, output.value.address / 4);
    heap.float32.set(targets, goal.address / 4);
    if (weights) heap.float32.set(weights, ofRows!.address / 4);
  });
  addLossStep(plan, output, {
    loss,
    form,
    lossWeight,
    labelSmoothing,
    targets: goal,
    weights: ofRows,
    result,
  });
  plan.keep(output.gradient!);
  const rows = outputs.length / units;
  plan.reserve(rows);
  plan.runForward(rows);
  const [plain, correct, weighted] = heap.float64.slice(result / 8, result / 8 + 3);
  const at = output.gradient!.address / 4;
  const gradient = Array.from(heap.float32.slice(at, at + outputs.length));
  plan.dispose();
  module.free(result);
  return { plain: plain!, correct: correct!, weighted: weighted!, gradient, rows };
}

interface Case {
  id: string;
  labelSmoothing: number;
  logits: number[][] | number[];
  labels?: number[];
  probs?: number[][];
  targets?: number[];
  loss: number;
  dlogits: number[][] | number[];
}

describe.each(reference.cases as unknown as Case[])('$id of PyTorch', (one) => {
  it('gives the same loss and gradient', () => {
    const binary = one.targets !== undefined;
    const outputs = one.logits.flat();
    const units = binary ? 1 : (one.logits[0] as number[]).length;
    const oneHot = (labels: number[]) =>
      labels.flatMap((label) => Array.from({ length: units }, (_, k) => (k === label ? 1 : 0)));
    const { weighted, gradient, rows } = lossOf({
      loss: binary ? 'binaryCrossEntropy' : 'crossEntropy',
      form: 'logits',
      outputs,
      targets: one.targets ?? one.probs?.flat() ?? oneHot(one.labels!),
      units,
      labelSmoothing: one.labelSmoothing,
    });
    expectClose([weighted / rows], [one.loss], reference.tolerance);
    expectClose(gradient, one.dlogits.flat(), reference.tolerance);
  });
});

describe('all losses', () => {
  const common = { outputs: [2, -1, 0.25, 0.75], targets: [1, 0, 0.5, 0.5], units: 2 };

  it.each([
    ['meanSquaredError', [1, 0.0625]],
    ['meanAbsoluteError', [1, 0.25]],
    ['huber', [0.5, 0.03125]],
  ] as const)('%s is the mean over the outputs', (loss, want) => {
    const { plain, weighted } = lossOf({ ...common, loss, form: 'probabilities', weights: [2, 0] });
    expect(plain).toBeCloseTo(want[0] + want[1], 6);
    expect(weighted).toBeCloseTo(2 * want[0], 6);
  });

  it.each([
    ['crossEntropy', 'logits'],
    ['crossEntropy', 'probabilities'],
    ['binaryCrossEntropy', 'logits'],
    ['binaryCrossEntropy', 'probabilities'],
    ['meanSquaredError', 'probabilities'],
    ['meanAbsoluteError', 'probabilities'],
    ['huber', 'probabilities'],
  ] as const)('%s from %s gives NaN for NaN, and leaves the other rows alone', (loss, form) => {
    const { plain, gradient } = lossOf({ ...common, outputs: [NaN, 0.5, 0.25, 0.75], loss, form });
    expect(plain).toBeNaN();
    expect(gradient[0]).toBeNaN();
    expect(gradient.slice(2).every(Number.isFinite)).toBe(true);
  });

  it('does not overflow where the answer is finite', () => {
    const far = { outputs: [1000, -1000], targets: [0, 1], units: 2 };
    const soft = lossOf({ ...far, loss: 'crossEntropy', form: 'logits' });
    expect([soft.plain, ...soft.gradient]).toEqual([2000, 1, -1]);
    const binary = lossOf({ ...far, loss: 'binaryCrossEntropy', form: 'logits' });
    expect([binary.plain, ...binary.gradient]).toEqual([1000, 0.5, -0.5]);
    const clipped = lossOf({ ...far, loss: 'binaryCrossEntropy', form: 'probabilities' });
    // 1 − (1 − 1e-7) is 2⁻²³ in float32, in tfjs as well.
    expect(clipped.plain).toBeCloseTo(-Math.log(1e-7 * 2 ** -23) / 2, 4);
  });

  it('counts the rows that come out right, the first of equals', () => {
    const count = (outputs: number[], targets: number[], units: number, form: OutputForm) =>
      lossOf({ loss: 'binaryCrossEntropy', form, outputs, targets, units }).correct;
    expect(count([0.2, 0.8, 0.5, 0.5], [0, 1, 0, 1], 2, 'probabilities')).toBe(1);
    expect(count([0.4, 0.6, 0.5], [0, 1, 1], 1, 'probabilities')).toBe(2);
    expect(count([-1, 1, 0.1], [0, 1, 0], 1, 'logits')).toBe(2);
  });
});
