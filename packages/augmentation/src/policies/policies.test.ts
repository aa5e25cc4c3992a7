import { describe, expect, it } from 'vitest';
import reference from '../../fixtures/policies.json' with { type: 'json' };
import { augment, augMix, randAugment, trivialAugment } from '../index.js';
import { SampleRandom } from '../sampleRandom.js';
import type { Transform } from '../transform.js';
import { AUG_MIX_OPERATIONS, AUG_MIX_SPACE } from './augMix.js';
import { drawDirichlet } from './dirichlet.js';
import { OPERATIONS, operationsOf, type OperationName } from './operations.js';
import { policySampling } from './policySampling.js';
import { RAND_AUGMENT_SPACE } from './randAugment.js';
import { WIDE_SPACE } from './trivialAugment.js';

const { shape, bytes } = reference.image;
const x = { data: Float32Array.from(bytes, (byte) => byte / 255), shape };
const source = { size: 1, rowShape: shape.slice(1), classCount: 0, epoch: 0, take: () => ({ x }) };
/** Eight images, the same shifted by some pixels. */
const many = {
  data: Float32Array.from(
    { length: 8 * x.data.length },
    (_, i) => x.data[(i * 7) % x.data.length]!,
  ),
  shape: [8, ...shape.slice(1)],
};

const lower = (name: string) => (name[0]!.toLowerCase() + name.slice(1)) as OperationName;

function expectClose(got: ArrayLike<number>, want: ArrayLike<number>, bound: number): void {
  const errors = Array.from(got, (value, i) => Math.abs(value - want[i]!));
  expect(got.length).toBe(want.length);
  expect(Math.max(...errors)).toBeLessThanOrEqual(bound);
}

describe('an operation that moves pixels equals that of torchvision', () => {
  it.each(reference.cases)('$operation by $magnitude', ({ operation, magnitude, expected }) => {
    const sampling = policySampling({ interpolation: 'bilinear' });
    const space = { ...RAND_AUGMENT_SPACE, pixels: (level: number) => level };
    const [made] = operationsOf([lower(operation)], space, sampling, () => 1);
    // torchvision computes coordinates in float32.
    expectClose(made!.apply({ x }, [magnitude], source).x.data, expected, 2e-5);
  });
});

describe.each([
  ['standard', RAND_AUGMENT_SPACE],
  ['wide', WIDE_SPACE],
] as const)('the %s ranges equal those of torchvision', (name, space) => {
  const { height, width } = reference.spaces;
  const values: Record<string, (level: number) => number> = {
    ShearX: space.shear,
    ShearY: space.shear,
    TranslateX: (level) => space.pixels(level, width),
    TranslateY: (level) => space.pixels(level, height),
    Rotate: space.degrees,
    Brightness: (level) => space.factor(level, 1) - 1,
    Color: (level) => 1 - space.factor(level, -1),
    Contrast: (level) => space.factor(level, 1) - 1,
    Sharpness: (level) => space.factor(level, 1) - 1,
    Posterize: space.bits,
    Solarize: (level) => (space.threshold(level) * 255) / 256,
  };
  it.each(Object.entries(reference.spaces[name]))('%s', (operation, expected) => {
    expectClose(
      expected.map((_, bin) => values[operation]!(bin / 30)),
      expected,
      1e-4,
    );
  });
});

describe('randAugment', () => {
  it('draws each of the 14 operations about equally often, with both signs', () => {
    const policy = randAugment({ count: 3, magnitude: 30 });
    const counts = new Map<string, number>();
    for (let row = 0; row < 4000; row++) {
      for (const [index, drawn] of policy.draw(new SampleRandom([1, 2], row, 0), source)) {
        const key = `${OPERATIONS[index]} ${typeof drawn === 'number' ? drawn.toFixed(2) : ''}`;
        counts.set(key, (counts.get(key) ?? 0) + 1);
      }
    }
    const both = (names: string[], by: string) =>
      names.flatMap((n) => [`${n} -${by}`, `${n} ${by}`]);
    const factors = ['brightness', 'color', 'contrast', 'sharpness'];
    const keys = [
      'autocontrast ',
      'equalize ',
      'identity ',
      'posterize 4.00',
      'solarize 0.00',
    ].concat(
      factors.flatMap((n) => [`${n} 0.10`, `${n} 1.90`]),
      both(['shearX', 'shearY'], '0.30'),
      both(['translateX', 'translateY'], '1.00'),
      both(['rotate'], '30.00'),
    );
    expect([...counts.keys()].sort()).toEqual(keys.sort());
    // Six standard deviations of a binomial of 12,000.
    for (const key of keys) {
      const unsigned = /^(posterize|solarize)| $/.test(key);
      const expected = 12_000 / 14 / (unsigned ? 1 : 2);
      expect(Math.abs(counts.get(key)! - expected)).toBeLessThan(6 * Math.sqrt(expected));
    }
  });

  it('does the drawn operations one after the other', () => {
    const sampling = policySampling({});
    const operations = operationsOf(OPERATIONS, RAND_AUGMENT_SPACE, sampling, () => 0.3);
    const policy = randAugment({ count: 2, magnitude: 9 });
    const steps = [
      [OPERATIONS.indexOf('rotate'), -9],
      [OPERATIONS.indexOf('posterize'), 3],
    ] as const;
    const got = policy.apply({ x }, [steps], source).x;
    const [rotate, posterize] = steps.map(([index]) => operations[index]!);
    const turned = rotate!.apply({ x }, [-9], source);
    expect(got).toEqual(posterize!.apply(turned, [3], source).x);
    expect(got).not.toEqual(turned.x);
  });

  it('without operations changes nothing, and at magnitude 0 only what has no magnitude does', () => {
    expect(augment([randAugment({ count: 0 })]).apply(many).x.data).toEqual(many.data);
    const still = operationsOf(
      OPERATIONS.filter((name) => name !== 'autocontrast' && name !== 'equalize'),
      RAND_AUGMENT_SPACE,
      policySampling({}),
      () => 0,
    );
    for (const operation of still) {
      const drawn = operation.draw(new SampleRandom([1, 2], 0, 0), source);
      expect(operation.apply({ x }, [drawn], source).x.data).toEqual(x.data);
    }
  });
});

describe('trivialAugment', () => {
  it('draws 31 strengths', () => {
    const policy = trivialAugment();
    const angles = new Set<number>();
    for (let row = 0; row < 8000; row++) {
      const [index, drawn] = policy.draw(new SampleRandom([1, 2], row, 0), source);
      if (OPERATIONS[index] === 'rotate')
        angles.add(Math.round(Math.abs(drawn as number) * 10) / 10);
    }
    const expected = Array.from({ length: 31 }, (_, bin) => bin * 4.5);
    expect([...angles].sort((a, b) => a - b)).toEqual(expected);
  });
});

describe('augMix', () => {
  it('is the mixture that its paper defines', () => {
    const transform = augMix({ severity: 8, interpolation: 'bilinear' });
    const drawn = transform.draw(new SampleRandom([3, 4], 0, 0), source);
    const got = transform.apply({ x }, [drawn], source).x.data;
    const sampling = policySampling({ interpolation: 'bilinear' });
    const operations = operationsOf(AUG_MIX_OPERATIONS, AUG_MIX_SPACE, sampling, () => 0);
    const want = Array.from(x.data, (value) => (1 - drawn.share) * value);
    drawn.chains.forEach((chain, i) => {
      const varied = chain.reduce(
        (rows, [index, own]) => operations[index]!.apply(rows, [own], source),
        { x } as Parameters<Transform['apply']>[0],
      );
      want.forEach((_, at) => (want[at]! += drawn.share * drawn.weights[i]! * varied.x.data[at]!));
    });
    expectClose(got, want, 1e-6);
    expect(drawn.chains.every(({ length }) => length >= 1 && length <= 3)).toBe(true);
  });

  it('has the ranges of its code', () => {
    const { shear, pixels, degrees, factor, bits, threshold } = AUG_MIX_SPACE;
    expect([shear(0.5), pixels(0.5, 32), degrees(0.29), factor(0.5, -1)]).toEqual([
      0.15,
      16 / 3,
      8,
      1,
    ]);
    expect([bits(0.24), bits(0.26), bits(0.99), threshold(0.5), threshold(0)]).toEqual([
      4, 3, 1, 128, 256,
    ]);
  });

  it('adds what the paper leaves out only if asked', () => {
    const indices = (allOperations: boolean) => {
      const transform = augMix({ allOperations, depth: 3 });
      const seen = new Set<number>();
      for (let row = 0; row < 300; row++) {
        const { chains } = transform.draw(new SampleRandom([1, 2], row, 0), source);
        for (const [index] of chains.flat()) seen.add(index);
      }
      return seen.size;
    };
    expect([indices(false), indices(true)]).toEqual([9, 13]);
  });
});

describe('drawDirichlet', () => {
  it.each([0.3, 1, 5])('has the moments of its distribution for alpha %d', (alpha) => {
    const n = 4000;
    const draws = Array.from({ length: n }, (_, i) =>
      drawDirichlet(new SampleRandom([5, 6], i, 0), alpha, 3),
    );
    const variance = ((1 / 3) * (2 / 3)) / (3 * alpha + 1);
    for (let k = 0; k < 3; k++) {
      const mean = draws.reduce((sum, shares) => sum + shares[k]!, 0) / n;
      const spread = draws.reduce((sum, shares) => sum + (shares[k]! - 1 / 3) ** 2, 0) / n;
      expect(Math.abs(mean - 1 / 3)).toBeLessThan(5 * Math.sqrt(variance / n));
      expect(Math.abs(spread / variance - 1)).toBeLessThan(0.15);
    }
    for (const shares of draws) expect(shares[0]! + shares[1]! + shares[2]!).toBeCloseTo(1, 12);
  });
});
