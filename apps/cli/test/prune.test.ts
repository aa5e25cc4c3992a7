import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { decode } from 'fast-png';
import { expect, it } from 'vitest';
import { runOccam, temporaryFolder, writeTable } from './runOccam.js';

const folder = temporaryFolder();
const table = writeTable(folder);

interface Round {
  seconds?: number;
  remaining: number;
  total: number;
}

interface PruneJson {
  rounds: Round[];
  best: { round: number; parameters: number };
  sizes: Record<string, number>;
  comparison: Record<'before' | 'after', { parameters: number; accuracy: number; bytes: number }>;
}

async function pruneJson(args: readonly string[]): Promise<PruneJson> {
  const { code, stdout, stderr } = await runOccam(['prune', ...args, '--json']);
  expect(stderr).not.toMatch(/occam:/);
  expect(code).toBe(0);
  return JSON.parse(stdout) as PruneJson;
}

async function load(out: string): Promise<tf.LayersModel> {
  const json = JSON.parse(readFileSync(join(out, 'model.json'), 'utf8')) as tf.io.ModelJSON;
  return tf.loadLayersModel({
    load: async () => ({
      modelTopology: json.modelTopology,
      weightSpecs: json.weightsManifest[0]!.weights,
      weightData: new Uint8Array(readFileSync(join(out, 'weights.bin'))).buffer,
    }),
  });
}

it('goes on where it was interrupted, to the same numbers, and saves what any tfjs loads', async () => {
  const network = ['digits', '--take', '200', '--hidden', '24', '--epochs', '3'];
  const plan = ['--sparsity', '0.9', '--rounds', '6', '--fine-tune', '2', '--seed', '3'];
  const args = [...network, ...plan];
  const state = join(folder, 'state.json');
  const interrupted = await runOccam(['prune', ...args, '--resume', state], {
    onStart: (child) =>
      child.stderr!.on('data', (text: string) => {
        if (/^ +2 /m.test(text)) child.kill('SIGINT');
      }),
  });
  expect({ code: interrupted.code, stdout: interrupted.stdout }).toEqual({ code: 130, stdout: '' });
  expect(interrupted.stderr).toMatch(/occam: interrupted\n$/);
  const kept = JSON.parse(readFileSync(state, 'utf8')) as { rounds: Round[] };
  expect(kept.rounds.length).toBeGreaterThanOrEqual(3);
  expect(kept.rounds.length).toBeLessThan(7);

  const out = join(folder, 'pruned');
  const rest = await pruneJson([...args, '--resume', state, '--out', out]);
  const whole = await pruneJson(args);
  const numbers = ({ rounds }: { rounds: Round[] }) =>
    rounds.map((round) => ({ ...round, seconds: 0 }));
  expect(numbers(rest)).toEqual(numbers(whole));
  expect(numbers(rest).slice(0, kept.rounds.length)).toEqual(numbers(kept));
  expect(rest.rounds).toHaveLength(7);
  expect(rest.best.round).toBe(6);
  const { remaining, total } = rest.rounds[6]!;
  expect(remaining).toBe(Math.round(0.1 * total));
  expect(rest.sizes).toEqual({ train: 112, validation: 28, test: 60 });

  // No class of Occam's is needed to load it.
  expect(readdirSync(out).toSorted()).toEqual(['model.json', 'recipe.json', 'weights.bin']);
  expect(readFileSync(join(out, 'model.json'), 'utf8')).not.toContain('Occam');
  const model = await load(out);
  expect(model.countParams()).toBe(rest.comparison.after.parameters);
  const weights = model.weights.flatMap((weight) => [...weight.read().dataSync()]);
  expect(weights.filter((w) => w !== 0).length).toBeLessThanOrEqual(rest.best.parameters);
  model.dispose();

  const other = await runOccam(['prune', ...args.with(-1, '4'), '--resume', state]);
  expect(other.code).toBe(2);
  expect(other.stderr.trimEnd().split('\n').at(-1)).toMatch(
    /^occam: --resume .*state\.json: the stored state is that of another pruning .*: name another file, or the same options$/,
  );
});

it('prunes the features of a table, reports in words, and draws what is left', async () => {
  const out = join(folder, 'fewer');
  const report = join(folder, 'report.svg');
  const args = [table, '--predict', 'answer', '--target', 'inputs', '--hidden', '4', '--scale'];
  const how = ['--epochs', '60', '--learning-rate', '0.05', '--schedule', 'oneShot'];
  const files = ['--sparsity', '0.5', '--report', report, '--out', out];
  const { code, stdout, stderr } = await runOccam(['prune', ...args, ...how, ...files]);
  expect(code).toBe(0);
  expect(stderr).toMatch(/^ +round +left +share/);
  expect(stdout).toContain('inputs pruned by sensitivity');
  expect(stdout).toMatch(/ 1 +1 +50\.0 % .*\*/);
  expect(stdout).toContain('inputs left: size\n');
  expect(stdout).toMatch(/\nparameters +22 +18 +1\.2×\n/);
  expect(stdout).toMatch(/\ntest accuracy +1\.0000 +1\.0000\n/);
  expect(readFileSync(report, 'utf8')).toMatch(/^<svg [^]*<\/svg>\n$/);
  const saved = JSON.parse(readFileSync(join(out, 'recipe.json'), 'utf8')) as object;
  expect(saved).toMatchObject({
    inputShape: [2],
    featureNames: ['size', 'weight'],
    pruning: { criterion: 'sensitivity', target: 'inputs', inputs: [0] },
  });
  const model = await load(out);
  expect(model.inputs[0]!.shape).toEqual([null, 1]);
  model.dispose();
  expect(readdirSync(folder).filter((name) => name.includes('.tmp'))).toEqual([]);
});

it('ranks pixels and features by what they mean to a network', async () => {
  const heat = join(folder, 'heat.png');
  const digits = ['features', 'digits', '--take', '200', '--hidden', '16', '--epochs', '5'];
  const images = await runOccam([...digits, '--criterion', 'taylor', '--out', heat]);
  expect(images.code).toBe(0);
  expect(images.stdout).toMatch(/\nrow \d+, column \d+ +0\.\d+/);
  expect(images.stdout).toContain(`+${'-'.repeat(56)}+`);
  expect(existsSync(heat)).toBe(true);
  const { width, height } = decode(readFileSync(heat));
  expect([width, height]).toEqual([308, 308]);

  const args = ['--target', 'answer', '--hidden', '4', '--epochs', '60', '--learning-rate', '0.05'];
  const columns = await runOccam(['features', table, ...args, '--scale', '--json']);
  expect(columns.code).toBe(0);
  const { features, test } = JSON.parse(columns.stdout) as {
    features: { feature: string; relevance: number }[];
    test: object;
  };
  expect(features.map(({ feature }) => feature)).toEqual(['size', 'weight']);
  expect(features[0]!.relevance).toBeGreaterThan(2 * features[1]!.relevance);
  expect(test).toMatchObject({ accuracy: 1 });
});
