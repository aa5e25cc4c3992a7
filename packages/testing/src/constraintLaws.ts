import * as tf from '@tensorflow/tfjs';
import type { Law } from './law.js';
import { drawArray, expectNear, expectRefused, type TestArray } from './numbers.js';
import { comesBack, compareEngines, inExample, print } from './regularizerLaws.js';
import { onEachBackend } from './testBackends.js';
import type { TestConstraintOptions, TestedConstraint } from './testConstraintOptions.js';
import { firstKernel, INPUTS, trainPlain, UNITS } from './trainSmall.js';

/** What every constraint must do, as checks that throw. */
export function constraintLaws<Options>(options: TestConstraintOptions<Options>): Law[] {
  const { create, examples, project, invalid = [], idempotent = true, register } = options;
  const {
    shapes = [
      [INPUTS, UNITS],
      [7, 3],
    ],
  } = options;
  const inputs = shapes.map((shape) =>
    drawArray(shape, `constraint ${shape.join()}`, (rng) => rng.normal()),
  );

  function each(
    check: (constraint: TestedConstraint, w: TestArray, example: Options) => void,
  ): void {
    for (const example of examples) {
      for (const w of inputs) inExample(example, w.shape, () => check(create(example), w, example));
    }
  }

  return [
    {
      title: idempotent
        ? 'projects by its formula, to what stays as it is, on every backend'
        : 'projects by its formula, on every backend',
      check: () =>
        onEachBackend(() =>
          each((constraint, w, example) => {
            const [once, twice] = tf.tidy(() => {
              const first = constraint.apply(tensorOf(w));
              if (String(first.shape) !== String(w.shape)) {
                throw new Error(
                  `the shape must stay as it is, not become [${first.shape.join(', ')}]`,
                );
              }
              return [first.dataSync(), constraint.apply(first).dataSync()];
            });
            expectNear('the weight', once!, project(w, example));
            if (idempotent) expectNear('the weight projected again', twice!, once!);
          }),
        ),
    },
    {
      title: "comes back equal from tfjs' JSON",
      async check() {
        register?.();
        for (const example of examples) await comesBack(create(example), 'kernelConstraint');
      },
    },
    {
      title: 'trains alike on every backend and engine, and constrains after each step',
      async check() {
        register?.();
        for (const example of examples) {
          const { weights } = await compareEngines(() => [
            { kernelConstraint: create(example) as never },
            {},
          ]);
          const shape = [INPUTS, UNITS];
          const kernel = Float64Array.from(weights.subarray(0, INPUTS * UNITS));
          if (idempotent) {
            expectNear('the trained weight', kernel, project({ data: kernel, shape }, example));
          }
          const free = await trainPlain();
          const initial = { data: Float64Array.from(firstKernel()), shape };
          const active = Array.from(project(initial, example)).some(
            (w, i) => Math.abs(w - initial.data[i]!) > 1e-3,
          );
          if (active && free.weights.every((w, i) => Math.abs(w - weights[i]!) < 1e-5)) {
            throw new Error('training with the constraint must end in other weights than without');
          }
        }
      },
    },
    {
      title: 'leaves no tensor behind',
      check: () =>
        onEachBackend(() =>
          each((constraint, w) => {
            const input = tensorOf(w);
            const before = tf.memory().numTensors;
            constraint.apply(input).dispose();
            const left = tf.memory().numTensors - before;
            input.dispose();
            if (left !== 0) throw new Error(`${left} tensors are left`);
          }),
        ),
    },
    {
      title: 'refuses bad options with the name and the range',
      check() {
        for (const [bad, message] of invalid) {
          expectRefused(`the options ${print(bad)}`, () => create(bad as Options), message);
        }
      },
    },
  ];
}

function tensorOf({ data, shape }: TestArray): tf.Tensor {
  return tf.tensor(Float32Array.from(data), shape as number[]);
}
