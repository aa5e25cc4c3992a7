import { lookupClass, type NdArray } from '@occam/core';
import type { Law } from './law.js';
import { expectRefused, expectWithin } from './numbers.js';
import { print } from './regularizerLaws.js';
import { resamplingLaws } from './resamplingLaws.js';
import { onEachBackend } from './testBackends.js';
import type { TestedRows, TestedTransform, TestTransformOptions } from './testTransformOptions.js';
import { checkApplyTensor, checkPipelineOfTensors } from './transformTensors.js';
import {
  checkRows,
  copyRows,
  drawRows,
  expectSameRows,
  firstRows,
  pick,
  recorded,
  ROWS,
  sameRows,
  shapesOf,
  softened,
  type TestRows,
} from './transformRun.js';

const EPOCHS = 4;
const ALL = firstRows(ROWS);

/** Checks one transform on rows of one shape. */
type Check<Options> = (
  transform: TestedTransform,
  data: TestRows,
  example: Options,
) => void | Promise<void>;

/** What every transform must do, as checks that throw. */
export function transformLaws<Options>(options: TestTransformOptions<Options>): Law[] {
  const { create, augment, examples, invalid, identity, range, register } = options;
  const { targets = 'kept', tensorBound = 1e-5 } = options;
  const resamples = Boolean(create(examples[0]!).resample);
  const { varies = !resamples } = options;

  /** Runs a check for each set of options and shape; what it throws says for which. */
  async function each(check: Check<Options>, tried = examples): Promise<void> {
    for (const example of tried) {
      for (const shape of shapesOf(options, create(example))) {
        try {
          await check(create(example), drawRows(ROWS, shape, range), example);
        } catch (error) {
          const where = `options ${print(example)}, rows [${shape.join(', ')}]`;
          throw new Error(`${where}: ${(error as Error).message}`, { cause: error });
        }
      }
    }
  }

  /** The rows in some epochs. */
  const inEpochs = (
    transform: TestedTransform,
    data: TestedRows,
    { seed = 0, own = 0 }: { seed?: number; own?: number } = {},
  ): TestedRows[] => {
    const pipeline = augment([transform], { seed: own });
    return Array.from({ length: EPOCHS }, (_, epoch) => pipeline.vary(data, ALL, { epoch, seed }));
  };

  return [
    {
      title:
        targets === 'kept'
          ? 'keeps the shape of the rows and their targets, and gives finite numbers'
          : 'keeps the shape of the rows, gives finite numbers, and targets that are shares of 1',
      check: () =>
        each((transform, data) => {
          const soft = { ...data, y: softened(data.y) };
          const numbers = { x: data.x, y: data.y, classCount: 0 };
          for (const given of [data, soft, numbers, { x: data.x }]) {
            for (const varied of inEpochs(transform, given)) checkRows(varied, given, targets);
          }
        }),
    },
    ...(identity
      ? [
          {
            title: 'changes nothing at zero magnitude',
            check: () =>
              each((transform, data) => {
                for (const { x } of inEpochs(transform, data)) {
                  expectSameRows('at zero magnitude', { x }, { x: data.x });
                }
                // Numbers as targets stay also where classes would become shares.
                const plain = { x: data.x, y: asFloat(data.y), classCount: 0 };
                for (const { x, y } of inEpochs(transform, plain)) {
                  expectSameRows('at zero magnitude', { x, y }, plain);
                }
              }, identity),
          },
        ]
      : []),
    ...(varies
      ? [
          {
            title: 'varies rows, each in its own way, anew in each epoch and under each seed',
            check: () => each((transform, data) => checkVaries(transform, data)),
          },
        ]
      : []),
    {
      title: 'gives a row the same variant again, whatever the batch and the calls before',
      check: () =>
        each((transform, data, example) => {
          const where = { epoch: 2, seed: 'fold 1' };
          const pipeline = augment([transform], { seed: 1 });
          const once = pipeline.vary(data, ALL, where);
          pipeline.vary(data, ALL, { epoch: 3, seed: 'fold 1' });
          expectSameRows('of a second call', pipeline.vary(data, ALL, where), once);
          const twin = augment([create(example)], { seed: 1 });
          expectSameRows('of another instance', twin.vary(data, ALL, where), once);
          for (const row of ALL) {
            const alone = twin.vary(data, Uint32Array.of(row), where);
            expectSameRows(`of row ${row} alone`, alone, pick(once, [row]));
          }
          const order = [5, 0, 3, 3];
          const mixed = twin.vary(data, Uint32Array.from(order), where);
          expectSameRows(`of the rows ${order.join(', ')}`, mixed, pick(once, order));
        }),
    },
    {
      title: 'does again what was drawn, also from JSON and after another transform',
      check: () =>
        each((transform, data, example) => {
          const pipeline = augment([transform, create(example)], { seed: 2 });
          const once = pipeline.vary(data, ALL, { epoch: 3, seed: 'fold 2' });
          const drawn = JSON.parse(JSON.stringify(once.drawn)) as unknown;
          expectSameRows('of a replay', pipeline.replay(data, ALL, drawn), once);
        }),
    },
    {
      title: 'leaves its input and what was drawn as they were',
      check: () =>
        each((transform, data) => {
          const { calls, transform: watched } = recorded(transform);
          augment([watched]).vary(data, ALL);
          for (const { rows, drawn, source } of calls) {
            const [before, draws] = [copyRows(rows), JSON.stringify(drawn)];
            transform.apply(rows, drawn, source);
            expectSameRows('of its input', rows, before);
            if (JSON.stringify(drawn) !== draws) throw new Error('what was drawn must stay');
          }
        }),
    },
    {
      title: 'does in a pipeline what it does by itself',
      check: () =>
        each((transform, data) => {
          const watched = augment([recorded(transform).transform]).vary(data, ALL);
          const inside = augment([transform]).vary(data, ALL);
          expectWithin('x in a pipeline', inside.x.data, watched.x.data, tensorBound);
        }),
    },
    {
      title: 'comes back equal from JSON, by its name',
      check: () => {
        register?.();
        return each((transform, data) => {
          const config = JSON.parse(JSON.stringify(transform.getConfig())) as Options;
          const make = lookupClass('transform', transform.className) as typeof create;
          const copy = make(config);
          const [got, want] = [copy, transform].map((one) => JSON.stringify(one.getConfig()));
          if (got !== want) throw new Error(`its config must come back as ${want}, not as ${got}`);
          inEpochs(copy, data).forEach((rows, epoch) =>
            expectSameRows('of the copy', rows, inEpochs(transform, data)[epoch]!),
          );
        });
      },
    },
    ...(range
      ? [
          {
            title: `keeps values from ${range[0]} to ${range[1]}`,
            check: () =>
              each((transform, data) => {
                for (const { x } of inEpochs(transform, data)) {
                  const bad = x.data.findIndex(
                    (value) => !(value >= range[0] && value <= range[1]),
                  );
                  if (bad >= 0) throw new Error(`element ${bad} is ${x.data[bad]}`);
                }
              }),
          },
        ]
      : []),
    {
      title: 'takes a batch without rows, and training data of a single one',
      check: () =>
        each((transform, data) => {
          const pipeline = augment([transform]);
          const none = pipeline.vary(data, new Uint32Array(0));
          const shape = [0, ...data.x.shape.slice(1)];
          expectSameRows('of no rows', { x: none.x }, { x: { data: new Float32Array(0), shape } });
          const one = { ...data, ...pick(data, [0]) };
          checkRows(pipeline.vary(one, Uint32Array.of(0)), one, targets);
        }),
    },
    {
      title: 'gives the same for tensors on every backend, and leaves none behind',
      check: () =>
        onEachBackend(() =>
          each(async (transform, data) => {
            await checkPipelineOfTensors(options, transform, data);
            if (transform.applyTensor) checkApplyTensor(options, transform, data);
          }),
        ),
    },
    ...(resamples ? resamplingLaws(options) : []),
    {
      title: 'refuses bad options with the name and the range',
      check() {
        for (const [bad, message] of invalid) {
          expectRefused(`the options ${print(bad)}`, () => create(bad as Options), message);
        }
        const misspelt = { ...examples[0]!, unheardOf: 6 } as Options;
        expectRefused('an unknown option', () => create(misspelt), /unheardOf/);
      },
    },
  ];

  function checkVaries(transform: TestedTransform, data: TestRows): void {
    const { calls, transform: watched } = recorded(transform);
    const first = inEpochs(watched, data);
    if (first.every((rows) => sameRows({ x: rows.x }, { x: data.x }))) {
      throw new Error(`${EPOCHS} epochs must change something`);
    }
    if (first.every((rows) => sameRows(rows, first[0]!))) {
      throw new Error(`${EPOCHS} epochs must not all be the same`);
    }
    const draws = calls.flatMap(({ drawn }) => drawn.map((one) => JSON.stringify(one)));
    const rowsAlike = calls.every(({ drawn }) =>
      drawn.every((one) => JSON.stringify(one) === JSON.stringify(drawn[0])),
    );
    if (draws.some((one) => one === undefined) || rowsAlike) {
      throw new Error('the rows of a batch must not all draw the same');
    }
    for (const other of [{ seed: 1 }, { own: 1 }]) {
      if (inEpochs(transform, data, other).every((rows, epoch) => sameRows(rows, first[epoch]!))) {
        throw new Error(
          `another seed of the ${other.own ? 'pipeline' : 'training'} must change it`,
        );
      }
    }
  }
}

function asFloat({ data, shape }: NdArray): NdArray {
  return { data: Float32Array.from(data), shape };
}
