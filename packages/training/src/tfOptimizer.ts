import * as tf from '@tensorflow/tfjs';
import { createOptimizer, type Optimizer } from './optimizers/optimizer.js';
import type { OptimizerConfig, OptimizerOptions } from './optimizers/optimizerConfig.js';
import { resolveOptimizer } from './optimizers/resolveOptimizer.js';
import { createWeightAverage, type WeightAverage } from './weightAverage.js';

/** What needs more than gradients, and why tfjs' own training cannot give it. */
const NEEDS_FIT = {
  sam: 'tfjs keeps what the metrics of each pass measure, so a second pass would leak them',
  ema: 'tfjs does not say when training ends and the averages belong into the model',
  swa: 'tfjs does not tell an optimizer about epochs',
} as const satisfies Partial<Record<keyof OptimizerConfig, string>>;

/** An optimizer of ours as one of tfjs'; made by {@link tfOptimizer}. */
class OccamOptimizer extends tf.Optimizer {
  /** The name by which tfjs serializes it. */
  static readonly className: string = 'OccamOptimizer';
  /** The step size; a callback may change it. */
  learningRate: number;
  readonly #config: OptimizerConfig;
  readonly #optimizer: Optimizer;
  readonly #slow: WeightAverage | undefined;

  constructor(config: ReturnType<typeof resolveOptimizer>, model: tf.LayersModel) {
    super();
    this.#config = config;
    this.learningRate = config.learningRate;
    this.#optimizer = createOptimizer(config, model);
    this.#slow = config.lookahead && createWeightAverage(model);
  }

  applyGradients(gradients: tf.NamedTensorMap | { name: string; tensor: tf.Tensor }[]): void {
    const byName = Array.isArray(gradients)
      ? Object.fromEntries(gradients.map(({ name, tensor }) => [name, tensor]))
      : gradients;
    if (this.iterations === 0) this.#slow?.update(1);
    const given = Object.entries(byName).filter(([, gradient]) => gradient);
    this.#optimizer.step(Object.fromEntries(given), this.learningRate);
    this.incrementIterations();
    const { syncPeriod, slowStepSize } = this.#config.lookahead ?? {};
    if (this.#slow && this.iterations % syncPeriod! === 0) {
      this.#slow.update(slowStepSize!);
      this.#slow.put();
    }
  }

  override dispose(): void {
    this.#optimizer.dispose();
    this.#slow?.dispose();
  }

  getConfig(): tf.serialization.ConfigDict {
    return {
      ...this.#config,
      learningRate: this.learningRate,
    } as object as tf.serialization.ConfigDict;
  }
}

/**
 * Makes an optimizer of ours one of tfjs', for `model.compile` and tfjs' own `fit`: every name, with decoupled decay, clipping and
 * lookahead, the same steps as in {@link fit}. tfjs has no AdamW and clips nothing.
 *
 * The learning rate is constant, but its property `learningRate` may be set at any time. Lookahead leaves the fast weights where
 * training ends between two synchronizations. `sam`, `ema` and `swa` need {@link fit}.
 *
 * @param model whose weights it moves; already built, and not changed afterwards
 * @returns an optimizer with a state of its own; call its `dispose` after training
 * @throws TypeError or RangeError if an option is unknown, of another type or out of range; Error for `sam`, `ema` and `swa`
 *
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs';
 * import { tfOptimizer } from '@occam/training';
 *
 * const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [1] })] });
 * const optimizer = tfOptimizer({ name: 'adamw', learningRate: 0.1, globalClipNorm: 1 }, model);
 * model.compile({ optimizer, loss: 'meanSquaredError' });
 * const x = tf.linspace(-1, 1, 64).reshape([64, 1]);
 * await model.fit(x, x.mul(3), { epochs: 2, verbose: 0 });
 * optimizer.dispose();
 * ```
 */
export function tfOptimizer(
  optimizer: OptimizerOptions,
  model: tf.LayersModel,
): tf.Optimizer & {
  /** The step size of the next step. */
  learningRate: number;
} {
  const config = resolveOptimizer(optimizer);
  for (const [option, reason] of Object.entries(NEEDS_FIT)) {
    if (config[option as keyof typeof NEEDS_FIT]) {
      throw new Error(`${option} needs fit of @occam/training: ${reason}`);
    }
  }
  return new OccamOptimizer(config, model);
}
