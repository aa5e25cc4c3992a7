import {
  checkInteger,
  checkNumber,
  checkOneOf,
  checkOptions,
  describe,
  didYouMean,
} from '@occam/core';
import { createDataset, type Dataset, type Task } from './dataset.js';
import { decodeNpy, type NpyArray } from './decodeNpy.js';
import { readAll } from './readAll.js';
import { sourceName, type Source } from './source.js';
import { makeTarget, type TableTarget } from './tableTarget.js';
import { zipMembers, type ZipMember } from './zipMembers.js';

/** The options of {@link loadNpz}. */
export interface NpzOptions {
  /** The name of the array of features, shape [n, …]. */
  readonly x: string;
  /** The name of the array of targets, shape [n] or [n, 1]; for soft targets [n, classes]. */
  readonly y: string;
  /** The name of the array of groups (whole numbers), shape [n]. Default none. */
  readonly groups?: string | undefined;
  /** The name of the array of times, shape [n]. Default none. */
  readonly times?: string | undefined;
  /**
   * What the targets are. Default: classification if they have at most 20 distinct values, all whole; else
   * regression. Targets of shape [n, classes] are soft targets of a classification only where it says so.
   */
  readonly task?: Task | undefined;
  /** Divides every feature by this, above 0: 255 for pixels. Default: no division. */
  readonly divisor?: number | undefined;
  /** The most bytes that the archive and each of its arrays may have. Default 1 GiB (2³⁰). */
  readonly maxBytes?: number | undefined;
  /** What the file is called in messages and reports. Default: the path's or URL's last part. */
  readonly name?: string | undefined;
  /** Stops reading; the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Loads a dataset from arrays of an NPZ file, as `numpy.savez` and `numpy.savez_compressed` write it. Each
 * array is read as `loadNpy` reads it, after its checksum.
 *
 * @returns `x` in its own shape; `y` class indices with the classes sorted by value, or numbers
 * @throws TypeError or RangeError if an option makes no sense; RangeError if there is no such array, or with
 *   the file, the array and the offset if something is damaged, cut off or larger than allowed
 *
 * @example
 * ```ts no-run
 * import { loadNpz } from '@occam/datasets';
 *
 * const train = await loadNpz('mnist.npz', { x: 'x_train', y: 'y_train', divisor: 255 });
 * ```
 */
export async function loadNpz(source: Source, options: NpzOptions): Promise<Dataset> {
  checkNpzOptions(options);
  const { divisor, maxBytes = 2 ** 30, name = sourceName(source), signal } = options;
  const members = zipMembers(await readAll(source, { name, maxBytes, signal }), name);
  const read = async (role: 'x' | 'y' | 'groups' | 'times'): Promise<NpyArray | undefined> => {
    signal?.throwIfAborted();
    if (options[role] === undefined) return undefined;
    const member = findMember(members, options[role], role, name);
    if (member.size > maxBytes) {
      throw new RangeError(
        `${name}, '${member.name}': holds more than ${maxBytes} bytes; pass a larger maxBytes if that is right`,
      );
    }
    return decodeNpy(await member.read(), {
      name: `${name}, '${member.name}'`,
      divisor: role === 'x' ? divisor : undefined,
    });
  };
  const x = (await read('x'))!;
  const y = (await read('y'))!;
  const groups = await read('groups');
  const times = await read('times');
  const fields = {
    x: { data: x.data, shape: x.shape },
    ...targetOf(y, options, `${name}, '${options.y}'`),
    groups: groups && Int32Array.from(column(groups, `${name}, '${options.groups}'`)),
    times: times && Float64Array.from(column(times, `${name}, '${options.times}'`)),
    name,
  };
  try {
    return createDataset(fields);
  } catch (error) {
    throw new RangeError(`${name}: ${(error as Error).message}`, { cause: error });
  }
}

function checkNpzOptions(options: NpzOptions): void {
  checkOptions('loadNpz', options, [
    'x',
    'y',
    'groups',
    'times',
    'task',
    'divisor',
    'maxBytes',
    'name',
    'signal',
  ]);
  for (const role of ['x', 'y', 'groups', 'times'] as const) {
    const needed = role === 'x' || role === 'y';
    if (typeof options[role] !== 'string' && (needed || options[role] !== undefined)) {
      throw new TypeError(
        `${role} must be the name of an array in the file, not ${describe(options[role])}`,
      );
    }
  }
  if (options.task !== undefined) {
    checkOneOf('task', options.task, ['classification', 'regression']);
  }
  if (options.divisor !== undefined) checkNumber('divisor', options.divisor, { above: 0 });
  if (options.maxBytes !== undefined) checkInteger('maxBytes', options.maxBytes, { min: 1 });
}

function findMember(
  members: readonly ZipMember[],
  array: string,
  role: string,
  name: string,
): ZipMember {
  const member = members.find((each) => each.name === `${array}.npy` || each.name === array);
  if (member !== undefined) return member;
  const names = members.map((each) => each.name.replace(/\.npy$/, ''));
  throw new RangeError(
    `${name}: there is no array '${array}' for ${role}${didYouMean(array, names)}; ` +
      (names.length === 0 ? 'it is empty' : `the arrays are ${names.slice(0, 40).join(', ')}`),
  );
}

/** The elements of an array of shape [n] or [n, 1]. */
function column({ data, shape }: NpyArray, where: string): Float32Array | Int32Array {
  if (shape.length === 1 || (shape.length === 2 && shape[1] === 1)) return data;
  throw new RangeError(
    `${where}: there must be one number a row, but the shape is [${shape.join(', ')}]`,
  );
}

function targetOf(y: NpyArray, { task }: NpzOptions, where: string): TableTarget {
  const { data, shape } = y;
  if (task === 'classification' && shape.length === 2 && shape[1]! > 1) {
    return { task, y: { data: Float32Array.from(data), shape }, classNames: undefined };
  }
  return makeTarget({ values: column(y, where) }, task, where);
}
