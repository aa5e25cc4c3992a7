/**
 * The eigenvalues and eigenvectors of a symmetric matrix: Householder reflections to a tridiagonal matrix, then QL steps
 * with implicit shifts.
 *
 *     A = V·diag(values)·Vᵀ
 *
 * @param matrix [n, n], row by row; not changed
 * @returns the eigenvalues, descending, and the vectors as rows, [n, n], of which the largest element is positive
 *
 * Bowdler, Martin, Reinsch, Wilkinson: The QR and QL Algorithms for Symmetric Matrices, 1968 (tred2 and tql2 of EISPACK).
 */
export function eigenSymmetric(
  matrix: Float64Array,
  n: number,
): { values: Float64Array; vectors: Float64Array } {
  // Column j of the vectors is row j here, so that rotations walk along memory.
  const v = Array.from({ length: n }, (_, i) => matrix.slice(i * n, (i + 1) * n));
  const d = new Float64Array(n);
  const e = new Float64Array(n);
  tridiagonalize(v, d, e, n);
  const columns = Array.from({ length: n }, (_, j) => Float64Array.from(v, (row) => row[j]!));
  diagonalize(columns, d, e, n);

  const order = Array.from(d.keys()).sort((a, b) => d[b]! - d[a]!);
  const vectors = new Float64Array(n * n);
  order.forEach((from, i) => {
    const vector = columns[from]!;
    let largest = 0;
    for (const value of vector) if (Math.abs(value) > Math.abs(largest)) largest = value;
    for (let j = 0; j < n; j++) vectors[i * n + j] = largest < 0 ? -vector[j]! : vector[j]!;
  });
  return { values: Float64Array.from(order, (i) => d[i]!), vectors };
}

/** Turns v into Q and d, e into the diagonal and what is below it, of QᵀAQ. */
function tridiagonalize(v: Float64Array[], d: Float64Array, e: Float64Array, n: number): void {
  for (let j = 0; j < n; j++) d[j] = v[n - 1]![j]!;
  for (let i = n - 1; i > 0; i--) {
    let scale = 0;
    let h = 0;
    for (let k = 0; k < i; k++) scale += Math.abs(d[k]!);
    if (scale === 0) {
      e[i] = d[i - 1]!;
      for (let j = 0; j < i; j++) {
        d[j] = v[i - 1]![j]!;
        v[i]![j] = 0;
        v[j]![i] = 0;
      }
    } else {
      for (let k = 0; k < i; k++) {
        d[k]! /= scale;
        h += d[k]! ** 2;
      }
      let f = d[i - 1]!;
      let g = f > 0 ? -Math.sqrt(h) : Math.sqrt(h);
      e[i] = scale * g;
      h -= f * g;
      d[i - 1] = f - g;
      e.fill(0, 0, i);
      for (let j = 0; j < i; j++) {
        f = d[j]!;
        v[j]![i] = f;
        g = e[j]! + v[j]![j]! * f;
        for (let k = j + 1; k < i; k++) {
          const value = v[k]![j]!;
          g += value * d[k]!;
          e[k]! += value * f;
        }
        e[j] = g;
      }
      f = 0;
      for (let j = 0; j < i; j++) {
        e[j]! /= h;
        f += e[j]! * d[j]!;
      }
      const share = f / (h + h);
      for (let j = 0; j < i; j++) e[j]! -= share * d[j]!;
      for (let j = 0; j < i; j++) {
        f = d[j]!;
        g = e[j]!;
        for (let k = j; k < i; k++) v[k]![j]! -= f * e[k]! + g * d[k]!;
        d[j] = v[i - 1]![j]!;
        v[i]![j] = 0;
      }
    }
    d[i] = h;
  }
  for (let i = 0; i < n - 1; i++) {
    v[n - 1]![i] = v[i]![i]!;
    v[i]![i] = 1;
    const h = d[i + 1]!;
    if (h !== 0) {
      for (let k = 0; k <= i; k++) d[k] = v[k]![i + 1]! / h;
      for (let j = 0; j <= i; j++) {
        let g = 0;
        for (let k = 0; k <= i; k++) g += v[k]![i + 1]! * v[k]![j]!;
        for (let k = 0; k <= i; k++) v[k]![j]! -= g * d[k]!;
      }
    }
    for (let k = 0; k <= i; k++) v[k]![i + 1] = 0;
  }
  for (let j = 0; j < n; j++) {
    d[j] = v[n - 1]![j]!;
    v[n - 1]![j] = 0;
  }
  v[n - 1]![n - 1] = 1;
  e[0] = 0;
}

/** Turns d into the eigenvalues; the columns are rotated along. */
function diagonalize(columns: Float64Array[], d: Float64Array, e: Float64Array, n: number): void {
  e.copyWithin(0, 1);
  e[n - 1] = 0;
  let f = 0;
  let largest = 0;
  for (let l = 0; l < n; l++) {
    largest = Math.max(largest, Math.abs(d[l]!) + Math.abs(e[l]!));
    let m = l;
    while (m < n - 1 && Math.abs(e[m]!) > Number.EPSILON * largest) m++;
    while (m > l && Math.abs(e[l]!) > Number.EPSILON * largest) {
      let g = d[l]!;
      let p = (d[l + 1]! - g) / (2 * e[l]!);
      let r = p < 0 ? -Math.hypot(p, 1) : Math.hypot(p, 1);
      d[l] = e[l]! / (p + r);
      d[l + 1] = e[l]! * (p + r);
      const next = d[l + 1]!;
      const shift = g - d[l]!;
      for (let i = l + 2; i < n; i++) d[i]! -= shift;
      f += shift;
      p = d[m]!;
      let [c, c2, c3] = [1, 1, 1];
      const after = e[l + 1]!;
      let [s, s2] = [0, 0];
      for (let i = m - 1; i >= l; i--) {
        [c3, c2, s2] = [c2, c, s];
        g = c * e[i]!;
        const h = c * p;
        r = Math.hypot(p, e[i]!);
        e[i + 1] = s * r;
        s = e[i]! / r;
        c = p / r;
        p = c * d[i]! - s * g;
        d[i + 1] = h + s * (c * g + s * d[i]!);
        rotate(columns[i]!, columns[i + 1]!, c, s);
      }
      p = (-s * s2 * c3 * after * e[l]!) / next;
      e[l] = s * p;
      d[l] = c * p;
    }
    d[l]! += f;
    e[l] = 0;
  }
}

function rotate(a: Float64Array, b: Float64Array, c: number, s: number): void {
  for (let k = 0; k < a.length; k++) {
    const h = b[k]!;
    b[k] = s * a[k]! + c * h;
    a[k] = c * a[k]! - s * h;
  }
}
