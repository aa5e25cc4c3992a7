import { mean, standardDeviation, studentTQuantile } from '../../packages/evaluation/dist/index.js';
import { table } from './report.js';

/**
 * Prints how each technique did beside none, and beside PyTorch where that ran.
 *
 * @param {Record<string, { ours: object[], torch: object[] }>} runs what was measured for each seed, by the technique's name
 */
export function reportTechniques(size, runs) {
  const seeds = runs['none'].ours.length;
  const columns = (all, key) => all.map((run) => run[key]);
  const plain = columns(runs['none'].ours, 'test');
  const rows = Object.entries(runs).map(([name, { ours }]) => {
    const test = columns(ours, 'test');
    const gap = mean(ours.map((run) => run.train - run.test));
    const cells =
      name === 'none' ? ['–', ''] : differenceCells(test.map((value, i) => value - plain[i]));
    return [
      name,
      spread(test),
      ...cells,
      points(gap),
      mean(columns(ours, 'epochs')).toFixed(1),
      mean(columns(ours, 'seconds')).toFixed(2),
    ];
  });
  console.log(`\n${size} images, ${seeds} seeds\n`);
  console.log(
    table(
      ['technique', 'test accuracy, %', 'difference', 'helps', 'gap', 'epochs', 'time, s'],
      rows,
    ),
  );
  const both = Object.entries(runs).filter(([, { torch }]) => torch.length > 0);
  if (both.length === 0) return;
  const compared = both.map(([name, { ours, torch }]) => {
    const [a, b] = [columns(ours, 'test'), columns(torch, 'test')];
    const difference = mean(a) - mean(b);
    const deviation = Math.sqrt((standardDeviation(a) ** 2 + standardDeviation(b) ** 2) / 2);
    const agree = Math.abs(difference) <= deviation;
    if (!agree && seeds >= 5) process.exitCode = 1;
    const epochs = [ours, torch].map((one) => mean(columns(one, 'epochs')).toFixed(1));
    const seconds = [ours, torch].map((one) => mean(columns(one, 'seconds')).toFixed(2));
    return [
      name,
      spread(a),
      spread(b),
      signed(difference),
      points(deviation),
      agree ? 'yes' : 'no',
      epochs.join(', '),
      seconds.join(', '),
    ];
  });
  console.log();
  console.log(
    table(
      [
        'technique',
        'Occam, %',
        'PyTorch, %',
        'difference',
        "seeds' deviation",
        'agree',
        'epochs',
        'time, s',
      ],
      compared,
    ),
  );
}

/** The mean difference with its interval, and whether that lies above or below 0. */
function differenceCells(differences) {
  const n = differences.length;
  const center = mean(differences);
  const half =
    n > 1
      ? (studentTQuantile(0.975, n - 1) * standardDeviation(differences)) / Math.sqrt(n)
      : Infinity;
  const verdict = center - half > 0 ? 'yes' : center + half < 0 ? 'harms' : '–';
  return [`${signed(center)} (${signed(center - half)} … ${signed(center + half)})`, verdict];
}

function points(share) {
  return (100 * share).toFixed(2);
}

function signed(share) {
  return `${share < 0 ? '−' : '+'}${points(Math.abs(share))}`;
}

function spread(values) {
  return values.length > 1
    ? `${points(mean(values))} ± ${points(standardDeviation(values))}`
    : points(mean(values));
}
