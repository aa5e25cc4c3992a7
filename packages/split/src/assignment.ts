import type { Fold } from './splitter.js';

/** For each row the number of the part (a fold, a side) that it belongs to, shape [n]. */
export type Assignment = Uint8Array | Uint32Array;

/** Makes an assignment of all rows to part 0, in one byte a row where the parts allow it. */
export function createAssignment(n: number, parts: number): Assignment {
  return parts <= 256 ? new Uint8Array(n) : new Uint32Array(n);
}

/** Assigns the first `sizes[0]` rows to part 0, the next `sizes[1]` to part 1, and so on. */
export function assignInBlocks(sizes: ArrayLike<number>): Assignment {
  let n = 0;
  for (let part = 0; part < sizes.length; part++) n += sizes[part]!;
  const assignment = createAssignment(n, sizes.length);
  let start = 0;
  for (let part = 0; part < sizes.length; part++) {
    assignment.fill(part, start, (start += sizes[part]!));
  }
  return assignment;
}

/** Assigns n rows to parts in blocks whose sizes differ by one at most, the larger ones first. */
export function assignEvenly(n: number, parts: number): Assignment {
  const assignment = createAssignment(n, parts);
  const start = (part: number) => part * Math.floor(n / parts) + Math.min(part, n % parts);
  for (let part = 0; part < parts; part++) assignment.fill(part, start(part), start(part + 1));
  return assignment;
}

/** Counts the rows of each of the first `parts` parts, shape [parts]. */
function countParts(assignment: Assignment, parts: number): Uint32Array {
  const counts = new Uint32Array(parts);
  for (let row = 0; row < assignment.length; row++) {
    const part = assignment[row]!;
    if (part < parts) counts[part]!++;
  }
  return counts;
}

/** Yields a fold for each part: its rows are the test, all other rows the training. */
export function* foldsOf(assignment: Assignment, parts: number): Generator<Fold> {
  const sizes = countParts(assignment, parts);
  for (let part = 0; part < parts; part++) yield foldOf(assignment, part, sizes[part]!);
}

function foldOf(assignment: Assignment, part: number, testSize: number): Fold {
  const n = assignment.length;
  const train = new Uint32Array(n - testSize);
  const test = new Uint32Array(testSize);
  let trained = 0;
  let tested = 0;
  for (let row = 0; row < n; row++) {
    if (assignment[row] === part) test[tested++] = row;
    else train[trained++] = row;
  }
  return { train, test };
}

/** Lists the rows of each of the first `parts` parts, ascending. */
export function rowsOfParts(assignment: Assignment, parts: number): Uint32Array[] {
  const sizes = countParts(assignment, parts);
  return Array.from(sizes, (size, part) => rowsOfPart(assignment, part, size));
}

function rowsOfPart(assignment: Assignment, part: number, size: number): Uint32Array {
  const rows = new Uint32Array(size);
  let found = 0;
  for (let row = 0; found < size; row++) {
    if (assignment[row] === part) rows[found++] = row;
  }
  return rows;
}
