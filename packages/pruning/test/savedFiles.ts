import * as tf from '@tensorflow/tfjs';

/** What tfjs writes of a model: how many bytes, and the model that it reads back from them. */
export async function saveAndLoad(model: tf.LayersModel) {
  let artifacts: tf.io.ModelArtifacts | undefined;
  await model.save(
    tf.io.withSaveHandler((saved) => {
      artifacts = saved;
      return Promise.resolve({
        modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' as const },
      });
    }),
  );
  const { modelTopology, weightSpecs, weightData } = artifacts!;
  const json = JSON.stringify({ modelTopology, weightSpecs });
  const loaded = await tf.loadLayersModel(
    tf.io.fromMemory({ ...(JSON.parse(json) as object), weightData: weightData! }),
  );
  return { loaded, bytes: json.length + tf.io.CompositeArrayBuffer.join(weightData).byteLength };
}
