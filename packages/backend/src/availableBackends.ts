import type { BackendName } from './backendInfo.js';
import { BACKENDS } from './backends.js';

/** Whether a backend can run here. */
export interface BackendAvailability {
  /** The backend. */
  readonly name: BackendName;
  /** Whether it can run in this browser or Node. */
  readonly available: boolean;
  /** Why it cannot, and what to do about it. */
  readonly reason?: string;
}

/**
 * Says for each backend whether it can run here and, if not, why.
 *
 * @returns one entry for each backend, in the order in which 'auto' tries them
 *
 * @example
 * ```ts
 * import { availableBackends } from '@occam/backend';
 *
 * for (const { name, available, reason } of await availableBackends()) {
 *   console.log(name, available ? 'yes' : reason);
 * }
 * ```
 */
export function availableBackends(): Promise<BackendAvailability[]> {
  return Promise.all(
    BACKENDS.map(async ({ name, obstacle }) => {
      const reason = await obstacle();
      return reason === undefined ? { name, available: true } : { name, available: false, reason };
    }),
  );
}
