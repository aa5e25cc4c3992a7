import { expect, it } from 'vitest';
import { inOptionWords } from './inOptionWords.js';

it.each([
  [
    "'x' is not a number; pass categorical: 'oneHot' or 'integer', or leave the column out with ignore",
    "'x' is not a number; pass --categorical oneHot or 'integer', or leave the column out with --ignore",
  ],
  ['nSplits=20 folds; use a smaller nSplits', '--folds 20 folds; use a smaller --folds'],
  [
    'testSize=28 and gap=300: use a smaller testSize or gap',
    '--test-size 28 and --gap 300: use a smaller --test-size or --gap',
  ],
  ["there is no column 'time' for target", "there is no column 'time' for target"],
  ['the header has 3 cells; the data are cut off', 'the header has 3 cells; the data are cut off'],
])('%s', (message, expected) => {
  expect(inOptionWords(message)).toBe(expected);
});
