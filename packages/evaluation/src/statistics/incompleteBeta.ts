/**
 * Computes the regularized incomplete beta function I_x(a, b) = ∫₀ˣ tᵃ⁻¹(1 − t)ᵇ⁻¹ dt / B(a, b).
 *
 *     I_x(a, b) = xᵃ(1 − x)ᵇ / (a·B(a, b)) · 1/(1 + d₁/(1 + d₂/(1 + …)))
 *     d₂ₘ₊₁ = −(a + m)(a + b + m)·x / ((a + 2m)(a + 2m + 1))
 *     d₂ₘ   = m·(b − m)·x / ((a + 2m − 1)(a + 2m))
 *
 * evaluated by Lentz's method; it converges fast for x < (a + 1)/(a + b + 2), elsewhere
 * I_x(a, b) = 1 − I_{1−x}(b, a). Source: Abramowitz and Stegun (1964), 26.5.8; Thompson and Barnett (1986).
 *
 * @param x 0 … 1
 * @param a above 0
 * @param b above 0
 * @param complement 1 − x, for who knows it more exactly than the subtraction gives it
 * @returns 0 … 1
 */
export function incompleteBeta(x: number, a: number, b: number, complement = 1 - x): number {
  if (x <= 0) return 0;
  if (complement <= 0) return 1;
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(complement, b, a, x);
  const logX = x < 0.5 ? Math.log(x) : Math.log1p(-complement);
  const logComplement = x < 0.5 ? Math.log1p(-x) : Math.log(complement);
  return Math.exp(a * logX + b * logComplement - logBeta(a, b)) / (a * fraction(x, a, b));
}

/** The continued fraction 1 + d₁/(1 + d₂/(1 + …)) as the product of its convergents' ratios. */
function fraction(x: number, a: number, b: number): number {
  let value = 1;
  let above = 1;
  let below = 0;
  for (let step = 1; ; step++) {
    const m = step >> 1;
    const d =
      step % 2 === 1
        ? (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1))
        : (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    below = 1 / (1 + d * below);
    above = 1 + d / above;
    value *= above * below;
    if (Math.abs(above * below - 1) < Number.EPSILON) return value;
  }
}

/** ln B(a, b) by Stirling's series, after B(a, b) = B(a + 1, b)·(a + b)/a has raised both to 16. */
export function logBeta(a: number, b: number): number {
  let raised = 0;
  for (; a < 16; a++) raised += Math.log((a + b) / a);
  for (; b < 16; b++) raised += Math.log((a + b) / b);
  return (
    raised +
    (Math.log(2 * Math.PI) - Math.log(b)) / 2 +
    (a - 0.5) * Math.log(a / (a + b)) +
    b * Math.log1p(-a / (a + b)) +
    stirling(a) +
    stirling(b) -
    stirling(a + b)
  );
}

/** What ln Γ(z) is above (z − ½) ln z − z + ½ ln 2π; to 1e-14 for z ≥ 16. */
function stirling(z: number): number {
  return (1 / 12 - (1 / 360 - (1 / 1260 - 1 / (1680 * z * z)) / (z * z)) / (z * z)) / z;
}
