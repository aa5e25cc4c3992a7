import type { Plan, PlanBuffer } from '@occam/backend';

/** What lies between two steps of a lowered chain. All is shape [rows, …width], or [rows · count, …width] where it is pulled. */
export interface Level {
  /** How many numbers a row has. */
  readonly width: number;
  /** How long the last axis is. */
  readonly channels: number;
  /** The values. */
  readonly value: PlanBuffer;
  /** The gradient of the term by them; undefined for what a Dense layer gets first, where nobody needs it. */
  readonly adjoint: PlanBuffer | undefined;
  /** Gradients that are pulled back from the output. */
  readonly pulled: PlanBuffer;
  /** The gradient of the term by those. */
  readonly pulledAdjoint: PlanBuffer;
}

/**
 * One step of a lowered chain, from a level x to a level y. With J = ∂y/∂x at the row, G the gradients that are pulled back and
 * a bar for the gradient of the term by what is under it:
 *
 *     forward     y = f(x)
 *     pull        G_x = G_y·J                 what ∂/∂x of the network is made of
 *     unpull      Ḡ_y = Ḡ_x·Jᵀ                ȳ, x̄ and parameters get what J depends on them by
 *     backward    x̄ += ȳ·J                    and parameters
 */
export interface ChainStep {
  /** Computes the values. */
  forward(rows: number): void;
  /** Pulls gradients back. */
  pull(rows: number): void;
  /** Differentiates {@link pull}. */
  unpull(rows: number): void;
  /** Differentiates {@link forward}. */
  backward(rows: number): void;
  /**
   * factor · Σ G_x², and unpulls its gradient, without G_x where that is cheaper.
   * Default: by `pull` and `unpull`.
   */
  squares?(rows: number, factor: number): number;
}

/** A step, and where it leads to. */
export interface LoweredStep {
  /** The level that it computes. */
  readonly to: Level;
  /** What it does; undefined if it only gives the numbers of a row another shape. */
  readonly step?: ChainStep | undefined;
}

/** What a lowered chain allocates from: buffers of a plan that hold what they hold from its forward pass to its end. */
export class ChainPlan {
  /** The plan. */
  readonly plan: Plan;
  /** How many gradients are pulled back for each row; 0 if none. */
  readonly count: number;
  /** How many rows the chain has for one of the batch. */
  readonly repeat: number;
  readonly #buffers: PlanBuffer[] = [];

  /** Allocates nothing yet. */
  constructor(plan: Plan, { count = 0, repeat = 1 }: { count?: number; repeat?: number }) {
    this.plan = plan;
    this.count = count;
    this.repeat = repeat;
  }

  /** So many bytes for a batch of so many rows. */
  scratch(bytes: (rows: number) => number): PlanBuffer {
    const buffer = this.plan.scratch((rows) => bytes(rows * this.repeat));
    this.#buffers.push(buffer);
    return buffer;
  }

  /** So many float32 numbers for each row of the chain. */
  perRow(width: number): PlanBuffer {
    return this.scratch((rows) => 4 * rows * width);
  }

  /** What is between two steps. */
  level(width: number, channels: number): Level & { readonly adjoint: PlanBuffer } {
    return {
      width,
      channels,
      value: this.perRow(width),
      adjoint: this.perRow(width),
      pulled: this.perRow(width * this.count),
      pulledAdjoint: this.perRow(width * this.count),
    };
  }

  /** The numbers of a buffer. The memory may grow, so they are asked for anew in each step. */
  numbers({ address }: PlanBuffer, size: number): Float32Array {
    return new Float32Array(this.plan.module.memory.buffer, address, size);
  }

  /**
   * Closes the list of buffers: computes the term when its value is asked for, which is after the backward pass, when all
   * gradients of parameters are written and may be added to.
   *
   * @param others buffers of the plan that are read, as the features
   * @param compute the term of so many rows of the batch
   * @returns what a lowering of a term returns
   */
  afterBackward(others: readonly PlanBuffer[], compute: (rows: number) => number): () => number {
    let rows = 0;
    const buffers = [...this.#buffers, ...others];
    this.plan.forward(buffers, (batch) => (rows = batch.rows));
    for (const buffer of buffers) this.plan.keep(buffer);
    return () => compute(rows);
  }
}
