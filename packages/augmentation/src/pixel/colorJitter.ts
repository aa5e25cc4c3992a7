import { checkOptions } from '@occam/core';
import { drawFrom, rangeOf, type Range } from '../range.js';
import type { Transform } from '../transform.js';
import type { Canvas } from './canvas.js';
import { paintImages } from './paintImages.js';
import { checkColours } from './changeImages.js';
import { changeBrightness } from './randomBrightness.js';
import { changeContrast } from './randomContrast.js';
import { changeHue, HALF_TURN } from './randomHue.js';
import { changeSaturation } from './randomSaturation.js';
import { factorsOf } from './range.js';

/** What {@link colorJitter} takes. */
export interface ColorJitterOptions {
  /** The factors of `randomBrightness`: [low, high], or one number s for max(0, 1 − s) … 1 + s. Default 0.2. */
  brightness?: Range | undefined;
  /** The factors of `randomContrast`, likewise. Default 0.2. */
  contrast?: Range | undefined;
  /** The factors of `randomSaturation`, likewise. Default 0.2. */
  saturation?: Range | undefined;
  /** The shifts of `randomHue`, in turns: [low, high], or one number s for −s … s. Default 0.05. */
  hue?: Range | undefined;
}

/** What {@link colorJitter} draws for one image. */
export interface ColorJitterDrawn {
  /** In which order the four are done. */
  readonly order: readonly ('brightness' | 'contrast' | 'saturation' | 'hue')[];
  /** The factor of the brightness. */
  readonly brightness: number;
  /** The factor of the contrast. */
  readonly contrast: number;
  /** The factor of the saturation. */
  readonly saturation: number;
  /** The shift of the hue, in turns. */
  readonly hue: number;
}

/**
 * Changes brightness, contrast, saturation and hue of images, each by its own drawn amount, in a drawn order: torchvision's
 * ColorJitter, whose defaults are 0, though.
 *
 * @throws TypeError or RangeError if an option is unknown, of another type or out of range, or images have neither 1 nor 3 channels
 *
 * @example
 * ```ts
 * import { augment, colorJitter } from '@occam/augmentation';
 *
 * const pipeline = augment([colorJitter({ brightness: 0.4, hue: 0 })], { seed: 1 });
 * ```
 */
export function colorJitter(options: ColorJitterOptions = {}): Transform<ColorJitterDrawn> {
  checkOptions('colorJitter', options, ['brightness', 'contrast', 'saturation', 'hue']);
  const { brightness = 0.2, contrast = 0.2, saturation = 0.2, hue = 0.05 } = options;
  const brightnesses = factorsOf('brightness', brightness);
  const contrasts = factorsOf('contrast', contrast);
  const saturations = factorsOf('saturation', saturation);
  const hues = rangeOf('hue', hue, HALF_TURN);
  return {
    className: 'colorJitter',
    on: 'image',
    getConfig: () => ({ brightness, contrast, saturation, hue }),
    draw(random) {
      const order = [...STEPS];
      for (let i = order.length - 1; i > 0; i--) {
        const j = random.int(i + 1);
        [order[i], order[j]] = [order[j]!, order[i]!];
      }
      return {
        order,
        brightness: drawFrom(random, brightnesses),
        contrast: drawFrom(random, contrasts),
        saturation: drawFrom(random, saturations),
        hue: drawFrom(random, hues),
      };
    },
    apply(rows, drawn) {
      checkColours('colorJitter', rows, 'gray');
      return paintImages(rows, drawn, jitter);
    },
  };
}

const CHANGES = {
  brightness: changeBrightness,
  contrast: changeContrast,
  saturation: changeSaturation,
  hue: changeHue,
};
const STEPS = ['brightness', 'contrast', 'saturation', 'hue'] as const;

function jitter(canvas: Canvas, drawn: ColorJitterDrawn): void {
  for (const step of drawn.order) CHANGES[step](canvas, drawn[step]);
}
