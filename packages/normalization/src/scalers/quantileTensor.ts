import * as tf from '@tensorflow/tfjs';
import { polynomial } from './polynomial.js';

/** So close to the ends, scikit-learn takes the end. */
const THRESHOLD = 1e-7;
const LOWEST = -5.199337582605575;

/**
 * The places of numbers among quantiles in tfjs' ops: a binary search by gathering, with float64 quantiles as sums of two
 * float32 numbers, so that it finds what the search in float64 finds.
 *
 * @param x shape [rows, columns]
 * @param columns the quantiles of each column
 * @param normal whether places become numbers of a standard normal distribution
 */
export function quantileTensor(
  x: tf.Tensor2D,
  columns: readonly Float64Array[],
  normal: boolean,
): tf.Tensor2D {
  // What compares has no gradient in tfjs, so the slope is given.
  const op = tf.customGrad((input, save) => {
    const { z, slope } = locate(input as tf.Tensor2D, columns, normal);
    (save as (tensors: tf.Tensor[]) => void)([slope]);
    return {
      value: z,
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => tf.mul(dy, saved[0]!),
    };
  });
  return op(x) as tf.Tensor2D;
}

function locate(x: tf.Tensor2D, columns: readonly Float64Array[], normal: boolean) {
  const count = columns[0]!.length;
  const last = count - 1;
  const size = columns.length * count;
  const high = new Float32Array(size);
  const low = new Float32Array(size);
  const inverse = new Float32Array(size);
  columns.forEach((known, column) =>
    known.forEach((value, i) => {
      const at = column * count + i;
      high[at] = value;
      low[at] = value - high[at]!;
      const width = i < last ? known[i + 1]! - value : 0;
      inverse[at] = width > 0 ? 1 / width : 0;
    }),
  );
  const [highs, lows, inverses] = [high, low, inverse].map((table) => tf.tensor1d(table)) as [
    tf.Tensor1D,
    tf.Tensor1D,
    tf.Tensor1D,
  ];
  const starts = tf.tensor1d(columns.map((_, column) => column * count));
  const indexOf = (place: tf.Tensor) => tf.cast(tf.add(place, starts), 'int32');
  const beyond = (place: tf.Tensor) => {
    const index = indexOf(place);
    return tf.sub(tf.sub(x, tf.gather(highs, index)), tf.gather(lows, index));
  };

  /** The last place whose quantile x reaches, −1 if there is none. */
  function search(reaches: (difference: tf.Tensor) => tf.Tensor): tf.Tensor {
    let place: tf.Tensor = tf.fill(x.shape, -1);
    for (let step = 2 ** Math.floor(Math.log2(count)); step >= 1; step /= 2) {
      const next = tf.add(place, step);
      const inside = tf.lessEqual(next, last);
      const reached = reaches(beyond(tf.minimum(next, last)));
      place = tf.where(tf.logicalAnd(inside, reached), next, place);
    }
    return place;
  }

  const upper = search((difference) => tf.greaterEqual(difference, 0));
  const below = tf.maximum(upper, 0);
  const lower = tf.add(
    search((difference) => tf.greater(difference, 0)),
    1,
  );
  const tied = tf.lessEqual(lower, upper);
  const steepness = tf.gather(inverses, indexOf(below));
  // Of equal quantiles the middle.
  const part = tf.where(tied, tf.mul(tf.sub(lower, below), 0.5), tf.mul(beyond(below), steepness));

  const least = beyond(tf.zerosLike(x));
  const most = beyond(tf.fill(x.shape, last));
  const atStart = normal ? tf.less(least, THRESHOLD) : tf.lessEqual(least, 0);
  const atEnd = normal ? tf.greater(most, -THRESHOLD) : tf.greaterEqual(most, 0);
  const held = (inside: tf.Tensor, start: number, end: number) =>
    tf.where(atStart, tf.fill(x.shape, start), tf.where(atEnd, tf.fill(x.shape, end), inside));
  const scale = 1 / Math.max(last, 1);
  const share = held(tf.mul(tf.add(below, part), scale), 0, last === 0 && !normal ? 0 : 1);
  const rest = held(tf.mul(tf.sub(tf.sub(last, below), part), scale), 1, 0);
  const slope = held(tf.mul(steepness, scale), 0, 0);
  const missing = tf.isNaN(x);
  if (!normal) return { z: tf.where(missing, x, share), slope };
  const quantile = tailQuantile(tf.maximum(tf.minimum(share, rest), THRESHOLD));
  const z = tf.where(tf.lessEqual(share, rest), quantile, tf.neg(quantile));
  const held5 = tf.clipByValue(z, LOWEST, -LOWEST);
  const density = tf.mul(tf.exp(tf.mul(tf.square(held5), -0.5)), 1 / Math.sqrt(2 * Math.PI));
  return { z: tf.where(missing, x, held5), slope: tf.div(slope, density) };
}

/**
 * Φ⁻¹ of tails from 10⁻⁷ to ½, to 7 digits.
 *
 * Wichura: Algorithm AS 241 (PPND7), 1988.
 */
function tailQuantile(tail: tf.Tensor): tf.Tensor {
  const q = tf.sub(tail, 0.5);
  const r = tf.sub(0.180625, tf.square(q));
  const central = tf.mul(
    q,
    tf.div(
      polynomial(r, [3.3871327179, 50.434271938, 159.29113202, 59.10937472]),
      polynomial(r, [1, 17.895169469, 78.757757664, 67.1875636]),
    ),
  );
  const s = tf.sub(tf.sqrt(tf.neg(tf.log(tail))), 1.6);
  const far = tf.neg(
    tf.div(
      polynomial(s, [1.4234372777, 2.75681539, 1.3067284816, 0.17023821103]),
      polynomial(s, [1, 0.7370016425, 0.12021132975]),
    ),
  );
  return tf.where(tf.greaterEqual(tail, 0.075), central, far);
}
