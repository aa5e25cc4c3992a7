import { encodeGroups, type Classes } from './classes.js';
import type { SplitContext } from './splitter.js';

/** What {@link groupsOfContext} asks for. */
export interface GroupsNeeded {
  /** The least number of distinct groups. */
  readonly least: number;
  /** What asks for as many, for the message. */
  readonly reason: string;
  /** What to use instead where rows have no groups. */
  readonly otherwise: string;
}

/**
 * Reads the groups of a context for a splitter that cannot do without.
 *
 * @param owner the splitter, for the messages
 * @throws TypeError if there are no groups or one is neither number nor string; RangeError if one is NaN
 * or infinite, or if there are too few distinct ones
 */
export function groupsOfContext(
  owner: string,
  { groups }: SplitContext,
  { least, reason, otherwise }: GroupsNeeded,
): Classes {
  if (groups === undefined) {
    throw new TypeError(
      `${owner} needs the group of each row: call it with { groups }, or use ${otherwise}`,
    );
  }
  const classes = encodeGroups(groups);
  const { length } = classes.values;
  if (length < least) {
    throw new RangeError(
      `${owner} cannot split ${length} distinct ${length === 1 ? 'group' : 'groups'}: ${reason}`,
    );
  }
  return classes;
}

/** The number of each row's group, replaced by what `of` says about that group. */
export function spreadOverRows<T extends Uint8Array | Uint32Array>(
  codes: Uint32Array,
  of: ArrayLike<number>,
  rows: T,
): T {
  for (let row = 0; row < codes.length; row++) rows[row] = of[codes[row]!]!;
  return rows;
}
