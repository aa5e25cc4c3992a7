import { restoreWasm, useBackend } from '@occam/backend';
import { fit } from '@occam/training';
import * as tf from '@tensorflow/tfjs';
import { afterAll, describe, expect, it } from 'vitest';
import { applyMasks, keepMasked, masksOf, nmMask, register } from '../index.js';

afterAll(restoreWasm);

function build(kernelConstraint?: unknown): tf.Sequential {
  return tf.sequential({
    layers: [
      tf.layers.dense({
        units: 4,
        activation: 'tanh',
        inputShape: [3],
        name: 'hidden',
        kernelInitializer: tf.initializers.glorotUniform({ seed: 5 }),
        kernelConstraint: kernelConstraint as 'nonNeg',
      }),
      tf.layers.dense({
        units: 1,
        name: 'top',
        kernelInitializer: tf.initializers.glorotUniform({ seed: 6 }),
      }),
    ],
  });
}

const mask = Uint8Array.of(1, 0, 0, 1, 0, 1, 1, 0, 1, 1, 0, 0);
const x = { data: Float32Array.from({ length: 60 }, (_, i) => Math.sin(i)), shape: [20, 3] };
const y = { data: Float32Array.from({ length: 20 }, (_, i) => Math.cos(i)), shape: [20] };
const data = { x, y, task: 'regression' } as const;
const kernelOf = (model: tf.LayersModel) => [...model.getWeights()[0]!.dataSync()];

describe('keepMasked', () => {
  it('keeps pruned weights at 0 in both engines, alike, and lets them go', async () => {
    await useBackend('wasm');
    const trained: number[][] = [];
    for (const engine of ['fused', 'tfjs'] as const) {
      const model = build();
      const release = keepMasked(model, new Map([['hidden', mask]]));
      const result = await fit(model, data, { epochs: 5, optimizer: 'adam', seed: 1, engine });
      expect(result.engine).toBe(engine);
      const kernel = kernelOf(model);
      kernel.forEach((w, i) => expect(w === 0).toBe(mask[i] === 0));
      expect(masksOf(model)).toEqual(new Map([['hidden', mask]]));
      trained.push(kernel);
      release();
      await fit(model, data, { epochs: 1, optimizer: 'adam', seed: 1, engine });
      expect(kernelOf(model)).not.toContain(0);
      model.dispose();
    }
    trained[0]!.forEach((w, i) => expect(w).toBeCloseTo(trained[1]![i]!, 5));
  });

  it('keeps the constraint that the layer has, in both engines', async () => {
    await useBackend('wasm');
    for (const engine of ['fused', 'tfjs'] as const) {
      const model = build('nonNeg');
      const release = keepMasked(model, new Map([['hidden', mask]]));
      await fit(model, data, { epochs: 3, optimizer: 'adam', engine });
      const kernel = kernelOf(model);
      expect(kernel.every((w, i) => (mask[i] ? w >= 0 : w === 0))).toBe(true);
      release();
      await fit(model, data, { epochs: 3, optimizer: 'adam', engine });
      expect(kernelOf(model).every((w) => w >= 0)).toBe(true);
      model.dispose();
    }
  });

  it('is saved with the model', async () => {
    register();
    const model = build('nonNeg');
    keepMasked(model, new Map([['hidden', mask]]));
    let saved: tf.io.ModelArtifacts | undefined;
    await model.save(
      tf.io.withSaveHandler((artifacts) => {
        saved = JSON.parse(JSON.stringify({ ...artifacts, weightData: undefined }));
        saved!.weightData = artifacts.weightData!;
        return Promise.resolve({ modelArtifactsInfo: {} as tf.io.ModelArtifactsInfo });
      }),
    );
    const loaded = await tf.loadLayersModel(tf.io.fromMemory(saved!));
    await fit(loaded, data, { epochs: 2, optimizer: 'adam' });
    const kernel = kernelOf(loaded);
    expect(kernel.every((w, i) => (mask[i] ? w >= 0 : w === 0))).toBe(true);
    loaded.dispose();
    model.dispose();
  });

  it('leaves no tensor behind, and takes a second mask instead of the first', () => {
    const model = build();
    const before = tf.memory().numTensors;
    const first = keepMasked(model, new Map([['hidden', mask]]));
    const other = mask.map((kept) => 1 - kept);
    keepMasked(model, new Map([['hidden', other]]));
    expect(kernelOf(model)).toEqual(Array(12).fill(0));
    first(); // It is not the one in charge any more.
    const { kernel } = model.layers[0] as unknown as { kernel: { constraint: object } };
    expect(kernel.constraint).toMatchObject({ config: { bits: [0b110010010110] } });
    expect(tf.memory().numTensors).toBe(before);
    model.dispose();
  });

  it('refuses what does not fit, and changes nothing then', () => {
    const model = build();
    const kernel = kernelOf(model);
    const wrong = new Map([
      ['hidden', mask],
      ['top', mask],
    ]);
    expect(() => keepMasked(model, wrong)).toThrow(
      "the mask of 'top' must be a Uint8Array of 4 elements, as many as its kernel [4, 1] has, not of 12",
    );
    expect(() => applyMasks(model, new Map([['hiden', mask]]))).toThrow(
      "the model has no layer 'hiden' (did you mean 'hidden'?); its layers with units: 'hidden', 'top'",
    );
    expect(() => keepMasked(model, { hidden: mask } as never)).toThrow(TypeError);
    const nothing = new Map([
      ['hidden', new Uint8Array(12)],
      ['top', new Uint8Array(4)],
    ]);
    expect(() => applyMasks(model, nothing)).toThrow('would leave no weight of the network');
    expect(() => keepMasked(undefined as never, wrong)).toThrow(
      'keepMasked takes a tf.LayersModel',
    );
    expect(() => masksOf(tf.sequential())).toThrow('masksOf: the model has no input yet');
    expect(kernelOf(model)).toEqual(kernel);
    model.dispose();
  });
});

describe('nmMask', () => {
  it('keeps the n best of each m along the inputs of a unit', () => {
    const scores = { data: Float32Array.of(1, 8, 2, 7, 3, 6, 4, 5, 9, 9), shape: [5, 2] };
    expect([...nmMask(scores, 2, 4)]).toEqual([0, 1, 0, 1, 1, 0, 1, 0, 1, 1]);
    expect([...nmMask({ ...scores, shape: [1, 5, 2] }, 1, 2)]).toEqual([
      0, 1, 1, 0, 0, 1, 1, 0, 1, 1,
    ]);
  });

  it('refuses what is no pattern', () => {
    const scores = { data: new Float32Array(4), shape: [2, 2] };
    expect(() => nmMask(scores, 3, 2)).toThrow(/n must be a whole number .* 2, not 3/);
    expect(() => nmMask({ ...scores, shape: [4] }, 1, 2)).toThrow(/those of a kernel/);
  });
});
