import { checkBoolean, checkInteger, checkNumber, checkOptions } from '@occam/core';
import { applyChosen } from '../combine/applyChosen.js';
import { oneOf, type OneOfDrawn } from '../combine/oneOf.js';
import { drawBeta } from '../mixing/beta.js';
import { SAMPLING_OPTIONS } from '../image/sampling.js';
import type { Transform } from '../transform.js';
import { drawDirichlet } from './dirichlet.js';
import { operationsOf, type MagnitudeSpace, type OperationName } from './operations.js';
import { policySampling, type PolicySampling } from './policySampling.js';

/** What {@link augMix} takes. */
export interface AugMixOptions extends PolicySampling {
  /** How strong the operations are at most, 0.1 … 10. Default 3. */
  severity?: number | undefined;
  /** How many chains are mixed, at least 1. Default 3. */
  width?: number | undefined;
  /** How many operations a chain has, at least 1. Default: 1, 2 or 3, drawn for each. */
  depth?: number | undefined;
  /** The α of the Dirichlet and beta distributions that the shares come from, above 0: larger ones mix more evenly. Default 1. */
  alpha?: number | undefined;
  /**
   * Whether color, contrast, brightness and sharpness are among the operations; the paper leaves them out, since its test images
   * are damaged so. Default false.
   */
  allOperations?: boolean | undefined;
}

/** What {@link augMix} draws for one image. */
export interface AugMixDrawn {
  /** The operations of each chain, [chain][step]. */
  readonly chains: readonly (readonly OneOfDrawn[])[];
  /** The share of each chain in the mixture, together 1. */
  readonly weights: readonly number[];
  /** The share of the mixture in the result, 0 … 1; the image itself has the rest. */
  readonly share: number;
}

/** The operations of AugMix. */
export const AUG_MIX_OPERATIONS: readonly OperationName[] = [
  ...(['autocontrast', 'equalize', 'posterize', 'rotate', 'solarize'] as const),
  ...(['shearX', 'shearY', 'translateX', 'translateY'] as const),
];
const OTHERS: readonly OperationName[] = ['color', 'contrast', 'brightness', 'sharpness'];

/** The ranges of the paper's code, for levels of severity / 10. */
export const AUG_MIX_SPACE: MagnitudeSpace = {
  shear: (level) => 0.3 * level,
  pixels: (level, length) => (level * length) / 3,
  degrees: (level) => Math.trunc(30 * level),
  factor: (level) => 1.8 * level + 0.1,
  bits: (level) => 4 - Math.trunc(4 * level),
  threshold: (level) => 256 - Math.trunc(256 * level),
};

/**
 * Mixes each image with several versions of itself, each of which went through a short chain of drawn operations:
 *
 *     x ← (1 − m) · x + m · Σ wᵢ · chainᵢ(x)      m ~ Beta(α, α), w ~ Dirichlet(α, …, α)
 *
 * An operation's strength is drawn from 0.1 … severity, of 10, at which are: shear 0.3, translation a third of the side, rotation 30°,
 * solarize from 0; posterize keeps at most 4 bits. The paper's loss between several variants of an image (Jensen–Shannon) is not
 * part of this: it belongs to the objective.
 *
 * Hendrycks, Mu, Cubuk, Zoph, Gilmer, Lakshminarayanan: AugMix: A simple data processing method to improve robustness and
 * uncertainty, 2020; lists and ranges are those of its code.
 *
 * @throws TypeError or RangeError if an option is unknown, of another type or out of range, or images have neither 1 nor 3 channels
 *
 * @example
 * ```ts
 * import { augMix, augment } from '@occam/augmentation';
 *
 * const pipeline = augment([augMix({ severity: 3 })], { seed: 1 });
 * ```
 */
export function augMix(options: AugMixOptions = {}): Transform<AugMixDrawn> {
  const known = ['severity', 'width', 'depth', 'alpha', 'allOperations', ...SAMPLING_OPTIONS];
  checkOptions('augMix', options, known);
  const { severity = 3, width = 3, depth, alpha = 1, allOperations = false } = options;
  checkNumber('severity', severity, { min: 0.1, max: 10 });
  checkInteger('width', width, { min: 1 });
  if (depth !== undefined) checkInteger('depth', depth, { min: 1 });
  checkNumber('alpha', alpha, { above: 0 });
  checkBoolean('allOperations', allOperations);
  const sampling = policySampling(options);
  const names = allOperations ? [...AUG_MIX_OPERATIONS, ...OTHERS] : AUG_MIX_OPERATIONS;
  const operations = operationsOf(
    names,
    AUG_MIX_SPACE,
    sampling,
    (random) => random.uniform(0.1, severity) / 10,
  );
  const operation = oneOf(operations);
  return {
    className: 'augMix',
    on: 'image',
    getConfig: () => {
      const config = { severity, width, alpha, allOperations, ...sampling };
      return depth === undefined ? config : { ...config, depth };
    },
    draw(random, source) {
      const chains = Array.from({ length: width }, () =>
        Array.from({ length: depth ?? 1 + random.int(3) }, () => operation.draw(random, source)),
      );
      return {
        chains,
        weights: drawDirichlet(random, alpha, width),
        share: drawBeta(random, alpha),
      };
    },
    apply(rows, drawn, source) {
      const { data: own, shape } = rows.x;
      const size = own.length / (shape[0] || 1);
      const data = new Float32Array(own.length);
      drawn.forEach(({ share }, row) => {
        for (let i = row * size; i < (row + 1) * size; i++) data[i] = (1 - share) * own[i]!;
      });
      for (let chain = 0; chain < width; chain++) {
        const depths = drawn.map(({ chains }) => chains[chain]!.length);
        let varied = rows;
        for (let step = 0; step < Math.max(0, ...depths); step++) {
          const choices = drawn.map(({ chains }) => chains[chain]![step]);
          varied = applyChosen('augMix', varied, operations, choices, source);
        }
        const other = varied.x.data;
        drawn.forEach(({ share, weights }, row) => {
          const weight = share * weights[chain]!;
          for (let i = row * size; i < (row + 1) * size; i++) data[i]! += weight * other[i]!;
        });
      }
      for (let i = 0; i < data.length; i++) if (data[i]! > 1) data[i] = 1; // by rounding
      return { x: { data, shape }, y: rows.y };
    },
  };
}
