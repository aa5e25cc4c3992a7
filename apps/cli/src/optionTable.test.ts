import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { longFlag, OPTION_TABLE } from './optionTable.js';

it('calls each option by its key in kebab-case', () => {
  for (const { key, flags } of OPTION_TABLE) {
    expect(flags.split(' ')[0]).toBe(longFlag(key));
  }
  expect(longFlag('maxTrainSize')).toBe('--max-train-size');
  expect(longFlag('dropconnect')).toBe('--dropconnect');
  expect(longFlag('header')).toBe('--no-header');
  expect(longFlag('accelerate')).toBe('--no-accelerate');
});

it('stands in the README as it is', () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const rows = readme
    .split('\n')
    .filter((line) => line.startsWith('| `--'))
    .map((line) =>
      line
        .replaceAll('\\|', '/')
        .split('|')
        .map((cell) => cell.trim()),
    );
  for (const { flags, help, commands } of OPTION_TABLE) {
    const row = rows.find((cells) => cells[1] === `\`${flags}\``);
    expect(row?.slice(2, 4)).toEqual([help.replaceAll('|', '/'), commands.join(', ')]);
  }
});
