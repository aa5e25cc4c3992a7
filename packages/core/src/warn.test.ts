import { expect, it, vi } from 'vitest';
import { warn } from './warn.js';

it('warns on the console, in the name of Occam', () => {
  const print = vi.spyOn(console, 'warn').mockImplementation(() => {});
  warn('class 3 has 2 rows');
  expect(print.mock.calls).toEqual([['occam: class 3 has 2 rows']]);
  print.mockRestore();
});
