import { inspectDataset } from '@occam/datasets';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CommandContext } from './command.js';
import { dedupe, describeDuplicates } from './dedupe.js';
import { describeData } from './describeData.js';
import { describeSplitter } from './describeSplitter.js';
import { asInput, UsageError } from './failure.js';
import { foldBalance, type FoldBalance } from './foldBalance.js';
import { foldTable } from './foldTable.js';
import { forecastRows, lagged } from './lagged.js';
import { loadRows } from './loadData.js';
import { print, printJson } from './output.js';
import { splitterFromSettings } from './splitterFromSettings.js';
import { writeFold } from './writeFold.js';
import { checkOutputFolder, writeFolder } from './writeFolder.js';

/**
 * `occam split`: writes which rows each fold trains on and tests on, or the rows themselves, and says how
 * balanced the folds are and whether any test row has a duplicate among the training rows.
 */
export async function splitCommand(context: CommandContext): Promise<void> {
  const { settings, json, out, force, typed, progress, signal } = context;
  if (out === undefined) throw new UsageError('name a folder to write to, as in --out folds');
  await checkOutputFolder(out, force, 'folds');
  const source = await loadRows(settings, { onStatus: progress.status, signal });
  const windows = await asInput(() => lagged(source, settings));
  const { data, duplicates, clusters, rows } = await dedupe(windows, settings, {
    progress,
    signal,
  });
  const splitter = await splitterFromSettings(settings, data);
  const { y, groups, times } = data;
  const known = { labels: y.data, groups, times };
  const split = splitter.split(data.size, known);
  const count = splitter.count(data.size, known);
  const balanceOf = foldBalance(data, clusters);
  const { format = 'csv', write = 'rows', target } = settings;
  const summary = inspectDataset(data);
  // Rows of windows and rows that are left over are numbered as in the source.
  const sourceRows = forecastRows(source, settings);
  const numbers = write === 'data' ? undefined : rows.map((row) => sourceRows[row]!);

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
          numbers,
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
  print(foldTable(folds, `${out}/split.json`));
  print(`\nwritten to ${out}: ${folds[0]!.files.join(', ')}, …, split.json`);
  print(`repeat with: ${typed}`);
}
