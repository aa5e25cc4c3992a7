/** Which weights of each layer's kernel stay: by layer name, an array of the kernel's size, 1 for a weight that stays and 0 for one that is pruned. */
export type WeightMasks = ReadonlyMap<string, Uint8Array>;
