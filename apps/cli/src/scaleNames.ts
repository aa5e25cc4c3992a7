/** What `--scale` can name, and the `preprocess` step that it stands for. */
const SCALERS = {
  standard: { className: 'StandardScaler', config: {} },
  'min-max': { className: 'MinMaxScaler', config: {} },
  'max-abs': { className: 'MaxAbsScaler', config: {} },
  robust: { className: 'RobustScaler', config: {} },
  quantile: { className: 'QuantileTransformer', config: {} },
  power: { className: 'PowerTransformer', config: {} },
  rows: { className: 'RowNormalizer', config: {} },
  pca: { className: 'Whitening', config: { kind: 'pca' } },
  zca: { className: 'Whitening', config: { kind: 'zca' } },
  contrast: { className: 'GlobalContrast', config: {} },
} as const;

/** A scaler by its name on the command line. */
export type ScaleName = keyof typeof SCALERS;

/** The names that `--scale` takes. */
export const SCALE_NAMES = Object.keys(SCALERS) as ScaleName[];

/** The `preprocess` steps of a recipe that `--scale` stands for; alone it standardizes. */
export function scaleSteps(scale: boolean | ScaleName | undefined) {
  if (!scale) return [];
  return [SCALERS[scale === true ? 'standard' : scale]];
}

/**
 * Gives `--scale` its default name where what follows it is the data: a path, an address or the name of built-in data.
 *
 * @param args the arguments of the command line
 */
export function separateScale(args: readonly string[]): string[] {
  return args.map((arg, i) => {
    const next = args[i + 1];
    const isData = next !== undefined && /[./\\:]|^(digits|mnist|fashion-mnist)$/.test(next);
    return arg === '--scale' && isData ? '--scale=standard' : arg;
  });
}
