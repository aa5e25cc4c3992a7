/** When training stops before its last epoch, and which weights it keeps. */
export interface EarlyStoppingOptions {
  /** The column of the history to watch. Default 'val_loss'. */
  monitor?: string | undefined;
  /** The least change that counts as better, at least 0. Default 0. */
  minDelta?: number | undefined;
  /** How many epochs without improvement are borne before training stops, at least 0. */
  patience: number;
  /** Whether a smaller or a larger value is better; 'auto': larger for names that end in 'acc'. Default 'auto'. */
  mode?: 'auto' | 'min' | 'max' | undefined;
  /** A value that must be bettered within the patience. Default: none. */
  baseline?: number | undefined;
  /** Whether the weights of the best epoch are put back however training ends. Default true, unlike Keras. */
  restoreBestWeights?: boolean | undefined;
}
