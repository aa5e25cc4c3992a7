import { ndarray } from '@occam/core';
import { describe, expect, it } from 'vitest';
import reference from '../../fixtures/features.json' with { type: 'json' };
import { matrix } from '../../test/tables.js';
import { createDataset } from '../dataset.js';
import { addDateParts } from './addDateParts.js';
import { DateParts } from './dateParts.js';

const dataset = (times?: readonly number[], rows = times?.length ?? 1) =>
  createDataset({
    x: ndarray(
      Float32Array.from({ length: rows }, (_, i) => i),
      [rows, 1],
    ),
    y: ndarray(new Float32Array(rows), [rows]),
    task: 'regression',
    ...(times && { times: Float64Array.from(times) }),
  });

describe('the parts of dates equal those of Python', () => {
  it.each(reference.dates)('$text', ({ time, parts, cycles }) => {
    const plain = addDateParts(dataset([time]));
    expect([...plain.x.data].slice(1)).toEqual(parts);
    const round = addDateParts(dataset([time]), { cycles: true });
    cycles.forEach((value, i) => expect(round.x.data[i + 1]).toBeCloseTo(value, 6));
    const seconds = Math.floor(time / 1000);
    if (Math.abs(seconds) < 2 ** 31) {
      const step = new DateParts({ unit: 'seconds' });
      const x = ndarray(new Int32Array([seconds]), [1, 1]);
      expect([...step.fit(x).transform(x).data]).toEqual(parts);
    }
  });
});

it('reads full hours from float32 milliseconds, which cannot hold them', () => {
  const step = new DateParts({ parts: ['year', 'month', 'day', 'hour'] }).fit(matrix([[0]]));
  for (let hour = 0; hour < 24 * 400; hour += 7) {
    const time = Date.UTC(2023, 11, 25, hour);
    const date = new Date(time);
    const got = step.transform(ndarray(new Float32Array([time]), [1, 1])).data;
    expect([...got]).toEqual([
      date.getUTCFullYear(),
      date.getUTCMonth() + 1,
      date.getUTCDate(),
      date.getUTCHours(),
    ]);
  }
  const days = new DateParts({ unit: 'days', parts: ['year', 'dayOfYear'] }).fit(matrix([[0]]));
  expect([...days.transform(matrix([[19783]])).data]).toEqual([2024, 61]);
});

it('replaces chosen columns in their places, and comes back from JSON', () => {
  const x = matrix([[5, Date.UTC(2024, 0, 1), 6]]);
  const step = new DateParts({ columns: [1], parts: ['weekday', 'year'], cycles: true }).fit(x);
  expect([...step.transform(x).data]).toEqual([5, 0, 1, 2024, 6]);
  const names = ['a', 'b_weekday_sin', 'b_weekday_cos', 'b_year', 'c'];
  expect(step.getFeatureNamesOut(['a', 'b', 'c'])).toEqual(names);
  const json = JSON.parse(JSON.stringify(step));
  const copy = new DateParts(json.config);
  expect(copy.toJSON()).toEqual(json);
  expect(copy.transform(x)).toEqual(step.transform(x));
});

it('addDateParts keeps features, names, times and the rest', () => {
  const data = addDateParts(dataset([Date.UTC(2024, 4, 6), Date.UTC(2024, 4, 7)]), {
    parts: ['weekday'],
  });
  expect([...data.x.data]).toEqual([0, 0, 1, 1]);
  expect(data.featureNames).toEqual(['x0', 'weekday']);
  expect([...data.times!]).toEqual([Date.UTC(2024, 4, 6), Date.UTC(2024, 4, 7)]);
});

it('refuses what makes no sense', () => {
  expect(() => new DateParts({ parts: ['month', 'mont' as never] })).toThrow(
    "parts[1] must be one of 'year', 'month', 'day', 'weekday', 'dayOfYear', 'hour', not 'mont' (did you mean 'month'?)",
  );
  expect(() => new DateParts({ parts: [] })).toThrow(
    "parts must be a list such as ['month', 'weekday']",
  );
  expect(() => new DateParts({ parts: ['day', 'day'] })).toThrow("parts names 'day' twice");
  expect(() => new DateParts({ unit: 'hours' as never })).toThrow(
    "unit must be one of 'milliseconds'",
  );
  const step = new DateParts({ unit: 'days' }).fit(matrix([[0]]));
  expect(() => step.transform(matrix([[1e9]]))).toThrow(
    'column 0 holds 1000000000 in row 0, which is no time in days since 1970',
  );
  expect(() => addDateParts(dataset())).toThrow(
    'addDateParts needs the times of the rows: load the data with a time column',
  );
  expect(() => addDateParts(dataset([1e16]))).toThrow(
    'row 0 has the time 10000000000000000, which is no date',
  );
});
