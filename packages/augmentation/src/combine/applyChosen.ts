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
  const places = placesOf(choices, transforms.length);
  const parts = places.map((own, index) => {
    const { x, y } = rows;
    const all = own.length === x.shape[0];
    const part = all ? rows : { x: takeRows(x, own), y: y && takeRows(y, own) };
    const transform = transforms[index];
    const drawn = own.map((place) => choices[place]?.[1]);
    return transform ? transform.apply(part, drawn, source) : part;
  });
  const x = gather(
    owner,
    parts.map((part) => part.x),
    places,
  );
  return { x, y: rows.y && gather(owner, targetsOf(parts, source), places) };
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

function gather(owner: string, parts: readonly NdArray[], places: readonly number[][]): NdArray {
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
