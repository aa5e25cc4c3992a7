import type { PruningProgress, PruningRound } from '@occam/pruning';
import { describeLosses } from './foldProgress.js';
import { formatScore } from './formatNumber.js';
import { formatTable } from './formatTable.js';
import type { Progress } from './progress.js';

/** The columns of a table of rounds; the numbers are right-aligned to the width of their heading. */
const HEADINGS = ['round', 'left', 'share', 'parameters', 'multiplications', 'error', 'epochs'];

/** Writes the rounds of a pruning, the one that is kept with a *. */
export function roundTable(rounds: readonly PruningRound[], best: PruningRound): string {
  return formatTable(
    [
      [...HEADINGS, ''],
      ...rounds.map((round) => [...cellsOf(round), round.round === best.round ? '*' : '']),
    ],
    0,
  );
}

/** Shows how a pruning goes on: a row for each finished round, and on a terminal the running epoch with its losses. */
export function roundProgress(progress: Progress): (event: PruningProgress) => void {
  let started = false;
  const line = (cells: readonly string[]) =>
    cells.map((cell, i) => cell.padStart(Math.max(HEADINGS[i]!.length, 8))).join('  ');
  return (event) => {
    if (event.type === 'epoch') {
      const { round, epoch, epochs, logs } = event;
      progress.status(`round ${round}  epoch ${epoch + 1}/${epochs}${describeLosses(logs)}`);
      return;
    }
    if (!started) progress.line(line(HEADINGS));
    started = true;
    progress.line(line(cellsOf(event.result)));
  };
}

function cellsOf(result: PruningRound): string[] {
  const { round, remaining, total, parameters, multiplications, error, epochs } = result;
  return [
    String(round),
    String(remaining),
    `${((100 * remaining) / total).toFixed(1)} %`,
    String(parameters),
    String(multiplications),
    formatScore(error),
    String(epochs),
  ];
}
