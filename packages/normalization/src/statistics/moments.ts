/** Mean and sum of squared deviations of numbers that come in blocks, in float64. */
export class Moments {
  #count = 0;
  #mean = 0;
  #squares = 0;

  /** The mean; NaN of nothing. */
  get mean(): number {
    return this.#count > 0 ? this.#mean : NaN;
  }

  /** The standard deviation, with n in the denominator. */
  get std(): number {
    return Math.sqrt(this.#squares / this.#count);
  }

  /** Takes a block in: Chan, Golub and LeVeque (1983). */
  add(values: ArrayLike<number>): void {
    const n = values.length;
    if (n === 0) return;
    let sum = 0;
    for (let i = 0; i < n; i++) sum += values[i]!;
    const mean = sum / n;
    let squares = 0;
    for (let i = 0; i < n; i++) squares += (values[i]! - mean) ** 2;
    const total = this.#count + n;
    const apart = mean - this.#mean;
    this.#squares += squares + (apart ** 2 * this.#count * n) / total;
    this.#mean += (apart * n) / total;
    this.#count = total;
  }
}
