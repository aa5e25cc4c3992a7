/** Builds both variants of the kernels; see buildKernels.js. */
export function buildKernels(): Promise<{ text: string; size: number }>;
/** Checks a module; see buildKernels.js. */
export function checkModule(name: string, bytes: Uint8Array): void;
