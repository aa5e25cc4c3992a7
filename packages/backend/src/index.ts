export {
  acceleratedVariant,
  accelerateWasm,
  restoreWasm,
  type AccelerateWasmOptions,
} from './accelerateWasm.js';
export {
  ConstraintBase,
  RegularizerBase,
  type BaseClass,
  type Constraint,
  type Regularizer,
} from './baseClasses.js';
export { availableBackends, type BackendAvailability } from './availableBackends.js';
export type { BackendInfo, BackendName } from './backendInfo.js';
export { checkLayerOptions, layerFromConfig, type LayerOptions } from './layerOptions.js';
export { registerLayer } from './registerLayer.js';
export { hostKernels, type HostKernels } from './kernels/hostKernels.js';
export { kernelModuleFor, type KernelModule, type SimdVariant } from './kernels/kernelModule.js';
export type { KernelExports } from './kernels/bytes.generated.js';
export { useBackend, type UseBackendOptions } from './useBackend.js';
export {
  LoweringError,
  loweringOf,
  registerLowering,
  type ActivityLowering,
  type ConstraintLowering,
  type LayerLowering,
  type PenaltyContext,
  type PenaltyLowering,
  type TermLowering,
} from './plan/lowering.js';
export {
  LayerNoise,
  noiseOf,
  type NoiseDraws,
  type NoiseSource,
  type NoisyLayer,
} from './plan/layerNoise.js';
export { lowerActivity, type ActivityRegularizer } from './plan/lowerActivity.js';
export { lowerModel, lowerOutputs, type LowerModelOptions } from './plan/lowerModel.js';
export type { LoweredBatch, Term, TermBatch, TermContext, TermFactory } from './plan/term.js';
export { ParameterStore, type Parameter } from './plan/parameterStore.js';
export type { Batch } from './plan/batch.js';
export { Plan, type Activation, type PlanOptions, type PlanStep } from './plan/plan.js';
export type { PlanBuffer } from './plan/planBuffer.js';
export { RANDOM_BLOCK, type RandomStream } from './plan/randomStream.js';
export {
  elementwiseActivation,
  lowerActivation,
  type ActivationKernel,
} from './lowerings/activations.js';
export {
  lowerAlphaDropout,
  lowerGaussianDropout,
  lowerGaussianNoise,
  lowerMask,
} from './lowerings/dropout.js';
export {
  lowerBatchNormalization,
  lowerLayerNormalization,
  lowerRmsNormalization,
  lowerRunningNormalization,
  lowerUnitNormalization,
} from './lowerings/normalization.js';
export { registerLowerings } from './lowerings/registerLowerings.js';
