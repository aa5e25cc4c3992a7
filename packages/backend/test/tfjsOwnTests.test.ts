import { createRequire } from 'node:module';
import { beforeAll, describe, expect, it } from 'vitest';
import { accelerateWasm, restoreWasm } from '../src/accelerateWasm.js';
import '@tensorflow/tfjs-backend-wasm';

/** tfjs' own test files, as its package has them, that exercise the kernels we replace or add. */
const FILES = [
  'ops/mat_mul_test.js',
  'ops/fused/fused_mat_mul_test.js',
  'ops/conv1d_test.js',
  'ops/conv2d_test.js',
  'ops/conv2d_transpose_test.js',
  'ops/conv2d_separable_test.js',
  'ops/depthwise_conv2d_test.js',
  'ops/fused/fused_conv2d_test.js',
  'ops/fused/fused_depthwise_conv2d_test.js',
  'ops/max_pool_test.js',
  'ops/max_pool_3d_test.js',
  'ops/pool_test.js',
  'ops/unsorted_segment_sum_test.js',
  'ops/gather_test.js',
  'ops/einsum_test.js',
  'ops/basic_lstm_cell_test.js',
  'gradients_test.js',
];

/** What we use of jasmine-core, the framework that tfjs' tests are written for. */
interface Jasmine {
  readonly jasmine: { getEnv(): JasmineEnvironment };
}
interface JasmineEnvironment {
  configure(options: { random: boolean }): void;
  addReporter(reporter: { specDone(result: SpecResult): void }): void;
  execute(): Promise<unknown>;
}
interface SpecResult {
  readonly fullName: string;
  readonly status: string;
  readonly failedExpectations: readonly { readonly message: string }[];
}

const core = '../node_modules/@tensorflow/tfjs-core/dist/';

describe("tfjs' own tests on the accelerated backend", () => {
  /** For each test of tfjs its outcome on tfjs' own WASM backend and on ours. */
  const outcomes = new Map<string, { plain?: string; accelerated?: string }>();

  beforeAll(async () => {
    const { noGlobals } = createRequire(import.meta.url)('jasmine-core') as {
      noGlobals(): Jasmine;
    };
    const jasmine = noGlobals();
    Object.assign(globalThis, jasmine);
    const { setTestEnvs } = await import(`${core}jasmine_util.js`);
    // tfjs asks for the name when it is about to set the backend up for a group of tests.
    setTestEnvs([
      {
        name: 'plain',
        isDataSync: true,
        get backendName() {
          restoreWasm();
          return 'wasm';
        },
      },
      {
        name: 'accelerated',
        isDataSync: true,
        get backendName() {
          accelerateWasm();
          return 'wasm';
        },
      },
    ]);
    for (const file of FILES) await import(core + file);
    const env = jasmine.jasmine.getEnv();
    env.configure({ random: false });
    env.addReporter({
      specDone({ fullName, status, failedExpectations }) {
        const [, group, name, rest] = /^(.*) (plain|accelerated) \{\} (.*)$/.exec(fullName) ?? [];
        if (!name) return;
        const key = `${group}: ${rest}`;
        const outcome = status === 'failed' ? failedExpectations[0]!.message : status;
        outcomes.set(key, { ...outcomes.get(key), [name]: outcome });
      },
    });
    await env.execute();
    restoreWasm();
  }, 120_000);

  it('passes whatever passes on plain WASM', () => {
    const worse = [...outcomes].filter(
      ([, { plain, accelerated }]) => plain === 'passed' && accelerated !== 'passed',
    );
    expect(worse).toEqual([]);
    expect(outcomes.size).toBeGreaterThan(500);
  });

  it('passes what plain WASM lacks the kernels for', () => {
    const lacking = [...outcomes].filter(([, { plain }]) =>
      /^Error: Kernel '\w+' not registered/.test(plain!),
    );
    expect(lacking.filter(([, { accelerated }]) => accelerated !== 'passed')).toEqual([]);
    expect(lacking.length).toBeGreaterThan(60);
  });
});
