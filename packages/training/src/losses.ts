/** A loss by name. */
export type LossName =
  'crossEntropy' | 'binaryCrossEntropy' | 'meanSquaredError' | 'meanAbsoluteError' | 'huber';
