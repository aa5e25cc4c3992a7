/**
 * The probability Q(z) that a standard normal number exceeds z, to 1e-12 of its value also far out:
 * ½ − φ(z)·(z + z³/3 + z⁵/15 + …) near 0, else φ(z) over the continued fraction z + 1/(z + 2/(z + 3/(z + …)))
 * (Abramowitz and Stegun, 26.2.11 and 26.2.14).
 */
export function normalTail(z: number): number {
  if (z < 0) return 1 - normalTail(-z);
  const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
  if (z < 2.5) {
    let term = z;
    let sum = z;
    for (let k = 3; term > sum * 1e-17; k += 2) {
      term *= (z * z) / k;
      sum += term;
    }
    return 0.5 - density * sum;
  }
  let fraction = z;
  for (let k = 150; k > 0; k--) fraction = z + k / fraction;
  return density / fraction;
}
