/** Makes the constraints known. */
export function registerConstraints(): void {}
