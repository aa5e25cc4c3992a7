import { longFlag, OPTION_TABLE } from './optionTable.js';

const KEYS = OPTION_TABLE.map(({ key }) => key);
const FLAGS: ReadonlyMap<string, string> = new Map([
  ...KEYS.map((key) => [key, longFlag(key)] as const),
  ['nSplits', '--folds'],
]);
const ANY = [...FLAGS.keys()].join('|');
const CAMEL_CASE = [...FLAGS.keys()].filter((key) => /[A-Z]/.test(key)).join('|');

/**
 * Rewrites a message of the packages, which speaks of their options (`missing: 'mean'`, `nSplits=9`), in
 * the words of the command line (`--missing mean`, `--folds 9`).
 */
export function inOptionWords(message: string): string {
  const flag = (key: string) => FLAGS.get(key)!;
  return message
    .replace(new RegExp(`\\b(${ANY}): '([^']*)'`, 'g'), (_, key, value) => `${flag(key)} ${value}`)
    .replace(new RegExp(`\\b(${ANY})=(?=\\S)`, 'g'), (_, key) => `${flag(key)} `)
    .replace(new RegExp(`\\b(${CAMEL_CASE})\\b`, 'g'), (_, key) => flag(key))
    .replace(/\b(with|or|and) (gap|ignore|header)\b/g, (_, word, key) => `${word} ${flag(key)}`);
}
