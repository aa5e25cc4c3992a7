import { checkOptions, type Seed } from '@occam/core';
import { KFold, ShuffleSplit, type Fold, type SplitContext, type Splitter } from '@occam/split';
import { describe, expect, it } from 'vitest';
import { splitterLaws } from './splitterLaws.js';
import type { TestSplitterOptions } from './testSplitterOptions.js';

interface Options {
  seed?: Seed;
}

/** A right splitter to break: three folds at random, as KFold makes them. */
class Base implements Splitter {
  constructor(protected readonly options: Options = {}) {
    checkOptions('Base', options, ['seed']);
  }

  split(n: number, context: SplitContext = {}): Generator<Fold> {
    const folds = this.inner.split(n, context);
    return (function* (change) {
      for (const fold of folds) yield change(fold, n, context);
    })(this.change.bind(this));
  }

  count(n: number, context: SplitContext = {}): number {
    return this.inner.count(n, context);
  }

  toJSON() {
    return { className: this.constructor.name, config: { ...this.options } };
  }

  protected get inner(): Splitter {
    return new KFold({ nSplits: 3, shuffle: true, ...this.options });
  }

  protected change(fold: Fold, _n: number, _context: SplitContext): Fold {
    return fold;
  }
}

const FOLDS = 'yields rows that exist, ascending, on one side only, neither side empty';
const COUNT = 'yields as many folds as it counts';
const SAME = 'yields the same folds each time, also while another split is under way';
const OWN = 'gives each fold arrays of its own, and leaves its arguments as they were';
const EARLY = 'refuses wrong arguments when split is called, not when the first fold is asked for';
const JSON_ = 'describes itself as plain JSON, from which its class makes an equal one';
const SEED = 'yields other folds for another seed';
const TESTED = 'tests each row once';
const GROUPS = 'has no group on both sides';
const TIME = 'trains only on rows earlier than every test row';
const CLASSES = 'gives each test every class within two rows of its share';

class Overlap extends Base {
  protected override change({ train, test }: Fold): Fold {
    return { train: Uint32Array.from([...train, test[0]!]).sort(), test };
  }
}

class RowBeyond extends Base {
  protected override change({ train, test }: Fold, n: number): Fold {
    return { train: Uint32Array.from([...train, n]), test };
  }
}

class Descending extends Base {
  protected override change({ train, test }: Fold): Fold {
    return { train: train.reverse(), test };
  }
}

class EmptyTraining extends Base {
  protected override change({ test }: Fold): Fold {
    return { train: new Uint32Array(0), test };
  }
}

class PlainArrays extends Base {
  protected override change({ train, test }: Fold): Fold {
    return { train: [...train] as never, test };
  }
}

class RepeatedRows extends Base {
  protected override change({ train, test }: Fold): Fold {
    return { train: Uint32Array.from([train[0]!, ...train]), test };
  }
}

class LostRows extends Base {
  protected override change({ train, test }: Fold): Fold {
    return { train, test: test.slice(1) };
  }
}

class Miscount extends Base {
  override count(n: number): number {
    return super.count(n) + 1;
  }
}

let calls = 0;
class Undetermined extends Base {
  protected override get inner(): Splitter {
    return new KFold({ nSplits: 3, shuffle: true, seed: calls++ });
  }
}

class SharedState extends Base {
  #fold = 0;
  override split(n: number, context: SplitContext = {}): Generator<Fold> {
    const folds = Array.from(super.split(n, context));
    this.#fold = 0;
    const next = () => folds[this.#fold++ % 3]!;
    return (function* () {
      for (let fold = 0; fold < 3; fold++) yield next();
    })();
  }
}

class OneBuffer extends Base {
  protected override change({ train, test }: Fold): Fold {
    buffer.set(train);
    return { train: buffer.subarray(0, train.length), test };
  }
}
const buffer = new Uint32Array(1000);

class Cached extends Base {
  #folds: Fold[] | undefined;
  override split(n: number, context: SplitContext = {}): Generator<Fold> {
    super.split(n, context);
    const folds = (this.#folds ??= Array.from(super.split(n, context)));
    return (function* () {
      yield* folds;
    })();
  }
}

class WritesToContext extends Base {
  override split(n: number, context: SplitContext = {}): Generator<Fold> {
    const folds = super.split(n, context);
    if (context.labels) (context.labels as string[])[0] += '!';
    return folds;
  }
}

class LateErrors extends Base {
  override *split(n: number, context: SplitContext = {}): Generator<Fold> {
    yield* super.split(n, context);
  }
}

class NoLengthCheck extends Base {
  override split(n: number): Generator<Fold> {
    return super.split(n);
  }
}

class NeedsNothing extends Base {}

class WrongName extends Base {
  override toJSON() {
    return { className: 'Base', config: { ...this.options } };
  }
}

class LosesItsSeed extends Base {
  override toJSON() {
    return { className: 'LosesItsSeed', config: {} };
  }
}

class NotPlain extends Base {
  override toJSON() {
    return { ...super.toJSON(), config: { ...this.options, seen: undefined } };
  }
}

class IgnoresItsSeed extends Base {
  protected override get inner(): Splitter {
    return new KFold({ nSplits: 3, shuffle: true, seed: 7 });
  }
}

class PartsGroups extends Base {}

class TestsThePast extends Base {}

/** Tests the rows of one class. */
class TestsOneClass extends Base {
  protected override change(_: Fold, n: number, { labels }: SplitContext): Fold {
    const isTested = (row: number) => labels![row] === 'b';
    const rows = Uint32Array.from(Array(n).keys());
    return { train: rows.filter((row) => !isTested(row)), test: rows.filter(isTested) };
  }
}

const failing = (Class: new (options: Options) => Splitter, options: TestSplitterOptions) =>
  splitterLaws(({ seed }) => new Class({ seed }), { runs: 10, ...options })
    .filter(({ check }) => {
      try {
        check();
        return false;
      } catch {
        return true;
      }
    })
    .map(({ title }) => title);

describe('the laws of testSplitter', () => {
  it('pass a right splitter, also one of random sizes', () => {
    expect(failing(Base, { tested: 1 })).toEqual([]);
    const options = { runs: 20, needs: [], uses: ['labels', 'groups', 'times'] as const };
    const laws = splitterLaws(({ seed }) => new ShuffleSplit({ nSplits: 3, seed }), options);
    expect(laws.map(({ title }) => title)).toEqual([FOLDS, COUNT, SAME, OWN, EARLY, JSON_, SEED]);
    for (const { check } of laws) check();
  });

  it.each<[string, new (options: Options) => Splitter, TestSplitterOptions, string[]]>([
    ['a row on both sides', Overlap, {}, [FOLDS]],
    ['a row that does not exist', RowBeyond, {}, [FOLDS]],
    ['descending rows', Descending, {}, [FOLDS]],
    ['nothing to train on', EmptyTraining, {}, [FOLDS]],
    ['arrays of another kind', PlainArrays, {}, [FOLDS]],
    ['a training row twice', RepeatedRows, {}, [FOLDS]],
    ['a training row twice, as claimed', RepeatedRows, { repeatsTrainingRows: true }, []],
    ['rows that are never tested', LostRows, { tested: 1 }, [TESTED]],
    ['a wrong count', Miscount, {}, [COUNT]],
    ['other folds each time', Undetermined, {}, [SAME, OWN, JSON_]],
    ['state that splits share', SharedState, {}, [SAME]],
    ['one buffer for all folds', OneBuffer, {}, [FOLDS, SAME, OWN, JSON_]],
    ['folds kept for the next caller', Cached, {}, [OWN]],
    ['a write to the context', WritesToContext, { uses: ['labels'] }, [OWN]],
    ['errors at the first fold', LateErrors, {}, [EARLY]],
    ['lists of any length', NoLengthCheck, {}, [EARLY]],
    ['doing without what it needs', NeedsNothing, { needs: ['groups'] }, [EARLY]],
    ['the name of another class', WrongName, {}, [JSON_]],
    ['a seed that is not in the JSON', LosesItsSeed, {}, [JSON_]],
    ['JSON that is not plain', NotPlain, {}, [JSON_]],
    ['a seed without effect', IgnoresItsSeed, {}, [SEED]],
    ['a group on both sides', PartsGroups, { uses: ['groups'], wholeGroups: true }, [GROUPS]],
    ['training on the future', TestsThePast, { uses: ['times'], chronological: true }, [TIME]],
    ['tests of one class', TestsOneClass, { uses: ['labels'], stratified: true }, [SEED, CLASSES]],
  ])('fail for %s', (_, Class, options, titles) => {
    expect(failing(Class, options)).toEqual(titles);
  });

  it('say what is wrong', () => {
    const [law] = splitterLaws(({ seed }) => new Overlap({ seed }), { runs: 1 });
    expect(() => law!.check()).toThrow(/rows on both sides: expected \[ .+ \] to deeply equal/);
  });
});
