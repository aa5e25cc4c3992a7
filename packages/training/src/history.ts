/** What was measured in each epoch; index e of every array belongs to epoch e, counted from 0. */
export interface History {
  /**
   * The plain loss on the training rows, the mean over the epoch's batches by their rows, in training mode (with
   * dropout, before each step, as in Keras), without penalties, smoothing, class or sample weights.
   */
  loss: number[];
  /** The same loss on the validation rows, after the epoch. */
  val_loss?: number[];
  /** The share of training rows whose class came out right, in training mode; for classification. */
  acc?: number[];
  /** The share of validation rows whose class came out right, after the epoch. */
  val_acc?: number[];
  /** What the optimizer minimized: the weighted, smoothed loss plus the penalties. */
  objective: number[];
  /** The sum of all penalties. */
  penalty: number[];
  /** The learning rate of the epoch's last step. */
  lr: number[];
  /** Any other column. */
  [column: string]: number[] | undefined;
}
