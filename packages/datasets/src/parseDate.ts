/**
 * Reads an ISO 8601 date: a year and month, a date, or a date and time (with T or a space, to the minute, the
 * second or a fraction of it, with Z, an offset or neither). Unlike `Date.parse`, a time without a zone is
 * UTC, and a day that does not exist is no date.
 *
 * @returns milliseconds since 1970-01-01 UTC, or NaN if the text is no such date
 */
export function parseDate(text: string): number {
  const parts = ISO.exec(text);
  if (parts === null) return NaN;
  const [, year, month, day = '1', hour = '0', minute = '0', second = '0', fraction = '', zone] =
    parts;
  const date = new Date(0);
  date.setUTCFullYear(Number(year), Number(month) - 1, Number(day));
  const exists = date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(day);
  if (!exists || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return NaN;
  const seconds = Number(hour) * 3600 + Number(minute) * 60 + Number(second);
  return (
    date.getTime() +
    (seconds - offsetSeconds(zone)) * 1000 +
    Math.floor(Number(`0${fraction}`) * 1000)
  );
}

const ISO =
  /^(\d{4})-(\d{2})(?:-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?)?$/;

function offsetSeconds(zone: string | undefined): number {
  if (zone === undefined || zone === 'Z') return 0;
  const [, sign, hours, minutes] = /^([+-])(\d{2}):?(\d{2})$/.exec(zone)!;
  return (sign === '-' ? -1 : 1) * (Number(hours) * 3600 + Number(minutes) * 60);
}
