import { noiseOf, useBackend } from '@occam/backend';
import type { Law } from './law.js';
import { drawValues, LayerRun } from './layerRun.js';
import { onEachBackend } from './testBackends.js';
import type { TestLayerOptions } from './testLayerOptions.js';
import { trainByTfjs, trainLayer } from './trainLayer.js';

/** Over how many calls in training the mean is taken. */
const CALLS = 400;

/** What a layer with random numbers must do besides, as checks that throw. */
export function noiseLaws<Options>(options: TestLayerOptions<Options>): Law[] {
  const { create, examples, inputShape = [6], mean = true } = options;

  const withRun = <T>(example: Options, use: (run: LayerRun) => T): T => {
    const run = new LayerRun(create(example), inputShape);
    try {
      return use(run);
    } finally {
      run.dispose();
    }
  };

  const laws: Law[] = [
    {
      title: 'draws on at each call in training, and the same again under the same seed',
      async check() {
        await useBackend('cpu');
        const x = drawValues([16, ...inputShape], 'rows');
        for (const example of examples) {
          const outputs = (seed: number | string) =>
            withRun({ ...example, seed }, (run) =>
              Array.from({ length: 16 }, () => run.output(x, true).data.join()),
            );
          const first = outputs('a');
          // Few random numbers may be the same by chance, but not for ever.
          if (new Set(first).size === 1) throw new Error('its output in 16 steps must change');
          expectEqual(outputs('a'), first, 'under the same seed, the outputs');
          const others = [outputs('b'), outputs(0), outputs(1)];
          expectDifferent([first, ...others].map(String), 'the outputs under four seeds');
        }
      },
    },
    {
      title: "is decided by its seed under tfjs' own model.fit",
      async check() {
        await useBackend('cpu');
        for (const example of examples) {
          const train = async (seed: number) => {
            const { weights } = await trainByTfjs(options, { ...example, seed });
            return weights.join();
          };
          const first = await train(1);
          expectEqual([await train(1)], [first], 'trained again, the weights');
          expectDifferent([first, await train(2)], 'the weights under two seeds');
        }
      },
    },
    {
      title: "is decided by the engine's seed in Occam's engines, and by nothing else",
      async check() {
        options.register?.();
        await onEachBackend(async ({ name, fused }) => {
          // The engine is the same on each; what differs is who draws.
          if (name === 'wasm') return;
          const engine = fused && (options.fused ?? true) === true ? 'fused' : 'tfjs';
          for (const example of examples) {
            // All rows in one batch, so that the seed decides no more of the data than their order.
            const train = async (seed: string, own: number) => {
              const how = { engine, seed, batchSize: 12 } as const;
              return (await trainLayer(options, { ...example, seed: own }, how)).weights;
            };
            const first = await train('fold 1', 1);
            expectEqual([(await train('fold 1', 2)).join()], [first.join()], 'the weights');
            const other = await train('fold 2', 1);
            if (!other.some((weight, i) => Math.abs(weight - first[i]!) > 1e-4)) {
              throw new Error('under another seed of the engine, its weights must be others');
            }
          }
        });
      },
    },
    {
      title: 'has its random numbers in its property noise, where both engines find them',
      async check() {
        await useBackend('cpu');
        const layer = create(examples[0]!);
        if (!noiseOf(layer)) throw new Error('noise must be a LayerNoise of @occam/backend');
      },
    },
  ];
  if (mean) {
    laws.push({
      title: `gives at inference the mean of what it gives in training, within six errors of ${CALLS} calls`,
      async check() {
        await useBackend('cpu');
        const x = drawValues([2, ...inputShape], 'rows');
        for (const example of examples) withRun(example, (run) => checkMean(run, x));
      },
    });
  }
  return laws;
}

function checkMean(run: LayerRun, x: ReturnType<typeof drawValues>): void {
  const want = run.output(x, false).data;
  const sums = want.map(() => 0);
  const squares = want.map(() => 0);
  for (let call = 0; call < CALLS; call++) {
    run.output(x, true).data.forEach((value, i) => {
      sums[i]! += value;
      squares[i]! += value * value;
    });
  }
  want.forEach((value, i) => {
    const average = sums[i]! / CALLS;
    const variance = Math.max(squares[i]! / CALLS - average ** 2, 0);
    const error = Math.sqrt(variance / CALLS);
    if (!(Math.abs(average - value) <= 6 * error + 1e-5)) {
      throw new Error(
        `the mean of element ${i} is ${average} ± ${error} in training, but ${value} at inference`,
      );
    }
  });
}

function expectDifferent(values: readonly string[], what: string): void {
  if (new Set(values).size < values.length) throw new Error(`${what} must differ`);
}

function expectEqual(got: readonly string[], want: readonly string[], what: string): void {
  if (got.join(';') !== want.join(';')) throw new Error(`${what} must be the same, to the bit`);
}
