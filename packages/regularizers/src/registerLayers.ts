/** Makes the layers known. */
export function registerLayers(): void {}
