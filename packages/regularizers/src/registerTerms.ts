/** Makes the terms of the objective known. */
export function registerTerms(): void {}
