import { checkBoolean, checkOneOf, describe } from '@occam/core';

/** What can be told from a time, in UTC. */
const DATE_PARTS = ['year', 'month', 'day', 'weekday', 'dayOfYear', 'hour'] as const;

/**
 * A part of a time, in UTC: the year, the month 1 … 12, the day of the month 1 … 31, the weekday 0 (Monday) … 6 (Sunday,
 * as pandas counts), the day of the year 1 … 366, the hour 0 … 23.
 */
export type DatePart = (typeof DATE_PARTS)[number];

/** The options that {@link DateParts} and {@link addDateParts} share. */
export interface DatePartsChoice {
  /** Which parts, in this order. Default all: year, month, day, weekday, dayOfYear, hour. */
  readonly parts?: readonly DatePart[] | undefined;
  /**
   * Whether each part but the year becomes two columns, sin and cos of 2π · (its share of the cycle), so that December
   * lies next to January. The cycle of day is its month, that of dayOfYear its year. Default false.
   */
  readonly cycles?: boolean | undefined;
}

/**
 * Checks the options and fills in defaults.
 *
 * @throws TypeError or RangeError if they are not as described
 */
export function readDateParts({ parts = DATE_PARTS, cycles = false }: DatePartsChoice): {
  parts: DatePart[];
  cycles: boolean;
} {
  if (!Array.isArray(parts) || parts.length === 0) {
    throw new TypeError(
      `parts must be a list such as ['month', 'weekday'], not ${describe(parts)}`,
    );
  }
  for (const [i, part] of parts.entries()) checkOneOf(`parts[${i}]`, part, DATE_PARTS);
  const twice = parts.find((part, i) => parts.indexOf(part) !== i);
  if (twice !== undefined) throw new RangeError(`parts names '${twice}' twice`);
  checkBoolean('cycles', cycles);
  return { parts: [...(parts as readonly DatePart[])], cycles };
}

/** What the columns of parts are called: 'month', or 'month_sin' and 'month_cos'. */
export function datePartNames(parts: readonly DatePart[], cycles: boolean): string[] {
  return parts.flatMap((part) =>
    cycles && part !== 'year' ? [`${part}_sin`, `${part}_cos`] : [part],
  );
}

/**
 * Writes the parts of a time.
 *
 * @param time milliseconds since 1970-01-01 UTC
 * @param out where to, from `position` on
 * @returns the position after them
 */
export function writeDateParts(
  out: Float32Array,
  position: number,
  time: number,
  parts: readonly DatePart[],
  cycles: boolean,
): number {
  const date = new Date(time);
  let next = position;
  for (const part of parts) {
    const value = PARTS[part](date);
    const cycle = CYCLES[part];
    if (!cycles || cycle === undefined) {
      out[next++] = value;
    } else {
      const { first, length } = cycle(date);
      const angle = (2 * Math.PI * (value - first)) / length;
      out[next++] = Math.sin(angle);
      out[next++] = Math.cos(angle);
    }
  }
  return next;
}

const PARTS: Readonly<Record<DatePart, (date: Date) => number>> = {
  year: (date) => date.getUTCFullYear(),
  month: (date) => date.getUTCMonth() + 1,
  day: (date) => date.getUTCDate(),
  weekday: (date) => (date.getUTCDay() + 6) % 7,
  dayOfYear: (date) => (midnight(date) - startOfYear(date, 0)) / DAY + 1,
  hour: (date) => date.getUTCHours(),
};

const CYCLES: Readonly<
  Partial<Record<DatePart, (date: Date) => { first: number; length: number }>>
> = {
  month: () => ({ first: 1, length: 12 }),
  day: (date) => ({ first: 1, length: daysOfMonth(date) }),
  weekday: () => ({ first: 0, length: 7 }),
  dayOfYear: (date) => ({
    first: 1,
    length: (startOfYear(date, 1) - startOfYear(date, 0)) / DAY,
  }),
  hour: () => ({ first: 0, length: 24 }),
};

/** A day in milliseconds. */
export const DAY = 86_400_000;

function midnight(date: Date): number {
  return Math.floor(date.getTime() / DAY) * DAY;
}

function startOfYear(date: Date, after: number): number {
  return new Date(0).setUTCFullYear(date.getUTCFullYear() + after);
}

function daysOfMonth(date: Date): number {
  return new Date(
    new Date(0).setUTCFullYear(date.getUTCFullYear(), date.getUTCMonth() + 1, 0),
  ).getUTCDate();
}

/** The greatest time that a Date can hold, either side of 1970. */
export const GREATEST_TIME = 8.64e15;
