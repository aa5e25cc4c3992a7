import { contactSheet } from '@occam/augmentation';
import { inspectDataset } from '@occam/datasets';
import type { CommandContext } from './command.js';
import { describeData } from './describeData.js';
import { asInput, UsageError } from './failure.js';
import { count } from './formatNumber.js';
import { loadData } from './loadData.js';
import { print, printJson } from './output.js';
import { checkImages, imageShapeOf, pipelineFromSettings } from './pipelineFromSettings.js';
import { describePipeline } from './describeRecipe.js';
import { sampleRows } from './sampleRows.js';
import { pngSheet } from './pngSheet.js';
import { checkOutputFile, replaceFile } from './replaceFile.js';

/** How many originals the sheet shows, and how many variants of each. */
const ORIGINALS = 8;
const VARIANTS = 7;

/** `occam augment`: draws images beside their variants, those that training with the same seed sees in its first epochs. */
export async function augmentCommand(context: CommandContext): Promise<void> {
  const { settings, json, out, force, typed, progress, signal } = context;
  if (out === undefined) throw new UsageError('name a PNG file to write to, as in --out grid.png');
  checkOutputFile('--out', out, '.png', force);
  const option = settings.pipeline === undefined ? 'augment' : 'pipeline';
  if (settings[option] === undefined) {
    throw new UsageError(
      'say how to vary the images, as --pipeline digits or --pipeline pipeline.json',
    );
  }
  const data = await loadData(settings, { onStatus: progress.status, signal });
  const pipeline = await pipelineFromSettings(option, settings, data);
  const imageShape = imageShapeOf(settings, data);
  if (imageShape === undefined) checkImages('a contact sheet shows images', data);
  const { x, y, classCount } = data;
  const { seed = 0 } = settings;
  const rows = sampleRows(data, ORIGINALS, seed);
  const columns = VARIANTS + 1;
  const sheet = await asInput(() =>
    contactSheet(x, { pipeline, y, classCount, rows, columns, seed, imageShape }),
  );
  await replaceFile(out, pngSheet(sheet), signal);
  progress.clear();
  const summary = inspectDataset(data);
  if (json) {
    const { width, height } = sheet;
    const shown = { rows: Array.from(rows), variants: VARIANTS, width, height };
    printJson({ out, ...shown, pipeline: pipeline.toJSON(), seed, data: summary });
    return;
  }
  print(`${describeData(summary)}\n${describePipeline(pipeline.toJSON())}\n`);
  print(
    `rows ${rows.join(', ')}: each original, then its variants of the first ${count(VARIANTS, 'epoch')}`,
  );
  print(`written to ${out}: ${sheet.width} × ${sheet.height} pixels`);
  print(`repeat with: ${typed}`);
}
