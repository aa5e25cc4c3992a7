/** How a value between pixels is found: from the four around it, or the nearest. */
export type Interpolation = 'bilinear' | 'nearest';

/**
 * What lies beyond the border, as in Keras: `constant` (k k | a b c | k k), `nearest` (a a | a b c | c c), `reflect`
 * (b a | a b c | c b) and `wrap` (b c | a b c | a b). scipy calls them grid-constant, nearest, reflect and grid-wrap.
 */
export type FillMode = 'constant' | 'nearest' | 'reflect' | 'wrap';

/**
 * A projective map, row by row: pixel (x, y) of the result is taken from ((m₀x + m₁y + m₂) / w, (m₃x + m₄y + m₅) / w) of the image
 * with w = m₆x + m₇y + m₈. Coordinates count pixels from the centre of the first.
 */
export type Matrix = readonly number[];

/** How an image is sampled where a transform only moves pixels. */
export interface Sampling {
  /** How a value between pixels is found. */
  readonly interpolation: Interpolation;
  /** What lies beyond the border. */
  readonly fillMode: FillMode;
  /** The pixel beyond the border for `constant`. */
  readonly fillValue: number;
}

/**
 * Where a transform that only moves pixels takes them from: pixel p of the result is the image at M(p + u(p)), with a matrix M and
 * a displacement u.
 *
 * @typeParam Drawn what is drawn for one image
 */
export interface Geometry<Drawn = unknown> {
  /** How it samples; undefined for what never falls between pixels or beyond the border, as a flip. */
  readonly sampling?: Sampling | undefined;
  /** The matrix for an image; undefined if it is the identity. */
  matrix?(drawn: Drawn, height: number, width: number): Matrix | undefined;
  /**
   * Writes the displacement in pixels, all of x and then all of y, shape [2, height, width].
   *
   * @returns false if it is zero everywhere; `out` need not be written then
   */
  displace?(drawn: Drawn, out: Float32Array, height: number, width: number): boolean;
}
