import type { SampleRandom } from '../sampleRandom.js';
import { exp, log } from './logExp.js';

/**
 * Draws from the symmetric beta distribution B(α, α), density ∝ (λ(1 − λ))^(α − 1); α = 0 stands for its limit with all the mass at
 * λ = 1, "nothing is mixed".
 *
 *     gamma(a), Marsaglia and Tsang (2000), with a + 1 for a, in logarithms, so that a small a does not underflow:
 *       d = a + 1 − 1/3,  c = 1 / √(9d)
 *       repeat  z ~ N(0, 1),  v = (1 + c·z)³,  u ~ U(0, 1)  until  v > 0 and ln u < z²/2 + d − d·v + d·ln v
 *       ln gamma = ln(d·v) + ln(u′) / a,  u′ ~ U(0, 1)
 *     λ = gamma₁ / (gamma₁ + gamma₂)
 *
 * How many numbers are drawn depends on chance, so it comes last in a transform's draw, or after what must not move.
 *
 * @param alpha at least 0
 * @returns from 0 … 1
 */
export function drawBeta(random: SampleRandom, alpha: number): number {
  if (alpha === 0) return 1;
  const own = logGamma(random, alpha);
  return 1 / (1 + exp(logGamma(random, alpha) - own));
}

/** Draws the logarithm of a number from the gamma distribution of shape a > 0. */
export function logGamma(random: SampleRandom, a: number): number {
  const d = a + 2 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const z = random.normal();
    const root = 1 + c * z;
    const v = root * root * root;
    const logU = logUniform(random);
    if (v > 0 && logU < (z * z) / 2 + d - d * v + d * log(v)) {
      return log(d * v) + logUniform(random) / a;
    }
  }
}

/** The logarithm of a uniform number from the middles of 2³² bins, never 0 nor 1. */
function logUniform(random: SampleRandom): number {
  return log(random.next() + 2 ** -33);
}
