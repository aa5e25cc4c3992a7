const GOLDEN = 1.618034;
const GOLDEN_STEP = 0.381966;
const TINY = 1e-21;
const TOLERANCE = 1.48e-8;

/**
 * Finds a minimum of a function of one variable, in the steps and to the tolerance of scipy's `brent`: a bracket is grown
 * from two points, then halved by parabolas and golden sections.
 *
 * Brent: Algorithms for Minimization without Derivatives, 1973, chapter 5.
 */
export function minimize(f: (x: number) => number, from: number, to: number): number {
  const bracket = findBracket(f, from, to);
  let a = Math.min(bracket.a, bracket.c);
  let b = Math.max(bracket.a, bracket.c);
  let x = bracket.b;
  let w = x;
  let v = x;
  let fx = bracket.fb;
  let fw = fx;
  let fv = fx;
  let before = 0;
  let step = 0;
  for (let i = 0; i < 500; i++) {
    const least = TOLERANCE * Math.abs(x) + 1e-11;
    const middle = (a + b) / 2;
    if (Math.abs(x - middle) < 2 * least - (b - a) / 2) break;
    let parabolic = false;
    if (Math.abs(before) > least) {
      const r = (x - w) * (fx - fv);
      let q = (x - v) * (fx - fw);
      let p = (x - v) * q - (x - w) * r;
      q = 2 * (q - r);
      if (q > 0) p = -p;
      q = Math.abs(q);
      const former = before;
      before = step;
      if (p > q * (a - x) && p < q * (b - x) && Math.abs(p) < Math.abs((q * former) / 2)) {
        parabolic = true;
        step = p / q;
        const u = x + step;
        if (u - a < 2 * least || b - u < 2 * least) step = middle >= x ? least : -least;
      }
    }
    if (!parabolic) {
      before = x >= middle ? a - x : b - x;
      step = GOLDEN_STEP * before;
    }
    const u = x + (Math.abs(step) < least ? (step >= 0 ? least : -least) : step);
    const fu = f(u);
    if (fu > fx) {
      if (u < x) a = u;
      else b = u;
      if (fu <= fw || w === x) {
        [v, fv, w, fw] = [w, fw, u, fu];
      } else if (fu <= fv || v === x || v === w) {
        [v, fv] = [u, fu];
      }
    } else {
      if (u >= x) a = x;
      else b = x;
      [v, fv, w, fw, x, fx] = [w, fw, x, fx, u, fu];
    }
  }
  return x;
}

/** Walks downhill from a and b until the function rises again: f(a) ≥ f(b) ≤ f(c), b between a and c. */
function findBracket(f: (x: number) => number, from: number, to: number) {
  let [a, b] = [from, to];
  let [fa, fb] = [f(a), f(b)];
  if (fa < fb) [a, b, fa, fb] = [b, a, fb, fa];
  let c = b + GOLDEN * (b - a);
  let fc = f(c);
  for (let i = 0; fc < fb && i < 1000; i++) {
    const r = (b - a) * (fb - fc);
    const q = (b - c) * (fb - fa);
    const difference = q - r;
    const divisor = 2 * (Math.abs(difference) < TINY ? TINY : difference);
    let u = b - ((b - c) * q - (b - a) * r) / divisor;
    const limit = b + 110 * (c - b);
    let fu: number;
    if ((u - c) * (b - u) > 0) {
      fu = f(u);
      if (fu < fc) return { a: b, b: u, c, fb: fu };
      if (fu > fb) return { a, b, c: u, fb };
      u = c + GOLDEN * (c - b);
      fu = f(u);
    } else if ((u - limit) * (limit - c) >= 0) {
      u = limit;
      fu = f(u);
    } else if ((u - limit) * (c - u) > 0) {
      fu = f(u);
      if (fu < fc) {
        [b, c, fb, fc] = [c, u, fc, fu];
        u = c + GOLDEN * (c - b);
        fu = f(u);
      }
    } else {
      u = c + GOLDEN * (c - b);
      fu = f(u);
    }
    [a, b, c, fa, fb, fc] = [b, c, u, fb, fc, fu];
  }
  return { a, b, c, fb };
}
