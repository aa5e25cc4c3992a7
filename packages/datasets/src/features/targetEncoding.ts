/** The targets of each category in each fold, as numbers, means and sums of squares; index fold · categories + category. */
export interface CategoryMoments {
  /** How many categories there are. */
  readonly categories: number;
  /** How many folds there are. */
  readonly folds: number;
  /** How many rows. */
  readonly counts: Float64Array;
  /** The mean target; 0 without rows. */
  readonly means: Float64Array;
  /** The sum of squared deviations from that mean. */
  readonly squares: Float64Array;
}

/**
 * Gathers the moments in two passes over the rows, however many folds there are.
 *
 * @param codes the category of each row
 * @param target the target of each row
 * @param foldOf the fold of each row; undefined where there is one
 */
export function categoryMoments(
  codes: Int32Array,
  categories: number,
  target: Float64Array,
  folds: number,
  foldOf?: Int32Array,
): CategoryMoments {
  const counts = new Float64Array(folds * categories);
  const sums = new Float64Array(folds * categories);
  const squares = new Float64Array(folds * categories);
  const cellOf = (row: number) => (foldOf?.[row] ?? 0) * categories + codes[row]!;
  for (let row = 0; row < codes.length; row++) {
    const cell = cellOf(row);
    counts[cell]! += 1;
    sums[cell]! += target[row]!;
  }
  const means = sums.map((sum, cell) => (counts[cell]! > 0 ? sum / counts[cell]! : 0));
  for (let row = 0; row < codes.length; row++) {
    const cell = cellOf(row);
    squares[cell]! += (target[row]! - means[cell]!) ** 2;
  }
  return { categories, folds, counts, means, squares };
}

/**
 * Encodes each category by the mean of its targets, drawn towards the mean ȳ of all the rows:
 *
 *     λ·ȳ_c + (1 − λ)·ȳ,   λ = n_c / (n_c + smooth),   or for 'auto' λ = n_c·s² / (n_c·s² + s_c²)
 *
 * with n_c the rows, ȳ_c the mean and s_c² the variance (over n) of a category, s² that of all the rows: the empirical
 * Bayes estimate. A category without rows gets ȳ. Folds are put together by the formula of Chan, Golub and LeVeque
 * (1983), which only adds: the fold that is left out is never in the numbers.
 *
 * @param leftOut the fold whose rows are not looked at; −1 for none
 * @returns the encoding of each category, and ȳ
 */
export function encodeCategories(
  { categories, folds, counts, means, squares }: CategoryMoments,
  smooth: 'auto' | number,
  leftOut = -1,
): { encoding: Float64Array; mean: number } {
  const n = new Float64Array(categories);
  const ofCategory = new Float64Array(categories);
  const within = new Float64Array(categories);
  const kept = Array.from({ length: folds }, (_, fold) => fold).filter((fold) => fold !== leftOut);
  const cells = kept.map((fold) => fold * categories);
  let rows = 0;
  let total = 0;
  for (let c = 0; c < categories; c++) {
    let sum = 0;
    for (const cell of cells) {
      n[c]! += counts[cell + c]!;
      sum += counts[cell + c]! * means[cell + c]!;
    }
    ofCategory[c] = sum / n[c]!;
    for (const cell of cells) {
      const shift = means[cell + c]! - ofCategory[c]!;
      if (counts[cell + c]! > 0) within[c]! += squares[cell + c]! + counts[cell + c]! * shift ** 2;
    }
    rows += n[c]!;
    total += sum;
  }
  const mean = total / rows;
  if (smooth !== 'auto') {
    const encoding = n.map((count, c) =>
      count === 0 ? mean : (count * ofCategory[c]! + smooth * mean) / (count + smooth),
    );
    return { encoding, mean };
  }
  let variance = 0;
  for (let c = 0; c < categories; c++) {
    if (n[c]! > 0) variance += (within[c]! + n[c]! * (ofCategory[c]! - mean) ** 2) / rows;
  }
  const encoding = n.map((count, c) => {
    const between = variance * count;
    const lambda = between / (between + within[c]! / count);
    // Not a number where there are no rows, or where no target differs from another.
    return Number.isNaN(lambda) ? mean : lambda * ofCategory[c]! + (1 - lambda) * mean;
  });
  return { encoding, mean };
}
