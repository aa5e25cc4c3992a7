import { checkNdArray, createRng, describe, takeRows, type Seed } from '@occam/core';
import { classCountOf } from './classes.js';
import { asImages, checkFits } from './imageShape.js';
import { warpStage } from './image/warpStage.js';
import { SampleRandom } from './sampleRandom.js';
import type { Stage } from './stages.js';
import type { Rows, RowSource, TrainingRows, Transform } from './transform.js';

/** What was drawn for some rows: plain JSON, enough to do it again. */
export interface Drawn {
  /** The seed of whoever trained. */
  readonly seed: Seed;
  /** The epoch. */
  readonly epoch: number;
  /** What each transform drew for each row, [transform][row]. */
  readonly draws: readonly (readonly unknown[])[];
}

/** Varied rows, with what was drawn for them. */
export interface VariedRows extends Rows {
  /** What was drawn, to be done again. */
  readonly drawn: Drawn;
}

/** What a pipeline does, in a form ready to run. */
export interface Plan {
  /** Its transforms in passes. */
  readonly stages: readonly Stage[];
  /** Its own seed. */
  readonly seed: Seed;
  /** What a flat row is as an image. */
  readonly imageShape: readonly number[] | undefined;
}

/** When and for whom: what decides the variants besides the pipeline's own seed. */
export interface Occasion {
  /** The epoch. */
  readonly epoch: number;
  /** The seed of whoever trains. */
  readonly seed: Seed;
}

/** The draws of one pipeline on one occasion. */
export class Draws {
  readonly #keys: readonly (readonly [number, number])[];
  readonly #epoch: number;

  constructor({ stages, seed }: Plan, { epoch, seed: key }: Occasion) {
    const root = createRng(seed).fork(String(key));
    const count = stages.reduce((total, { transforms }) => total + transforms.length, 0);
    this.#keys = Array.from({ length: count }, (_, place) => root.fork(place).key);
    this.#epoch = epoch;
  }

  /** Draws for rows at one place of the pipeline. */
  at(place: number, transform: Transform, rows: Uint32Array, source: RowSource): unknown[] {
    const key = this.#keys[place]!;
    return Array.from(rows, (row) =>
      transform.draw(new SampleRandom(key, row, this.#epoch), source),
    );
  }
}

/** A pipeline at work on training rows in the host's memory, in one epoch. */
export class HostRun {
  readonly #plan: Plan;
  readonly #data: TrainingRows;
  readonly #occasion: Occasion;
  readonly #draws: Draws;
  readonly #classCount: number;

  constructor(plan: Plan, data: TrainingRows, occasion: Occasion) {
    checkRows(data);
    this.#plan = plan;
    this.#data = data;
    this.#occasion = occasion;
    this.#draws = new Draws(plan, occasion);
    this.#classCount = data.classCount ?? (data.y ? classCountOf(data.y) : 0);
  }

  /**
   * Varies rows.
   *
   * @param replayed what was drawn for them earlier; drawn now where it is undefined
   */
  vary(rows: Uint32Array, replayed?: Drawn['draws']): VariedRows {
    const kept: (readonly unknown[])[] = [];
    const { x, y } = this.#upTo(this.#plan.stages.length - 1, rows, (place, draw) => {
      return (kept[place] = replayed?.[place] ?? draw());
    });
    const { imageShape } = this.#plan;
    const shape = imageShape ? [rows.length, ...this.#data.x.shape.slice(1)] : x.shape;
    return { x: { data: x.data, shape }, y, drawn: { ...this.#occasion, draws: kept } };
  }

  /** The rows as they are after a stage. */
  #upTo(
    last: number,
    rows: Uint32Array,
    drawnAt: (place: number, draw: () => unknown[]) => readonly unknown[],
  ): Rows {
    if (last < 0) return this.#taken(rows);
    const { start, transforms, sampling } = this.#plan.stages[last]!;
    const before = this.#upTo(last - 1, rows, drawnAt);
    const source: RowSource = {
      size: this.#data.x.shape[0]!,
      rowShape: before.x.shape.slice(1),
      classCount: this.#classCount,
      epoch: this.#occasion.epoch,
      take: (others) => this.#upTo(last - 1, others, (_, draw) => draw()),
    };
    const drawn = transforms.map((transform, i) => {
      checkFits(transform, source.rowShape);
      return drawnAt(start + i, () => this.#draws.at(start + i, transform, rows, source));
    });
    if (transforms.length === 1) return transforms[0]!.apply(before, drawn[0]!, source);
    return { x: warpStage(before.x, transforms, drawn, sampling), y: before.y };
  }

  #taken(rows: Uint32Array): Rows {
    const { x } = this.#data;
    // A whole batch in order need not be copied: transforms do not change their input.
    const whole =
      this.#plan.stages.length > 0 &&
      rows.length === x.shape[0] &&
      rows.every((row, i) => row === i);
    const taken = whole ? x : takeRows(x, rows);
    const data = taken.data instanceof Float32Array ? taken.data : Float32Array.from(taken.data);
    const { y } = this.#data;
    return {
      x: { data, shape: asImages(taken.shape, this.#plan.imageShape) },
      y: y && takeRows(y, rows),
    };
  }
}

/**
 * Checks what is given to be done again.
 *
 * @throws TypeError if it is nothing that was drawn, RangeError if it was drawn for other transforms or rows
 */
export function drawnOf(drawn: unknown, transforms: number, rows: number): Drawn {
  const { seed, epoch, draws } = (drawn ?? {}) as Partial<Drawn>;
  if (seed === undefined || epoch === undefined || !Array.isArray(draws)) {
    throw new TypeError(
      `drawn must be what the pipeline has returned, { seed, epoch, draws }, not ${describe(drawn)}`,
    );
  }
  const lists: readonly (readonly unknown[])[] = draws;
  if (lists.length !== transforms) {
    throw new RangeError(
      `drawn is of ${lists.length} transforms, but the pipeline has ${transforms}: replay it with the pipeline that drew it`,
    );
  }
  const wrong = lists.find((list) => !Array.isArray(list) || list.length !== rows);
  if (wrong) {
    throw new RangeError(`drawn is of ${wrong.length} rows, but ${rows} are asked for`);
  }
  return { seed, epoch, draws: lists };
}

function checkRows({ x, y }: TrainingRows): void {
  checkNdArray('x', x);
  if (x.shape.length < 2) {
    throw new RangeError(
      `x must be rows [n, features] or images [n, height, width, channels], but its shape is [${x.shape.join(', ')}]`,
    );
  }
  if (y === undefined) return;
  checkNdArray('y', y);
  if (y.shape[0] !== x.shape[0]) {
    throw new RangeError(`x has ${x.shape[0]} rows, but y has ${y.shape[0] ?? 0}`);
  }
}
