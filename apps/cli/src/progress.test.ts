import { expect, it } from 'vitest';
import { createProgress } from './progress.js';

function record(isTTY: boolean, columns?: number) {
  const written: string[] = [];
  const progress = createProgress({ isTTY, columns, write: (text) => written.push(text) });
  return { progress, written };
}

it('writes lines alone, without cursor codes, where it is piped', () => {
  const { progress, written } = record(false);
  progress.status('fold 1/2  epoch 1/9');
  progress.line('fold 1/2  accuracy 0.9000');
  progress.clear();
  expect(written.join('')).toBe('fold 1/2  accuracy 0.9000\n');
});

it('replaces the changing line on a terminal, cut to its width', () => {
  const { progress, written } = record(true, 11);
  progress.status('0123456789abc');
  progress.line('done');
  progress.clear();
  expect(written).toEqual(['\r\u001b[2K0123456789', '\r\u001b[2K', 'done\n']);
});
