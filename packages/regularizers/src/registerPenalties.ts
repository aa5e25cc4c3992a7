/** Makes the penalties known. */
export function registerPenalties(): void {}
