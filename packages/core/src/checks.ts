/** The bounds that {@link checkNumber} and {@link checkInteger} hold a number to. */
export interface Bounds {
  /** The smallest value allowed. */
  readonly min?: number | undefined;
  /** The largest value allowed. */
  readonly max?: number | undefined;
  /** The value must be greater than this. */
  readonly above?: number | undefined;
  /** The value must be less than this. */
  readonly below?: number | undefined;
}

/**
 * Checks that an argument is a finite number within bounds.
 *
 * @param name the argument's name, for the message
 * @throws TypeError if it is no number, RangeError if it is NaN, infinite or out of bounds
 */
export function checkNumber(
  name: string,
  value: unknown,
  bounds: Bounds = {},
): asserts value is number {
  check(name, value, bounds, 'a number', Number.isFinite);
}

/**
 * Checks that an argument is a whole number within bounds.
 *
 * @param name the argument's name, for the message
 * @throws TypeError if it is no number, RangeError if it is not whole or out of bounds
 */
export function checkInteger(
  name: string,
  value: unknown,
  bounds: Bounds = {},
): asserts value is number {
  check(name, value, bounds, 'a whole number', Number.isSafeInteger);
}

function check(
  name: string,
  value: unknown,
  bounds: Bounds,
  kind: string,
  isKind: (value: unknown) => boolean,
): void {
  const limits = Object.entries(bounds)
    .filter(([, limit]) => limit !== undefined)
    .map(([bound, limit]) => `${WORDS[bound as keyof Bounds]} ${limit}`);
  const expected = `${name} must be ${[kind, limits.join(' and ')].join(' ').trim()}`;
  if (typeof value !== 'number') throw new TypeError(`${expected}, not ${describe(value)}`);
  const { min = -Infinity, max = Infinity, above = -Infinity, below = Infinity } = bounds;
  const inside = value >= min && value <= max && value > above && value < below;
  if (!isKind(value) || !inside) throw new RangeError(`${expected}, not ${value}`);
}

const WORDS = { min: 'at least', max: 'at most', above: 'above', below: 'below' };

/**
 * Checks that an argument is true or false.
 *
 * @throws TypeError if it is neither
 */
export function checkBoolean(name: string, value: unknown): asserts value is boolean {
  if (typeof value !== 'boolean') {
    throw new TypeError(`${name} must be true or false, not ${describe(value)}`);
  }
}

/**
 * Checks that an argument is one of a list of names.
 *
 * @throws TypeError if it is no string, RangeError (with the nearest name) if it is not in the list
 */
export function checkOneOf<T extends string>(
  name: string,
  value: unknown,
  allowed: readonly T[],
): asserts value is T {
  const expected = `${name} must be one of ${allowed.map((entry) => `'${entry}'`).join(', ')}`;
  if (typeof value !== 'string') throw new TypeError(`${expected}, not ${describe(value)}`);
  if (!allowed.includes(value as T)) {
    throw new RangeError(`${expected}, not '${value}'${didYouMean(value, allowed)}`);
  }
}

/**
 * Checks that an options object holds no option that its function does not know, so that a misspelt
 * option is an error instead of a silent default.
 *
 * @param owner the function or class that the options belong to, for the message
 * @throws TypeError if the options are no object or hold an unknown one
 */
export function checkOptions(owner: string, options: unknown, known: readonly string[]): void {
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    throw new TypeError(`the options of ${owner} must be an object, not ${describe(options)}`);
  }
  for (const option of Object.keys(options)) {
    if (!known.includes(option)) {
      throw new TypeError(
        `${owner} has no option '${option}'${didYouMean(option, known)}; it takes ${known.join(', ')}`,
      );
    }
  }
}

/** Names a value of the wrong type for a message, briefly. */
export function describe(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (typeof value === 'string') return `'${value.length > 40 ? `${value.slice(0, 40)}…` : value}'`;
  if (typeof value === 'object') return `a value of type ${value.constructor?.name ?? 'object'}`;
  if (typeof value === 'bigint') return `${value}n`;
  return typeof value === 'function' ? 'a function' : String(value);
}

/**
 * The words « (did you mean 'x'?)» for the nearest name within two edits, or nothing. Of one or two
 * letters, at least one must be right.
 */
export function didYouMean(value: string, names: readonly string[]): string {
  let best: string | undefined;
  let bestDistance = Math.min(3, value.length);
  for (const name of names) {
    const distance = editDistance(value.toLowerCase(), name.toLowerCase());
    if (distance < bestDistance) {
      best = name;
      bestDistance = distance;
    }
  }
  return best === undefined ? '' : ` (did you mean '${best}'?)`;
}

function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = previous[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      row.push(Math.min(row[j - 1]! + 1, previous[j]! + 1, substitution));
    }
    previous = row;
  }
  return previous[b.length]!;
}
