/** A weight as a matrix: what comes in × what goes out; the axes before the last are the rows. */
export interface MatrixSize {
  /** Rows. */
  readonly rows: number;
  /** Columns: neurons or filters. */
  readonly columns: number;
}

/**
 * Reads a weight as a matrix.
 *
 * @param owner who asks, for the message
 * @throws RangeError if it is a vector
 */
export function matrixOf(owner: string, shape: readonly number[]): MatrixSize {
  if (shape.length < 2) {
    throw new RangeError(
      `${owner} acts on matrices, not on a weight of shape [${shape.join(', ')}]: use it for kernels, not for biases`,
    );
  }
  const rows = shape.slice(0, -1).reduce((product, n) => product * n, 1);
  return { rows, columns: shape.at(-1)! };
}
