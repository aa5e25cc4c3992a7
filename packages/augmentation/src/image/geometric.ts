import type { Transform } from '../transform.js';
import type { Geometry } from './geometry.js';
import { warpStage, warpStageTensor } from './warpStage.js';

/** What {@link geometric} makes a transform of. */
type GeometricParts<Drawn> = Pick<Transform<Drawn>, 'className' | 'getConfig' | 'draw'> & {
  readonly geometry: Geometry<Drawn>;
};

/** Makes a transform of images that only moves pixels: where it takes them from is all that it says. */
export function geometric<Drawn>(parts: GeometricParts<Drawn>): Transform<Drawn> {
  const { sampling } = parts.geometry;
  const transform: Transform<Drawn> = {
    ...parts,
    on: 'image',
    apply: ({ x, y }, drawn) => ({ x: warpStage(x, [transform], [drawn], sampling), y }),
    applyTensor: (x, drawn) => warpStageTensor(x, [transform], [drawn], sampling),
  };
  return transform;
}
