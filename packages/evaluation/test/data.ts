import { createRng } from '@occam/core';
import { createDataset, type Dataset } from '@occam/datasets';

/** Draws 60 rows of 4 features in 3 well separated classes; the first feature's digits hold no row number. */
export function blobs(seed = 5): Dataset {
  const rng = createRng(seed);
  const labels = Int32Array.from({ length: 60 }, (_, row) => row % 3);
  const features = Float32Array.from({ length: 240 }, (_, i) => {
    const center = labels[Math.floor(i / 4)] === i % 4 ? 3 : 0;
    return center + rng.normal();
  });
  return createDataset({
    x: { data: features, shape: [60, 4] },
    y: { data: labels, shape: [60] },
    task: 'classification',
  });
}

/** Draws 60 rows of 2 features and the number 2·x₀ − x₁ with a little noise. */
export function line(fields: { times?: Float64Array; groups?: Int32Array } = {}): Dataset {
  const rng = createRng(6);
  const features = Float32Array.from({ length: 120 }, () => rng.normal());
  const numbers = Float32Array.from(
    { length: 60 },
    (_, row) => 2 * features[2 * row]! - features[2 * row + 1]! + 0.1 * rng.normal(),
  );
  return createDataset({
    x: { data: features, shape: [60, 2] },
    y: { data: numbers, shape: [60] },
    task: 'regression',
    ...fields,
  });
}

/** Numbers the rows in their one feature, so that a preprocessor can tell which rows it sees. */
export function numbered(
  labels: readonly number[],
  fields: { times?: Float64Array } = {},
): Dataset {
  return createDataset({
    x: { data: Float32Array.from(labels, (_, row) => row), shape: [labels.length, 1] },
    y: { data: Int32Array.from(labels), shape: [labels.length] },
    task: 'classification',
    ...fields,
  });
}
