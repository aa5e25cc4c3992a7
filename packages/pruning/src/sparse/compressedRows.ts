/**
 * A kernel [inputs, units] of which most weights are 0, as the weights that are left: five bytes each. It is stored like this and
 * multiplied like this.
 */
export interface CompressedRows {
  /** How many weights each unit stores. */
  readonly counts: Int32Array;
  /** Their values, unit by unit, inputs ascending. */
  readonly values: Float32Array;
  /**
   * How many inputs each lies behind the one before it in its unit, the first behind input 0; a byte each, four to a number. A gap of
   * more than 255 is bridged by stored weights of 0.
   */
  readonly skips: Int32Array;
}

/** The longest way from one stored weight to the next. */
const LONGEST = 255;

/** Compresses a kernel, shape [inputs, units]. At least one weight is stored. */
export function compressRows(
  kernel: ArrayLike<number>,
  inputs: number,
  units: number,
): CompressedRows {
  const counts = new Int32Array(units);
  const values: number[] = [];
  const skips: number[] = [];
  for (let unit = 0; unit < units; unit++) {
    const start = values.length;
    let at = 0;
    for (let input = 0; input < inputs; input++) {
      const value = kernel[input * units + unit]!;
      if (value === 0) continue;
      for (; input - at > LONGEST; at += LONGEST) {
        values.push(0);
        skips.push(LONGEST);
      }
      values.push(value);
      skips.push(input - at);
      at = input;
    }
    counts[unit] = values.length - start;
  }
  if (values.length === 0) {
    // tfjs saves no tensor without elements.
    counts[0] = values.push(0);
    skips.push(0);
  }
  const bytes = new Uint8Array(4 * Math.ceil(skips.length / 4));
  bytes.set(skips);
  return { counts, values: Float32Array.from(values), skips: new Int32Array(bytes.buffer) };
}

/** The kernel, shape [inputs, units]; what is compressed must fit it, see {@link compressedObstacle}. */
export function expandRows(
  { counts, values, skips }: CompressedRows,
  inputs: number,
): Float32Array {
  const units = counts.length;
  const bytes = bytesOf(skips);
  const kernel = new Float32Array(inputs * units);
  let i = 0;
  counts.forEach((count, unit) => {
    let at = 0;
    for (const end = i + count; i < end; i++) {
      at += bytes[i]!;
      // Several weights of 0 may stand at one place.
      kernel[at * units + unit]! += values[i]!;
    }
  });
  return kernel;
}

/** Why something is no kernel of so many inputs, which would make the product read what is not there; undefined if it is one. */
export function compressedObstacle(
  { counts, values, skips }: CompressedRows,
  inputs: number,
): string | undefined {
  const bytes = bytesOf(skips);
  let total = 0;
  for (const [unit, count] of counts.entries()) {
    if (count < 0 || total + count > values.length) {
      return `unit ${unit} stores ${count} weights, with ${values.length - total} left`;
    }
    let at = 0;
    for (const end = total + count; total < end; total++) at += bytes[total]!;
    if (at >= inputs) return `unit ${unit} has a weight for input ${at} of ${inputs}`;
  }
  return total === values.length
    ? undefined
    : `the units store ${total} weights of ${values.length}`;
}

function bytesOf(skips: Int32Array): Uint8Array {
  return new Uint8Array(skips.buffer, skips.byteOffset, skips.byteLength);
}
