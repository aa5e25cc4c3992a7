import type { Law } from './law.js';
import type { TestedRows, TestTransformOptions } from './testTransformOptions.js';
import {
  copyRows,
  drawRows,
  expectSameRows,
  sameRows,
  shapesOf,
  type TestRows,
} from './transformRun.js';

/** What a transform that changes which rows there are must do, as checks that throw. */
export function resamplingLaws<Options>(options: TestTransformOptions<Options>): Law[] {
  const { create, examples, range } = options;
  /** Of three classes, the first with twice the rows of the others. */
  const UNBALANCED = 32;

  function each(check: (resample: (seed: number) => TestedRows, data: TestRows) => void): void {
    for (const example of examples) {
      for (const shape of shapesOf(options, create(example))) {
        const data = drawRows(UNBALANCED, shape, range);
        check((seed) => create(example).resample!(data, seed), data);
      }
    }
  }

  return [
    {
      title:
        'resamples rows of unbalanced classes as its seed decides, and leaves them as they were',
      check: () =>
        each((resample, data) => {
          const before = copyRows(data);
          const once = resample(1);
          expectSameRows('of the training rows', { x: data.x, y: data.y }, before);
          expectSameRows('of a second resampling', resample(1), once);
          if (sameRows(once, before)) throw new Error('it must change which rows there are');
          if (sameRows(resample(2), once)) throw new Error('another seed must change it');
        }),
    },
    {
      title: 'resamples to rows of the same shape, each with its target',
      check: () =>
        each((resample, data) => {
          const { x, y } = resample(1);
          const [n = 0, ...shape] = x.shape;
          if (shape.join() !== data.x.shape.slice(1).join()) {
            throw new Error(
              `a row must stay [${data.x.shape.slice(1).join(', ')}], not become [${shape.join(', ')}]`,
            );
          }
          if (y?.shape[0] !== n)
            throw new Error(`${n} rows must have as many targets, not ${y?.shape[0]}`);
          const bad = x.data.findIndex((value) => !Number.isFinite(value));
          if (bad >= 0) throw new Error(`element ${bad} of x is ${x.data[bad]}`);
          const known = new Set(data.y.data);
          const other = y.data.find((label) => !known.has(label));
          if (other !== undefined) throw new Error(`there was no class ${other}`);
        }),
    },
  ];
}
