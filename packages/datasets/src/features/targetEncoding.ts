/** What {@link encodeCategories} needs to know of a column and a target. */
export interface EncodingInput {
  /** The index of each row's category; rows of −1 are left out. */
  readonly codes: Int32Array;
  /** How many categories there are. */
  readonly categories: number;
  /** The target of each row. */
  readonly target: Float64Array;
  /** Weight of the overall mean, in rows; 'auto': by the variances. */
  readonly smooth: 'auto' | number;
  /** The rows to learn from. */
  readonly rows: Int32Array;
}

/**
 * Encodes each category by the mean of its targets, drawn towards the mean ȳ of all the rows:
 *
 *     λ·ȳ_c + (1 − λ)·ȳ,   λ = n_c / (n_c + smooth),   or for 'auto' λ = n_c·s² / (n_c·s² + s_c²)
 *
 * with n_c the rows, ȳ_c the mean and s_c² the variance (over n) of a category, s² that of all the rows: the empirical
 * Bayes estimate. A category without rows gets ȳ.
 *
 * @returns the encoding of each category, and ȳ
 */
export function encodeCategories(input: EncodingInput): { encoding: Float64Array; mean: number } {
  const { codes, categories, target, smooth, rows } = input;
  const sums = new Float64Array(categories);
  const counts = new Float64Array(categories);
  let total = 0;
  for (const row of rows) {
    total += target[row]!;
    sums[codes[row]!]! += target[row]!;
    counts[codes[row]!]! += 1;
  }
  const mean = total / rows.length;
  if (smooth !== 'auto') {
    const encoding = sums.map((sum, c) =>
      counts[c]! === 0 ? mean : (sum + smooth * mean) / (counts[c]! + smooth),
    );
    return { encoding, mean };
  }
  const means = sums.map((sum, c) => sum / counts[c]!);
  const squares = new Float64Array(categories);
  let square = 0;
  for (const row of rows) {
    square += (target[row]! - mean) ** 2;
    squares[codes[row]!]! += (target[row]! - means[codes[row]!]!) ** 2;
  }
  const variance = square / rows.length;
  const encoding = means.map((ofCategory, c) => {
    const between = variance * counts[c]!;
    const lambda = between / (between + squares[c]! / counts[c]!);
    // Not a number where there are no rows, or where no target differs from another.
    return Number.isNaN(lambda) ? mean : lambda * ofCategory + (1 - lambda) * mean;
  });
  return { encoding, mean };
}
