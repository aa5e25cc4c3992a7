import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { longFlag, OPTION_TABLE } from './optionTable.js';

it('calls each option by its key in kebab-case', () => {
  // In occam prune, --target says what is pruned.
  const others = ['--predict <column>', '--target <what>'];
  for (const { key, flags } of OPTION_TABLE.filter((entry) => !others.includes(entry.flags))) {
    const words = key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    expect([`--${words}`, `--no-${words}`]).toContain(flags.split(' ')[0]);
    expect(longFlag(key)).toBe(flags.split(' ')[0]);
  }
  expect(longFlag('target', 'prune')).toBe('--predict');
  expect(longFlag('target', 'train')).toBe('--target');
  expect(longFlag('pruningTarget')).toBe('--target');
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
