/** A partition of 0 … n − 1 that only ever gets coarser. */
export interface DisjointSets {
  /** The smallest member of the set that holds a member. */
  find(member: number): number;
  /** Joins the sets of two members; says whether they were two. */
  unite(a: number, b: number): boolean;
}

/** Makes n sets of one member each: union-find with path halving (Tarjan and van Leeuwen 1984). */
export function disjointSets(n: number): DisjointSets {
  const parent = new Uint32Array(n);
  for (let member = 0; member < n; member++) parent[member] = member;

  function find(member: number): number {
    while (parent[member] !== member) {
      member = parent[member] = parent[parent[member]!]!;
    }
    return member;
  }

  function unite(a: number, b: number): boolean {
    const rootA = find(a);
    const rootB = find(b);
    // The smaller member becomes the root, so that a root says which row came first.
    if (rootA < rootB) parent[rootB] = rootA;
    else parent[rootA] = rootB;
    return rootA !== rootB;
  }

  return { find, unite };
}
