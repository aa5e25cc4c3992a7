import { gaussLegendre } from './gaussLegendre.js';
import { REACH, type PlaneComponent } from './planeBayesError.js';

/** A curve in the plane, run through by t from 0 to 1. */
export interface Curve {
  /** The point at t. */
  at(t: number): readonly [number, number];
  /** The greatest |d at / dt|; 0 for a single point. */
  readonly speed: number;
}

/**
 * The distribution of points drawn along a curve (t uniform in 0 … 1) with Gaussian noise of standard deviation σ in
 * both coordinates:
 *
 *     p(x) = ∫₀¹ exp(−‖x − c(t)‖² / 2σ²) / (2πσ²) dt
 *
 * by a Gauss–Legendre rule of 6 nodes on each piece of at most 2σ (error below 1e-8).
 *
 * @param scale σ, at least {@link leastNoise}
 */
export function curveComponent(
  label: number,
  weight: number,
  curve: Curve,
  scale: number,
): PlaneComponent {
  const pieces = Math.max(1, Math.ceil(curve.speed / (2 * scale)));
  const half = curve.speed / pieces / 2;
  const middles = new Float64Array(pieces * 2);
  const nodes = new Float64Array(pieces * RULE.nodes.length * 2);
  for (let piece = 0; piece < pieces; piece++) {
    middles.set(curve.at((piece + 0.5) / pieces), piece * 2);
    for (const [i, node] of RULE.nodes.entries()) {
      nodes.set(curve.at((piece + node) / pieces), (piece * RULE.nodes.length + i) * 2);
    }
  }
  const distances = new Float64Array(pieces);
  const squares = new Float64Array(pieces * RULE.nodes.length);
  const measure = (x: number, y: number): number => {
    let nearest = Infinity;
    for (let piece = 0; piece < pieces; piece++) {
      const dx = x - middles[2 * piece]!;
      const dy = y - middles[2 * piece + 1]!;
      distances[piece] = Math.sqrt(dx * dx + dy * dy);
      if (distances[piece]! < nearest) nearest = distances[piece]!;
    }
    return nearest;
  };
  const precision = 1 / (2 * scale * scale);
  const constant = -Math.log(2 * Math.PI * scale * scale * pieces);

  return {
    label,
    weight,
    scale,
    bounds: boundsOf(nodes, half + REACH * scale),
    distance: (x, y, radius) => (measure(x, y) - half - radius) / scale,
    logDensity(point) {
      const x = point[0]!;
      const y = point[1]!;
      const nearest = measure(x, y);
      const limit = Math.sqrt(nearest * nearest + 60 * scale * scale) + half;
      let least = Infinity;
      let count = 0;
      for (let piece = 0; piece < pieces; piece++) {
        if (distances[piece]! > limit) continue;
        for (let i = 0; i < RULE.nodes.length; i++) {
          const node = (piece * RULE.nodes.length + i) * 2;
          const dx = x - nodes[node]!;
          const dy = y - nodes[node + 1]!;
          const square = dx * dx + dy * dy;
          if (square < least) least = square;
          squares[count++] = square;
        }
      }
      let sum = 0;
      for (let i = 0; i < count; i++) {
        sum += RULE.weights[i % RULE.weights.length]! * Math.exp((least - squares[i]!) * precision);
      }
      return Math.log(sum) - least * precision + constant;
    },
  };
}

const RULE = gaussLegendre(6);

/**
 * The least noise that is told apart from none along curves, 1/32,768 of the longest one: at that, the class of the
 * nearest curve is all but certain.
 */
export function leastNoise(curves: readonly Curve[]): number {
  return Math.max(...curves.map(({ speed }) => speed)) * 2 ** -15;
}

function boundsOf(points: Float64Array, margin: number): [number, number, number, number] {
  const bounds: [number, number, number, number] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let i = 0; i < points.length; i += 2) {
    bounds[0] = Math.min(bounds[0], points[i]! - margin);
    bounds[1] = Math.min(bounds[1], points[i + 1]! - margin);
    bounds[2] = Math.max(bounds[2], points[i]! + margin);
    bounds[3] = Math.max(bounds[3], points[i + 1]! + margin);
  }
  return bounds;
}
