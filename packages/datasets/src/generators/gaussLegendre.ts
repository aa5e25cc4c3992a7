/** Where a Gauss–Legendre rule evaluates on [0, 1], and with which weights. */
export interface QuadratureRule {
  /** The nodes, ascending. */
  readonly nodes: Float64Array;
  /** The weights, summing to 1. */
  readonly weights: Float64Array;
}

/**
 * The Gauss–Legendre rule of n nodes on [0, 1], exact for polynomials of degree 2n − 1: the nodes are the roots of
 * the Legendre polynomial Pₙ, found by Newton's method.
 */
export function gaussLegendre(n: number): QuadratureRule {
  const nodes = new Float64Array(n);
  const weights = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    let x = -Math.cos((Math.PI * (i + 0.75)) / (n + 0.5));
    let slope = 1;
    for (let step = 0; step < 10; step++) {
      let [previous, value] = [1, x];
      for (let k = 2; k <= n; k++) {
        [previous, value] = [value, ((2 * k - 1) * x * value - (k - 1) * previous) / k];
      }
      slope = (n * (x * value - previous)) / (x * x - 1);
      x -= value / slope;
    }
    nodes[i] = (x + 1) / 2;
    weights[i] = 1 / ((1 - x * x) * slope * slope);
  }
  return { nodes, weights };
}
