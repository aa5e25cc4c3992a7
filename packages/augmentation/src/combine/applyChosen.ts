import { rowSize, takeRows, type NdArray } from '@occam/core';
import * as tf from '@tensorflow/tfjs';
import { mixTargets } from '../mixing/mixTargets.js';
import type { Rows, RowSource, Transform } from '../transform.js';

/** Which of some transforms a row goes through, and what was drawn for it there; undefined: the row stays as it is. */
export type Choice = readonly [index: number, drawn: unknown] | undefined;

/**
 * Lets each row go through the transform chosen for it; rows of the same choice go together.
 *
 * The targets have one form, whatever was chosen: class indices become soft targets if one of the transforms makes them soft. To
 * know it, a transform that no row has chosen gets none.
 *
 * @param owner who combines, for messages
 * @throws RangeError if the transforms give rows of different shapes
 */
export function applyChosen(
  owner: string,
  rows: Rows,
  transforms: readonly Transform[],
  choices: readonly Choice[],
  source: RowSource,
): Rows {
  const groups = groupsOf(choices, transforms.length, rowSize(rows.x));
  const parts = groups.map(({ index, places }) => {
    const part = partOf(rows, places);
    const drawn = places.map((place) => choices[place]?.[1]);
    return transforms[index]?.apply(part, drawn, source) ?? part;
  });
  const places = groups.map((group) => group.places);
  const x = gather(
    owner,
    parts.map((part) => part.x),
    places,
  );
  return { x, y: rows.y && gather(owner, targetsOf(parts, source), places) };
}

/** Rows of one choice: the number of the transform, one more than there are for rows that stay, and their places. */
interface Group {
  readonly index: number;
  readonly places: readonly number[];
}

/** Rows from this many numbers on go alone, since a view is cheaper than a copy of them. */
const WIDE = 4096;

function groupsOf(choices: readonly Choice[], transforms: number, width: number): Group[] {
  return placesOf(choices, transforms).flatMap((places, index): Group[] =>
    width < WIDE || places.length < 2
      ? [{ index, places }]
      : places.map((place) => ({ index, places: [place] })),
  );
}

function partOf({ x, y }: Rows, places: readonly number[]): Rows {
  const taken = (array: NdArray): NdArray => {
    if (places.length === array.shape[0]) return array;
    if (places.length !== 1) return takeRows(array, places);
    const [width, [place = 0]] = [rowSize(array), places];
    const data = array.data.subarray(place * width, (place + 1) * width);
    return { data, shape: [1, ...array.shape.slice(1)] };
  };
  return { x: taken(x), y: y && taken(y) };
}

/** The same with tfjs' ops, where all transforms have them. */
export function applyChosenTensor(
  x: tf.Tensor,
  transforms: readonly Transform[],
  choices: readonly Choice[],
): tf.Tensor {
  const places = placesOf(choices, transforms.length);
  const parts = places.flatMap((own, index) => {
    if (own.length === 0) return [];
    const part = tf.gather(x, tf.tensor1d(own, 'int32'));
    const drawn = own.map((place) => choices[place]?.[1]);
    return [transforms[index]?.applyTensor?.(part, drawn) ?? part];
  });
  if (parts.length === 0) return x.clone();
  const order = new Int32Array(choices.length);
  places.flat().forEach((place, at) => (order[place] = at));
  return tf.gather(tf.concat(parts), tf.tensor1d(order, 'int32'));
}

/** The places of the rows of each transform, and last of those that stay. */
function placesOf(choices: readonly Choice[], transforms: number): number[][] {
  const places = Array.from({ length: transforms + 1 }, (): number[] => []);
  choices.forEach((choice, place) => places[choice ? choice[0] : transforms]!.push(place));
  return places;
}

/** The targets of the parts, all soft if one is. */
function targetsOf(parts: readonly Rows[], { classCount }: RowSource): NdArray[] {
  const soft = parts.some(({ y }) => y!.shape.length > 1);
  return parts.map(({ y }) => {
    if (!soft || y!.shape.length > 1) return y!;
    return mixTargets(y, y, Array<number>(y!.data.length).fill(1), classCount)!;
  });
}

function gather(
  owner: string,
  parts: readonly NdArray[],
  places: readonly (readonly number[])[],
): NdArray {
  const shapes = parts.map(({ shape }) => `[${['n', ...shape.slice(1)].join(', ')}]`);
  const other = shapes.find((shape) => shape !== shapes[0]);
  if (other) {
    throw new RangeError(
      `the transforms of ${owner} give rows of different shapes, ${shapes[0]} and ${other}: ` +
        'put what changes the shape into the pipeline itself',
    );
  }
  const count = places.reduce((sum, own) => sum + own.length, 0);
  const whole = parts.find((_, index) => places[index]!.length === count);
  if (whole) return whole;
  const width = rowSize(parts[0]!);
  const integers = parts.every(({ data }) => data instanceof Int32Array);
  const data = integers ? new Int32Array(count * width) : new Float32Array(count * width);
  parts.forEach((part, index) => {
    places[index]!.forEach((place, at) => {
      data.set(part.data.subarray(at * width, (at + 1) * width), place * width);
    });
  });
  return { data, shape: [count, ...parts[0]!.shape.slice(1)] };
}
