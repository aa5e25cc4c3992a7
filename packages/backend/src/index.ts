export { availableBackends, type BackendAvailability } from './availableBackends.js';
export type { BackendInfo, BackendName } from './backendInfo.js';
export { useBackend, type UseBackendOptions } from './useBackend.js';
