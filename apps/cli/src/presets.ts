/** A pipeline as the command line reads it from a file. */
interface Preset {
  /** What happens to a row, in order. */
  readonly transforms: readonly { readonly className: string; readonly config: object }[];
}

/**
 * Pipelines by name. Each keeps what a row means for the data that it is called after: `digits` flips nothing, since a mirrored digit
 * is none, or another one.
 */
export const PRESETS = {
  /** Small rotations, shifts and shears, and elastic distortion (Simard 2003), for what is written by hand. */
  digits: {
    transforms: [
      {
        className: 'randomAffine',
        config: { degrees: 10, translation: 0.08, scale: 0.1, shear: 10, fillMode: 'constant' },
      },
      { className: 'elastic', config: { alpha: 34, sigma: 4, fillMode: 'constant' } },
    ],
  },
  /** Mirrored, moved and zoomed, in other light: for photos of things that have no left and right. */
  photos: {
    transforms: [
      { className: 'horizontalFlip', config: {} },
      {
        className: 'randomAffine',
        config: { degrees: 10, translation: 0.1, scale: 0.15 },
      },
      { className: 'colorJitter', config: {} },
    ],
  },
  /** A little normal noise (the features must be on one scale, as `--scale` puts them). */
  table: {
    transforms: [{ className: 'addGaussianNoise', config: { stddev: 0.1 } }],
  },
} as const satisfies Record<string, Preset>;
