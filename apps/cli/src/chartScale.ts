/** A line through points, with what its axes are. */
export interface Chart {
  /** The points, in any order. */
  readonly points: readonly Readonly<{ x: number; y: number }>[];
  /** What x is. */
  readonly xLabel: string;
  /** What y is. */
  readonly yLabel: string;
}

/** A chart's points within a square of 0 … 1, x to the right and y upwards, and what the corners stand for. */
export interface ScaledChart {
  /** The points by x, each with its place. */
  readonly points: readonly Readonly<{ x: number; y: number; left: number; up: number }>[];
  /** The smallest and the largest x. */
  readonly xRange: readonly [number, number];
  /** The smallest and the largest y. */
  readonly yRange: readonly [number, number];
}

/** Scales a chart: x by its logarithm, since what is pruned goes by shares of what is left; y linearly. */
export function scaleChart({ points }: Chart): ScaledChart {
  const range = (values: number[]) => [Math.min(...values), Math.max(...values)] as const;
  const xRange = range(points.map(({ x }) => x));
  const yRange = range(points.map(({ y }) => y));
  const place = (value: number, [low, high]: readonly [number, number]) =>
    high > low ? (value - low) / (high - low) : 0.5;
  const logs = [Math.log(xRange[0]), Math.log(xRange[1])] as const;
  const scaled = points.map(({ x, y }) => ({
    x,
    y,
    left: place(Math.log(x), logs),
    up: place(y, yRange),
  }));
  return { points: scaled.toSorted((a, b) => a.x - b.x), xRange, yRange };
}
