import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { onBackend } from '../../test/helpers.js';
import { ACTIVATION_CURVES, leakyCurve } from './activationCurves.js';

onBackend('wasm');

const POINTS = [-4, -2.2, -1, -0.3, 0.2, 0.9, 2.1, 3.7, 7];
const STEP = 1e-5;

describe.each(Object.entries({ ...ACTIVATION_CURVES, leakyRelu: leakyCurve(0.3) }))(
  'the curve of %s',
  (name, { value, slope, curvature = () => 0 }) => {
    it('is what tfjs computes', () => {
      const layer =
        name === 'leakyRelu'
          ? tf.layers.leakyReLU({ alpha: 0.3 })
          : tf.layers.activation({ activation: name as 'relu' });
      const wanted = tf.tidy(() => (layer.apply(tf.tensor1d(POINTS)) as tf.Tensor).dataSync());
      POINTS.forEach((z, i) => expect(value(z)).toBeCloseTo(wanted[i]!, 5));
    });

    it('has the derivatives of central differences', () => {
      // erf is a polynomial of float32's precision, so that its differences take a wider step.
      const step = name === 'gelu' ? 1e-2 : STEP;
      const digits = name === 'gelu' ? 3 : 5;
      for (const z of POINTS) {
        const rise = (value(z + step) - value(z - step)) / (2 * step);
        expect(slope(z, value(z))).toBeCloseTo(rise, digits);
        const slopeAt = (at: number) => slope(at, value(at));
        const bend = (slopeAt(z + step) - slopeAt(z - step)) / (2 * step);
        expect(curvature(z, value(z))).toBeCloseTo(bend, digits);
      }
    });
  },
);
