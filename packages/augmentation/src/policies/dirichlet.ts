import { logGamma } from '../mixing/beta.js';
import { exp } from '../mixing/logExp.js';
import type { SampleRandom } from '../sampleRandom.js';

/**
 * Draws shares from the symmetric Dirichlet distribution: gamma numbers of shape α, divided by their sum.
 *
 * @param alpha above 0
 * @returns `count` numbers, together 1
 */
export function drawDirichlet(random: SampleRandom, alpha: number, count: number): number[] {
  const logs = Array.from({ length: count }, () => logGamma(random, alpha));
  const highest = Math.max(...logs);
  const shares = logs.map((log) => exp(log - highest));
  const sum = shares.reduce((total, share) => total + share, 0);
  return shares.map((share) => share / sum);
}
