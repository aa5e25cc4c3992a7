import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { writeFolder } from './writeFolder.js';

/**
 * Saves a network in tfjs' layers format (`model.json`, `weights.bin`) beside a `recipe.json`; nothing is
 * ever half-written.
 *
 * @param folder is made if it is missing; only these three files in it are replaced
 * @param recipe what `recipe.json` holds
 * @param signal aborts before the files appear, and leaves none
 */
export async function saveModel(
  folder: string,
  model: tf.LayersModel,
  recipe: object,
  signal: AbortSignal,
): Promise<void> {
  await writeFolder(
    folder,
    async (temporary) => {
      await model.save(tf.io.withSaveHandler((artifacts) => writeArtifacts(temporary, artifacts)));
      await writeFile(join(temporary, 'recipe.json'), `${JSON.stringify(recipe, null, 2)}\n`);
    },
    signal,
  );
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
