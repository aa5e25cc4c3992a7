import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { createRng, fillNormal, ndarray, rowSize, type NdArray } from '@occam/core';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { findDuplicates, groupsFromDuplicates, type Duplicates } from '../index.js';

const plain = ({ first, second, distances }: Duplicates) =>
  Array.from(first, (row, pair) => [row, second[pair]!, distances[pair]!]);

function distanceOf({ data }: NdArray, size: number, a: number, b: number): number {
  let sum = 0;
  for (let j = 0; j < size; j++) sum += (data[a * size + j]! - data[b * size + j]!) ** 2;
  return Math.sqrt(sum);
}

/** All pairs by definition: the first of equal rows stands for them, each other is paired with it. */
function bruteForce(x: NdArray, distance: number): number[][] {
  const n = x.shape[0]!;
  const size = rowSize(x);
  const isFirst = (row: number) => {
    for (let other = 0; other < row; other++)
      if (distanceOf(x, size, other, row) === 0) return false;
    return true;
  };
  const firsts = Array.from({ length: n }, (_, row) => row).map(isFirst);
  const pairs: number[][] = [];
  for (let a = 0; a < n; a++) {
    for (let b = a + 1; b < n; b++) {
      const between = distanceOf(x, size, a, b);
      if (between > distance || !firsts[a]) continue;
      if (firsts[b] || between === 0) pairs.push([a, b, between]);
    }
  }
  return pairs;
}

const arrays = fc
  .record({
    n: fc.nat(30),
    width: fc.nat(6),
    float: fc.boolean(),
    scale: fc.constantFrom(1, 0.1, 1e-30, 1e30),
    offset: fc.constantFrom(0, 1, 1e6),
    elements: fc.array(fc.integer({ min: -3, max: 3 }), { minLength: 1, maxLength: 400 }),
    distance: fc.constantFrom(0, 0.5, 1, 1.5, 2, 3, 100),
  })
  .map(({ n, width, float, scale, offset, elements, distance }) => {
    const values = Array.from({ length: n * width }, (_, i) => elements[i % elements.length]!);
    const data = float
      ? Float32Array.from(values, (value) => (value + offset) * scale)
      : Int32Array.from(values, (value) => value * 7e8);
    return {
      x: ndarray(data, [n, width]),
      distance: distance * (float ? Math.fround(scale) : 7e8),
    };
  });

describe('findDuplicates', () => {
  it('finds what comparing all rows finds', async () => {
    let pairs = 0;
    await fc.assert(
      fc.asyncProperty(arrays, async ({ x, distance }) => {
        const found = plain(await findDuplicates(x, { distance }));
        expect(found).toEqual(bruteForce(x, distance));
        pairs += found.length;
      }),
      { numRuns: 800 },
    );
    expect(pairs).toBeGreaterThan(3000);
  });

  it('finds what comparing all rows finds, with several boxes and axes left over', async () => {
    // 1200 rows of 24 elements near a curve: five boxes, a tenth of the pairs within the distance.
    const n = 1200;
    const noise = fillNormal(new Float32Array(n * 24), { key: createRng(3).key });
    const data = noise.map((value, i) => {
      const row = Math.floor(i / 24);
      return Math.sin((row * ((i % 24) + 1)) / 400) + 0.05 * value;
    });
    const x = ndarray(data, [n, 24]);
    for (const distance of [0.1, 0.3, 0.6]) {
      const expected = bruteForce(x, distance);
      expect(plain(await findDuplicates(x, { distance }))).toEqual(expected);
      if (distance === 0.6) expect(expected.length).toBeGreaterThan(4000);
    }
  });

  it('spans the same clusters by fewer pairs than rows', async () => {
    await fc.assert(
      fc.asyncProperty(arrays, async ({ x, distance }) => {
        const n = x.shape[0]!;
        const all = await findDuplicates(x, { distance });
        const spanning = await findDuplicates(x, { distance, pairs: 'spanning' });
        const groups = groupsFromDuplicates(n, all);
        expect(groupsFromDuplicates(n, spanning)).toEqual(groups);
        expect(spanning.first).toHaveLength(n - new Set(groups).size);
        const known = new Set(plain(all).map(String));
        for (const pair of plain(spanning)) expect(known).toContain(String(pair));
      }),
      { numRuns: 300 },
    );
  });

  it('pairs k equal rows k − 1 times, and takes −0 for 0', async () => {
    const x = ndarray(new Float32Array([0, 7, -0, 0, 7]), [5, 1]);
    expect(plain(await findDuplicates(x))).toEqual([
      [0, 2, 0],
      [0, 3, 0],
      [1, 4, 0],
    ]);
    const same = ndarray(new Float32Array(100_000), [50_000, 2]);
    expect((await findDuplicates(same, { distance: 1 })).first).toHaveLength(49_999);
  });

  it('includes the distance itself, computed in float64', async () => {
    const x = ndarray(new Float32Array([0, 0, 3, 4]), [2, 2]);
    expect(plain(await findDuplicates(x, { distance: 5 }))).toEqual([[0, 1, 5]]);
    expect(plain(await findDuplicates(x, { distance: 5 - 1e-15 }))).toEqual([]);
    const far = ndarray(new Int32Array([-(2 ** 31), 2 ** 31 - 1]), [2, 1]);
    expect(plain(await findDuplicates(far, { distance: 2 ** 32 }))).toEqual([[0, 1, 2 ** 32 - 1]]);
    expect(plain(await findDuplicates(far, { distance: 2 ** 32 - 2 }))).toEqual([]);
  });

  it('finds nothing in no row and in one row, and all rows equal that have no element', async () => {
    for (const shape of [[0, 3], [0], [1, 3]]) {
      const x = ndarray(new Float32Array(shape[0]! * (shape[1] ?? 1)), shape);
      expect(plain(await findDuplicates(x, { distance: 1 }))).toEqual([]);
    }
    const empty = ndarray(new Float32Array(0), [3, 0]);
    expect(plain(await findDuplicates(empty, { distance: 1 }))).toEqual([
      [0, 1, 0],
      [0, 2, 0],
    ]);
  });

  it('compares images as flat rows', async () => {
    const x = ndarray(new Float32Array([1, 2, 3, 4, 1, 2, 3, 5]), [2, 2, 2]);
    expect(plain(await findDuplicates(x, { distance: 1 }))).toEqual([[0, 1, 1]]);
  });

  it('finds every copy with noise of 0.05 in 784 elements, and the same pairs again', async () => {
    const n = 1200;
    const size = 784;
    const rng = createRng('copies');
    const noise = fillNormal(new Float32Array((n / 4) * size), { key: rng.fork('noise').key });
    const data = new Float32Array((n + n / 4) * size);
    fillNormal(data.subarray(0, n * size), { key: rng.fork('rows').key });
    for (let i = 0; i < data.length; i++) data[i] = Math.min(1, Math.max(0, 0.4 * data[i]!));
    const originals = rng.permutation(n).subarray(0, n / 4);
    for (const [copy, original] of originals.entries()) {
      for (let j = 0; j < size; j++) {
        const value = data[original * size + j]! + 0.05 * noise[copy * size + j]!;
        data[(n + copy) * size + j] = Math.min(1, Math.max(0, value));
      }
    }
    const x = ndarray(data, [n + n / 4, size]);
    const found = await findDuplicates(x, { distance: 1.6 });
    const planted = Array.from(originals, (original, copy) => [original, n + copy]);
    expect(plain(found).map(([a, b]) => [a, b])).toEqual(planted.sort((a, b) => a[0]! - b[0]!));
    expect(await findDuplicates(x, { distance: 1.6 })).toEqual(found);
  });

  it('tells its progress up to 1, and stops when told', async () => {
    const x = ndarray(fillNormal(new Float32Array(5000 * 8), { key: [1, 2] }), [5000, 8]);
    const seen: number[] = [];
    const onProgress = (done: number) => seen.push(done);
    await findDuplicates(x, { distance: 0.2, onProgress });
    expect(seen.length).toBeGreaterThan(1);
    expect(seen.at(-1)).toBe(1);
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
    expect(seen[0]).toBeGreaterThanOrEqual(0);

    const reason = new Error('enough');
    const signal = AbortSignal.abort(reason);
    await expect(findDuplicates(x, { signal })).rejects.toBe(reason);
    const controller = new AbortController();
    const slow = findDuplicates(x, { distance: 0.2, signal: controller.signal });
    controller.abort(reason);
    await expect(slow).rejects.toBe(reason);
  });

  it('names what is wrong', async () => {
    const x = ndarray(new Float32Array([1, 2, 3, NaN]), [2, 2]);
    const message = async (...args: unknown[]) => {
      try {
        await (findDuplicates as (...args: unknown[]) => unknown)(...args);
      } catch (error) {
        return String(error);
      }
      return 'none';
    };
    expect(await message(x)).toBe(
      'RangeError: x must be finite, but holds NaN in row 1: fill it in or leave the row out first',
    );
    const infinite = ndarray(new Float32Array([-Infinity]), [1]);
    expect(await message(infinite)).toContain('holds infinity in row 0');
    expect(await message([[1], [2]])).toContain('TypeError: x must be an NdArray');
    expect(await message(ndarray(new Float32Array(1), []))).toContain('x must have rows');
    const fine = ndarray(new Float32Array(2), [2]);
    expect(await message(fine, { distance: -1 })).toBe(
      'RangeError: distance must be a number at least 0, not -1',
    );
    expect(await message(fine, { distance: '1' })).toContain('TypeError: distance');
    expect(await message(fine, { radius: 1 })).toContain("no option 'radius'");
    expect(await message(fine, { pairs: 'al' })).toContain("did you mean 'all'?");
    expect(await message(fine, { onProgress: 1 })).toContain('onProgress must be a function');
    expect(await message(fine, { signal: true })).toContain('signal must be an AbortSignal');
  });
});

const dataDir = process.env['OCCAM_DATA_DIR'];

test.skipIf(!dataDir)(
  'finds all noisy copies planted in 3,000 images of MNIST (needs OCCAM_DATA_DIR)',
  async () => {
    const file = join(dataDir!, 'mnist', 't10k-images-idx3-ubyte.gz');
    const pixels = gunzipSync(readFileSync(file)).subarray(16, 16 + 3000 * 784);
    const noise = fillNormal(new Float32Array(500 * 784), { key: createRng(5).key });
    const data = new Float32Array(3500 * 784);
    for (let i = 0; i < pixels.length; i++) data[i] = pixels[i]! / 255;
    for (let i = 0; i < noise.length; i++) {
      const original = Math.floor(i / 784) * 6 * 784 + (i % 784);
      data[3000 * 784 + i] = Math.min(1, Math.max(0, data[original]! + 0.05 * noise[i]!));
    }
    const x = ndarray(data, [3500, 784]);
    const found = plain(await findDuplicates(x, { distance: 1.6 }));
    const copies = found.filter(([a, b]) => b! >= 3000 && a === 6 * (b! - 3000));
    expect(copies).toHaveLength(500);
    for (const [a, b, distance] of found) {
      expect(distanceOf(x, 784, a!, b!)).toBe(distance);
      expect(distance).toBeLessThanOrEqual(1.6);
    }
    // The test images themselves hold no two equal ones.
    expect(plain(await findDuplicates(x)).filter(([, b]) => b! < 3000)).toEqual([]);
  },
);
