export { accelerateWasm, restoreWasm, type AccelerateWasmOptions } from './accelerateWasm.js';
export { availableBackends, type BackendAvailability } from './availableBackends.js';
export type { BackendInfo, BackendName } from './backendInfo.js';
export { kernelModuleFor, type KernelModule, type SimdVariant } from './kernels/kernelModule.js';
export type { KernelExports } from './kernels/bytes.generated.js';
export { useBackend, type UseBackendOptions } from './useBackend.js';
