/**
 * Where a loader reads from. A string is a path in Node and an address in the browser; strings that start
 * with `http:`, `https:`, `data:`, `blob:` or `file:` are addresses in both. A `File` is a `Blob`.
 */
export type Source = string | URL | Blob | ArrayBuffer | Uint8Array;
