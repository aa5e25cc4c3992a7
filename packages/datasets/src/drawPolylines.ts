import type { Point } from './digitStrokes.js';

/** A pen's path as straight pieces, in pixels, with the pen's half width at each point. */
export interface Polyline {
  /** The points of the path, in pixels; the centre of the first pixel is (0.5, 0.5). */
  readonly points: readonly Point[];
  /** Half the pen's width at each point, in pixels. */
  readonly halfWidths: readonly number[];
}

/**
 * Draws paths with a round pen, antialiased: a pixel at distance d from a path of half width w gets
 * clamp(w + ½ − d, 0, 1) of ink, and where paths cross it keeps the most.
 *
 * @param image the pixels, row by row, drawn over in place
 * @param width the number of pixels in a row
 */
export function drawPolylines(
  image: Float32Array,
  width: number,
  polylines: readonly Polyline[],
): void {
  const height = image.length / width;
  for (const { points, halfWidths } of polylines) {
    for (let i = 1; i < points.length; i++) {
      const [x0, y0] = points[i - 1]!;
      const [x1, y1] = points[i]!;
      const w0 = halfWidths[i - 1]!;
      const w1 = halfWidths[i]!;
      const reach = Math.max(w0, w1) + 1;
      const dx = x1 - x0;
      const dy = y1 - y0;
      const squaredLength = dx * dx + dy * dy;
      const top = Math.max(0, Math.floor(Math.min(y0, y1) - reach));
      const bottom = Math.min(height - 1, Math.ceil(Math.max(y0, y1) + reach));
      const left = Math.max(0, Math.floor(Math.min(x0, x1) - reach));
      const right = Math.min(width - 1, Math.ceil(Math.max(x0, x1) + reach));
      for (let row = top; row <= bottom; row++) {
        for (let column = left; column <= right; column++) {
          const px = column + 0.5 - x0;
          const py = row + 0.5 - y0;
          const along =
            squaredLength === 0 ? 0 : Math.min(1, Math.max(0, (px * dx + py * dy) / squaredLength));
          const ex = px - along * dx;
          const ey = py - along * dy;
          const ink = w0 + along * (w1 - w0) + 0.5 - Math.sqrt(ex * ex + ey * ey);
          const pixel = row * width + column;
          if (ink > image[pixel]!) image[pixel] = Math.min(1, ink);
        }
      }
    }
  }
}
