import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm, rmdir, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { UsageError } from './failure.js';

/**
 * Checks, before any training, that a folder can be saved to.
 *
 * @throws UsageError if it holds files already and `force` is not given, or is no folder
 */
export async function checkOutputFolder(folder: string, force: boolean): Promise<void> {
  if (!existsSync(folder)) return;
  if (!(await stat(folder)).isDirectory()) throw new UsageError(`--out: '${folder}' is no folder`);
  if (!force && (await readdir(folder)).length > 0) {
    throw new UsageError(
      `--out: the folder '${folder}' is not empty: name another one, or add --force to replace its model`,
    );
  }
}

/**
 * Saves a network in tfjs' layers format (`model.json`, `weights.bin`) beside a `recipe.json`. Everything
 * is written under a temporary name and renamed once complete, so that nothing is ever half-written.
 *
 * @param folder is made if it is missing; only these three files in it are replaced
 * @param recipe what `recipe.json` holds
 * @param signal aborts before the renaming, and leaves no file
 */
export async function saveModel(
  folder: string,
  model: tf.LayersModel,
  recipe: object,
  signal: AbortSignal,
): Promise<void> {
  const target = resolve(folder);
  const temporary = join(dirname(target), `.${basename(target)}.${process.pid}.tmp`);
  await mkdir(temporary, { recursive: true });
  try {
    await model.save(tf.io.withSaveHandler((artifacts) => writeArtifacts(temporary, artifacts)));
    await writeFile(join(temporary, 'recipe.json'), `${JSON.stringify(recipe, null, 2)}\n`);
    signal.throwIfAborted();
    if (existsSync(target)) {
      for (const file of await readdir(temporary)) {
        await rename(join(temporary, file), join(target, file));
      }
      await rmdir(temporary);
    } else {
      await rename(temporary, target);
    }
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

async function writeArtifacts(
  folder: string,
  { weightData, weightSpecs, ...artifacts }: tf.io.ModelArtifacts,
): Promise<tf.io.SaveResult> {
  const weights = tf.io.CompositeArrayBuffer.join(weightData);
  await writeFile(join(folder, 'weights.bin'), new Uint8Array(weights));
  const { modelTopology, format, generatedBy, convertedBy } = artifacts;
  const weightsManifest = [{ paths: ['weights.bin'], weights: weightSpecs }];
  const json = { modelTopology, format, generatedBy, convertedBy, weightsManifest };
  await writeFile(join(folder, 'model.json'), JSON.stringify(json));
  return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' } };
}
