import { inspectDataset } from '@occam/datasets';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CommandContext } from './command.js';
import { dedupe, describeDuplicates } from './dedupe.js';
import { describeData } from './describeData.js';
import { describeSplitter } from './describeSplitter.js';
import { UsageError } from './failure.js';
import { foldBalance, type FoldBalance } from './foldBalance.js';
import { formatScore } from './formatNumber.js';
import { formatTable } from './formatTable.js';
import { loadData } from './loadData.js';
import { print, printJson } from './output.js';
import { splitterFromSettings } from './splitterFromSettings.js';
import { writeFold } from './writeFold.js';
import { checkOutputFolder, writeFolder } from './writeFolder.js';

/** How many folds are listed. */
const LISTED = 30;

/**
 * `occam split`: writes which rows each fold trains on and tests on, or the rows themselves, and says how
 * balanced the folds are and whether any test row has a duplicate among the training rows.
 */
export async function splitCommand(context: CommandContext): Promise<void> {
  const { settings, json, out, force, typed, progress, signal } = context;
  if (out === undefined) throw new UsageError('name a folder to write to, as in --out folds');
  await checkOutputFolder(out, force, 'folds');
  const loaded = await loadData(settings, { onStatus: progress.status, signal });
  const { data, duplicates, clusters } = await dedupe(loaded, settings, { progress, signal });
  const splitter = await splitterFromSettings(settings, data);
  const { y, groups, times } = data;
  const split = splitter.split(data.size, { labels: y.data, groups, times });
  const count = splitter.count(data.size, { labels: y.data, groups, times });
  const balanceOf = foldBalance(data, clusters);
  const { format = 'csv', write = 'rows', target } = settings;
  const summary = inspectDataset(data);

  const folds = await writeFolder(
    out,
    async (folder) => {
      const written: (FoldBalance & { files: string[] })[] = [];
      for (const fold of split) {
        signal.throwIfAborted();
        const number = String(written.length + 1).padStart(String(count).length, '0');
        const files = await writeFold(data, fold, {
          folder,
          name: `fold-${number}`,
          format,
          target: typeof target === 'string' ? target : 'target',
          rows: write === 'data',
        });
        written.push({ ...balanceOf(fold), files });
        progress.status(`fold ${written.length}/${count}`);
      }
      const report = { data: summary, splitter: splitter.toJSON(), duplicates, folds: written };
      await writeFile(join(folder, 'split.json'), `${JSON.stringify(report, null, 2)}\n`);
      return written;
    },
    signal,
  );
  progress.clear();
  if (json) {
    printJson({ data: summary, splitter: splitter.toJSON(), duplicates, folds, out });
    return;
  }
  print(`${describeData(summary)}\n${describeSplitter(splitter.toJSON())}`);
  print(`${describeDuplicates(duplicates)}\n`);
  print(foldTable(folds));
  if (folds.length > LISTED) {
    print(`… and ${folds.length - LISTED} more folds; ${out}/split.json lists all`);
  }
  print(`\nwritten to ${out}: ${folds[0]!.files.join(', ')}, …, split.json`);
  print(`repeat with: ${typed}`);
}

function foldTable(folds: readonly FoldBalance[]): string {
  const isClass = folds[0]?.classGap !== undefined;
  return formatTable(
    [
      [
        'fold',
        'train rows',
        'test rows',
        ...(isClass ? ['largest class gap'] : ['train mean', 'test mean']),
        'test rows seen in training',
      ],
      ...folds
        .slice(0, LISTED)
        .map(({ train, test, classGap, targetMean, leaked }, index) => [
          String(index + 1),
          String(train),
          String(test),
          ...(isClass
            ? [`${(100 * classGap!).toFixed(1)} %`]
            : [formatScore(targetMean!.train), formatScore(targetMean!.test)]),
          String(leaked),
        ]),
    ],
    0,
  );
}
