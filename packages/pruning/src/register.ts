/** Makes the layers of this package known to tfjs when it loads a saved model. Calling it again changes nothing. */
export function register(): void {}
