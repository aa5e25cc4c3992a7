type Numbers = Float32Array | Float64Array;

/** A list of numbers of unknown length in blocks of one type, so that growing copies nothing. */
export class GrowingArray {
  readonly #blocks: Numbers[] = [];
  readonly #allocate: () => Numbers;
  #block: Numbers;

  /** @param type the type of the numbers */
  constructor(type: Float32ArrayConstructor | Float64ArrayConstructor) {
    this.#allocate = () => new type(BLOCK);
    this.#block = new type(0);
  }

  /** How many numbers there are. */
  length = 0;

  /** Appends a number. */
  push(value: number): void {
    const at = this.length & (BLOCK - 1);
    if (at === 0) {
      this.#block = this.#allocate();
      this.#blocks.push(this.#block);
    }
    this.#block[at] = value;
    this.length++;
  }

  /** The number at an index. */
  at(index: number): number {
    return this.#blocks[index >>> BITS]![index & (BLOCK - 1)]!;
  }

  /** Replaces the number at an index. */
  set(index: number, value: number): void {
    this.#blocks[index >>> BITS]![index & (BLOCK - 1)] = value;
  }
}

const BITS = 12;
const BLOCK = 1 << BITS;
