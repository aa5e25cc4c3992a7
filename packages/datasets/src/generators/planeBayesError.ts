import { gaussLegendre } from './gaussLegendre.js';
import type { Component } from './mixture.js';

/** A component in the plane that says where it lies, for {@link planeBayesError}. */
export interface PlaneComponent extends Component {
  /** The shortest length over which its density changes by much: its least standard deviation. */
  readonly scale: number;
  /** Where it lies but for parts beyond {@link REACH} standard deviations: [least x, least y, greatest x, greatest y]. */
  readonly bounds: readonly [number, number, number, number];
  /**
   * How many standard deviations the points of a disc are at least away from where it is dense.
   *
   * @param radius the radius of the disc around (x, y)
   */
  distance(x: number, y: number, radius: number): number;
}

/** Beyond so many standard deviations a component counts as nothing (a density of e^−28 of its peak). */
export const REACH = 7.5;

/**
 * The share of errors of the best classifier of a mixture in the plane:
 *
 *     1 − ∫ max_k w_k p_k(x) dx = ∫ (Σ_k w_k p_k(x) − max_k w_k p_k(x)) dx
 *
 * The plane is divided into squares, more finely where several classes overlap: down to the scale of the components
 * there, and further where the best class changes inside a square, for the integrand has a kink there. In each a
 * Gauss–Legendre rule sums the integrand, of 6 × 6 nodes, or 3 × 3 in the smaller squares. The absolute error is below
 * 1e-5.
 */
export function planeBayesError(components: readonly PlaneComponent[], classes: number): number {
  const present = components.filter(({ weight }) => weight > 0);
  const least = (side: 0 | 1) => Math.min(...present.map(({ bounds }) => bounds[side]));
  const greatest = (side: 2 | 3) => Math.max(...present.map(({ bounds }) => bounds[side]));
  const [x0, y0] = [least(0), least(1)];
  const size = Math.max(greatest(2) - x0, greatest(3) - y0);
  return integrate(x0, y0, size, present, new Float64Array(classes), REFINEMENTS);
}

const RULE = gaussLegendre(6);
const RULE_AT_KINKS = gaussLegendre(3);
/** How often a square at the scale of its components is quartered where the best class changes inside. */
const REFINEMENTS = 3;

function integrate(
  x0: number,
  y0: number,
  size: number,
  candidates: readonly PlaneComponent[],
  joint: Float64Array,
  refinements: number,
): number {
  const radius = size * Math.SQRT1_2;
  const near = candidates.filter(
    ({ distance }) => distance(x0 + size / 2, y0 + size / 2, radius) < REACH,
  );
  if (near.every(({ label }) => label === near[0]!.label)) return 0;
  const fine = size <= Math.min(...near.map(({ scale }) => scale));
  if (fine) {
    const { sum, changes } = integrateSquare(x0, y0, size, near, joint, refinements);
    if (!changes || refinements === 0) return sum;
  }
  const half = size / 2;
  const left = fine ? refinements - 1 : refinements;
  return (
    integrate(x0, y0, half, near, joint, left) +
    integrate(x0 + half, y0, half, near, joint, left) +
    integrate(x0, y0 + half, half, near, joint, left) +
    integrate(x0 + half, y0 + half, half, near, joint, left)
  );
}

/** The integral over a square, and whether the best class changes between its nodes and corners. */
function integrateSquare(
  x0: number,
  y0: number,
  size: number,
  components: readonly PlaneComponent[],
  joint: Float64Array,
  refinements: number,
): { sum: number; changes: boolean } {
  const { nodes, weights } = refinements === REFINEMENTS ? RULE : RULE_AT_KINKS;
  const point = [0, 0];
  let loss = 0;
  const bestAt = (x: number, y: number): number => {
    point[0] = x;
    point[1] = y;
    joint.fill(0);
    for (const { label, weight, logDensity } of components) {
      joint[label]! += weight * Math.exp(logDensity(point));
    }
    let best = 0;
    let total = 0;
    for (let label = 0; label < joint.length; label++) {
      if (joint[label]! > joint[best]!) best = label;
      total += joint[label]!;
    }
    loss = total - joint[best]!;
    return best;
  };
  const first = bestAt(x0, y0);
  let changes =
    bestAt(x0 + size, y0) !== first ||
    bestAt(x0, y0 + size) !== first ||
    bestAt(x0 + size, y0 + size) !== first;
  let sum = 0;
  for (let i = 0; i < nodes.length; i++) {
    for (let j = 0; j < nodes.length; j++) {
      if (bestAt(x0 + size * nodes[i]!, y0 + size * nodes[j]!) !== first) changes = true;
      sum += weights[i]! * weights[j]! * loss;
    }
  }
  return { sum: sum * size * size, changes };
}
