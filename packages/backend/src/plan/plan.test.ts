import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { linkKernels, type KernelModule } from '../kernels/kernelModule.js';
import { lowerActivity } from './lowerActivity.js';
import { LoweringError, loweringOf, registerLowering } from './lowering.js';
import type { ParameterStore } from './parameterStore.js';
import { Plan } from './plan.js';
import { ALIGNMENT, layOut } from './planBuffer.js';

const parameters = {} as ParameterStore;

/** A module on a memory of its own, with a heap that only grows, and which blocks are taken. */
function moduleWithHeap() {
  const memory = new WebAssembly.Memory({ initial: 64, maximum: 65536 });
  const taken = new Set<number>();
  let next = 1024;
  const module: KernelModule = {
    exports: linkKernels(memory, 'simd128'),
    memory,
    variant: 'simd128',
    malloc(bytes) {
      const at = next;
      next += Math.ceil(bytes / 8) * 8;
      taken.add(at);
      return at;
    },
    free: (address) => void taken.delete(address),
  };
  return { module, taken, floats: () => new Float32Array(memory.buffer) };
}

describe('layOut', () => {
  const buffers = fc.array(
    fc
      .record({
        bytes: fc.integer({ min: 0, max: 50 }).map((n) => n * ALIGNMENT),
        first: fc.integer({ min: 0, max: 20 }),
        length: fc.integer({ min: 0, max: 8 }),
      })
      .map(({ bytes, first, length }) => ({ bytes, first, last: first + length })),
    { maxLength: 30 },
  );

  it('never lets two buffers overlap in place and time, and fits all in the block', () => {
    fc.assert(
      fc.property(buffers, (all) => {
        const { offsets, bytes } = layOut(all);
        all.forEach((a, i) => {
          expect(offsets[i]! % ALIGNMENT).toBe(0);
          expect(offsets[i]! + a.bytes).toBeLessThanOrEqual(bytes);
          all.slice(0, i).forEach((b, j) => {
            const together = a.first <= b.last && b.first <= a.last;
            const apart =
              offsets[i]! + a.bytes <= offsets[j]! || offsets[j]! + b.bytes <= offsets[i]!;
            expect(!together || apart).toBe(true);
          });
        });
        expect(bytes).toBeLessThanOrEqual(all.reduce((sum, one) => sum + one.bytes, 0));
      }),
      { numRuns: 200, seed: 1 },
    );
  });

  it('reuses memory as soon as it is free', () => {
    const step = (first: number) => ({ bytes: 128, first, last: first + 1 });
    expect(layOut([step(0), step(1), step(2), step(3)]).bytes).toBe(256);
  });
});

describe('Plan', () => {
  it('runs forward steps in order and backward steps in reverse, with the batch', () => {
    const { module } = moduleWithHeap();
    const plan = new Plan({ module, training: true, parameters });
    const order: string[] = [];
    for (const name of ['a', 'b']) {
      plan.forward([], ({ rows, step }) => void order.push(`${name} ${rows} ${step}`));
      plan.backward([], ({ rows }) => void order.push(`d${name} ${rows}`));
    }
    plan.reserve(3);
    plan.runForward(3, 7);
    plan.runBackward();
    expect(order).toEqual(['a 3 7', 'b 3 7', 'db 3', 'da 3']);
  });

  it('gives buffers that are in use together memory of their own, for the rows asked for', () => {
    const { module, taken } = moduleWithHeap();
    const plan = new Plan({ module, training: true, parameters });
    const [a, b, c] = [plan.buffer(100), plan.buffer(100, 3), plan.buffer(100)];
    plan.forward([a, b], () => {});
    plan.forward([b, c], () => {});
    plan.reserve(8);
    expect(a.address).toBe(c.address);
    expect(Math.abs(a.address - b.address)).toBeGreaterThanOrEqual(3200);
    expect([a, b, c].map(({ address }) => address % ALIGNMENT)).toEqual([0, 0, 0]);
    const before = a.address;
    plan.reserve(4);
    expect(a.address).toBe(before);
    plan.reserve(9);
    expect(a.address).not.toBe(before);
    expect(taken.size).toBe(1);
    plan.dispose();
    plan.dispose();
    expect(taken.size).toBe(0);
  });

  it('keeps what is read after the pass', () => {
    const { module } = moduleWithHeap();
    const plan = new Plan({ module, training: false, parameters });
    const [result, scratch] = [plan.buffer(4), plan.buffer(4)];
    plan.forward([result], () => {});
    plan.forward([scratch], () => {});
    plan.keep(result);
    plan.reserve(1);
    expect(result.address).not.toBe(scratch.address);
  });

  it('gives penalties memory after the pass, apart from what is kept', () => {
    const { module } = moduleWithHeap();
    const plan = new Plan({ module, training: true, parameters });
    const [result, scratch] = [plan.buffer(4), plan.buffer(4)];
    const [one, other] = [plan.work(16), plan.work(16)];
    plan.forward([result], () => {});
    plan.forward([scratch], () => {});
    plan.keep(result);
    plan.reserve(1);
    const apart = new Set([result, one, other].map(({ address }) => address));
    expect(apart.size).toBe(3);
    expect(apart).not.toContain(0);
  });

  it('sums the penalties of outputs, whose gradients are added before those who made them run back', () => {
    const { module, floats } = moduleWithHeap();
    const plan = new Plan({ module, training: true, parameters });
    registerLowering('activity', 'TestActivity', ({ slope }, y) => ({ rows }) => {
      floats()[y.gradient!.address / 4]! += Number(slope);
      return rows * 10;
    });
    const regularizer = { getClassName: () => 'TestActivity', getConfig: () => ({ slope: 5 }) };
    const y = plan.activation([1], true);
    let seen = NaN;
    plan.forward([y.value], () => {});
    plan.backward([y.gradient], () => void (seen = floats()[y.gradient!.address / 4]!));
    lowerActivity('a', regularizer, plan, y);
    lowerActivity('a', regularizer, plan, y);
    plan.backward([y.gradient], () => floats().set([1], y.gradient!.address / 4));
    plan.reserve(2);
    plan.runForward(2);
    plan.runBackward();
    expect(seen).toBe(11);
    expect(plan.penalty()).toBe(40);
    const unknown = { ...regularizer, getClassName: () => 'TestUnknown' };
    expect(() => lowerActivity('a', unknown, plan, y)).toThrow(
      new LoweringError(
        "the activity regularizer of the layer 'a' is a TestUnknown, which has no lowering for outputs",
      ),
    );
  });

  it('has no gradients and no backward pass outside training', () => {
    const { module } = moduleWithHeap();
    const plan = new Plan({ module, training: false, parameters });
    expect(plan.activation([3], true).gradient).toBeUndefined();
    plan.backward([], () => {
      throw new Error('a backward step ran');
    });
    plan.reserve(1);
    plan.runForward(1);
    plan.runBackward();
    expect(() => plan.stream({ name: 'noise' } as never)).toThrow(
      "the layer 'noise' draws random numbers outside training",
    );
  });

  it('lets a wrapper put its own parameter and random numbers before the layer inside', () => {
    const { module } = moduleWithHeap();
    const own = { size: 1 };
    const store = { get: () => own } as unknown as ParameterStore;
    const keys: string[] = [];
    const keyOf = ({ name }: { name: string }) => {
      keys.push(name);
      return [1, 2] as const;
    };
    const plan = new Plan({ module, training: true, parameters: store, keyOf });
    const [variable, other] = [{}, {}] as [never, never];
    const computed = { size: 2 } as never;
    plan.substitute(variable, computed);
    expect(plan.parameter(variable)).toBe(computed);
    expect(plan.parameter(other)).toBe(own);
    const [wrapper, inner] = [{ name: 'wrapper' }, { name: 'inner' }] as [never, never];
    plan.shareStream(wrapper, inner);
    expect(plan.stream(inner)).toBe(plan.stream(wrapper));
    expect(keys).toEqual(['wrapper']);
  });

  it('adds up the gradients of branches', () => {
    const { module, floats } = moduleWithHeap();
    const plan = new Plan({ module, training: true, parameters });
    const x = plan.activation([2], true);
    plan.forward([x.value], () => {});
    const branches = plan.branch(x, 3);
    branches.forEach(({ gradient }, i) =>
      plan.backward([gradient], () => floats().set([i, 10 ** i], gradient!.address / 4)),
    );
    plan.keep(x.gradient!);
    plan.reserve(1);
    plan.runForward(1);
    plan.runBackward();
    const at = x.gradient!.address / 4;
    expect([...floats().subarray(at, at + 2)]).toEqual([3, 111]);
    expect(plan.branch(x, 1)).toEqual([x]);
  });
});

describe('registerLowering', () => {
  it('knows a class under its kind, and refuses another lowering for it', () => {
    const lowering = () => {
      throw new LoweringError('never');
    };
    expect(loweringOf('layer', 'TestPlanLayer')).toBeUndefined();
    registerLowering('layer', 'TestPlanLayer', lowering);
    registerLowering('layer', 'TestPlanLayer', lowering);
    expect(loweringOf('layer', 'TestPlanLayer')).toBe(lowering);
    expect(loweringOf('penalty', 'TestPlanLayer')).toBeUndefined();
    expect(() => registerLowering('layer', 'TestPlanLayer', () => lowering())).toThrow(
      "the layer 'TestPlanLayer' has another lowering already",
    );
  });
});
