/** The batch that runs through a plan. */
export interface Batch {
  /** How many rows it has. */
  rows: number;
  /** The step of training, counted from 0: decides the masks. */
  step: number;
}
