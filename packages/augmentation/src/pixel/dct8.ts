/** Turns a block of 8 × 8 numbers into its cosine coefficients (JPEG's: DCT-II, orthonormal), in place. */
export function forwardDct(block: Float64Array): void {
  multiply(block, 8, 1);
}

/** Turns the coefficients back into the block, in place. */
export function inverseDct(block: Float64Array): void {
  multiply(block, 1, 8);
}

/** B X Bᵀ for the matrix B[i, j] = BASIS[i · rowStep + j · columnStep]. */
function multiply(block: Float64Array, rowStep: number, columnStep: number): void {
  for (let line = 0; line < 8; line++) along(block, line, 8, rowStep, columnStep);
  for (let line = 0; line < 8; line++) along(block, 8 * line, 1, rowStep, columnStep);
}

const values = new Float64Array(8);

function along(
  block: Float64Array,
  start: number,
  stride: number,
  rowStep: number,
  columnStep: number,
): void {
  for (let j = 0; j < 8; j++) values[j] = block[start + j * stride]!;
  for (let i = 0; i < 8; i++) {
    let sum = 0;
    for (let j = 0; j < 8; j++) sum += BASIS[i * rowStep + j * columnStep]! * values[j]!;
    block[start + i * stride] = sum;
  }
}

/** cos(k π / 16) / 2 for k = 0 … 8, written out, so that no engine rounds them otherwise. */
const COSINES = [
  0.5, 0.4903926402016152, 0.46193976625564337, 0.4157348061512726, 0.35355339059327373,
  0.2777851165098011, 0.1913417161825449, 0.09754516100806412, 0,
];

/** The row of frequency f holds cos((2 j + 1) f π / 16) / 2, that of 0 divided by √2. */
const BASIS = Float64Array.from({ length: 64 }, (_, at) => {
  const frequency = at >> 3;
  if (frequency === 0) return COSINES[4]!;
  const angle = ((2 * (at & 7) + 1) * frequency) % 32;
  const half = angle > 16 ? 32 - angle : angle;
  return half > 8 ? -COSINES[16 - half]! : COSINES[half]!;
});
