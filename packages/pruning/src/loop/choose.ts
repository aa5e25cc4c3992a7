import type { Schedule } from './schedule.js';

/** Scores of one layer's units or weights. */
export interface LayerScores {
  /** The layer's name; '' for the network's inputs. */
  readonly layer: string;
  /** One score each; what is pruned already has none that counts. */
  readonly scores: Float32Array;
  /** What is left of them: 1, or 0 for what is pruned already. */
  readonly left: Uint8Array;
  /** How many there were before anything was pruned. */
  readonly total: number;
  /** How many must stay at least. */
  readonly atLeast: number;
}

/**
 * Chooses what stays.
 *
 * @param layers what there is
 * @param share which share of all that ever was (left or not) may stay, 0 … 1
 * @param scope 'layer': the share of each layer; 'global': the highest scores of all layers together
 * @returns for each layer 1 for what stays; of equal scores the first stay
 */
export function chooseStaying(
  layers: readonly LayerScores[],
  share: number,
  scope: 'layer' | 'global',
): Uint8Array[] {
  if (scope === 'layer') {
    return layers.map((layer) => {
      const count = Math.max(Math.round(share * layer.total), layer.atLeast);
      const stays = new Uint8Array(layer.scores.length);
      for (const i of ranked(layer).slice(0, count)) stays[i] = 1;
      return stays;
    });
  }
  const total = layers.reduce((sum, layer) => sum + layer.total, 0);
  const result = layers.map(({ scores }) => new Uint8Array(scores.length));
  const others: { layer: number; index: number; score: number }[] = [];
  let count = Math.round(share * total);
  layers.forEach((layer, l) => {
    const order = ranked(layer);
    for (const index of order.slice(0, layer.atLeast)) result[l]![index] = 1;
    count -= Math.min(layer.atLeast, order.length);
    for (const index of order.slice(layer.atLeast)) {
      others.push({ layer: l, index, score: layer.scores[index]! });
    }
  });
  others.sort((a, b) => b.score - a.score || a.layer - b.layer || a.index - b.index);
  for (const { layer, index } of others.slice(0, Math.max(0, count))) result[layer]![index] = 1;
  return result;
}

/**
 * Finds the first round from which on a schedule's share takes anything out: of few units, a share of what is left may be less than half a unit.
 *
 * @param round the round to begin at, from 1
 * @returns undefined if none does
 */
export function firstRemoving(
  layers: readonly LayerScores[],
  { rounds, stays }: Schedule,
  round: number,
  scope: 'layer' | 'global',
): number | undefined {
  const sum = (numbers: readonly number[]) => numbers.reduce((total, n) => total + n, 0);
  const each = layers.map(({ left, total, atLeast }) => {
    const count = left.reduce((n, one) => n + one, 0);
    return { count, total, atLeast: Math.min(atLeast, count) };
  });
  const groups =
    scope === 'layer'
      ? each
      : [
          {
            count: sum(each.map(({ count }) => count)),
            total: sum(each.map(({ total }) => total)),
            atLeast: sum(each.map(({ atLeast }) => atLeast)),
          },
        ];
  const removes = (at: number) =>
    groups.some(
      ({ count, total, atLeast }) => count > Math.max(Math.round(stays(at) * total), atLeast),
    );
  // Shares fall from round to round: double the round, then halve the way.
  let before = round - 1;
  let at = round;
  while (!removes(at)) {
    if (at >= rounds) return undefined;
    before = at;
    at = Math.min(2 * at, rounds);
  }
  while (at - before > 1) {
    const middle = Math.floor((at + before) / 2);
    if (removes(middle)) at = middle;
    else before = middle;
  }
  return at;
}

/** The indices of what is left, the highest score first. */
function ranked({ scores, left }: LayerScores): number[] {
  return Array.from(scores.keys())
    .filter((i) => left[i])
    .sort((a, b) => scores[b]! - scores[a]! || a - b);
}
