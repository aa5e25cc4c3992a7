export { activate } from './activation';
export { conv2dFilterGradient, conv2dImageGradient, conv2dScratch } from './convolution';
export { depthwiseFilterGradient, depthwiseImageGradient } from './depthwise';
export { gemm, gemmScratch } from './gemm';
export { activationBackward, activationBackwardBias, activationForward } from './activationPasses';
export {
  logSoftmaxBackward,
  logSoftmaxForward,
  softmaxBackward,
  softmaxForward,
} from './softmax';
export {
  binaryCrossEntropy,
  crossEntropy,
  distanceLoss,
  sigmoidCrossEntropy,
  softmaxCrossEntropy,
} from './losses';
export { adamStep, momentumStep, rootMeanSquareStep, sgdStep } from './optimizers';
export { sumOfRows, sumOfSquaredColumns, sumOfSquares } from './reductions';
export {
  addArrays,
  addScaledColumns,
  clipArray,
  combine,
  multiplyArrays,
  multiplyChannels,
} from './elementwise';
export { copyColumns, gatherOneHot, gatherRows } from './gather';
export { l1l2Penalty, weightEliminationPenalty } from './penalties';
export { nonNegativeConstraint, normConstraint } from './constraints';
export { fillRandom } from './masks';
export {
  batchNormBackward,
  batchNormForward,
  batchNormInference,
  batchRenormFactors,
  groupNormBackward,
  groupNormForward,
  layerNormBackward,
  layerNormForward,
  movingAverage,
  scaleColumns,
} from './normalization';
export { maxPoolGradient } from './maxPool';
export { segmentSum } from './segmentSum';
export { warpImage } from './warp';
export { smoothNoise } from './smoothNoise';
export { blurImage, mixColours, scalePixels, sumOfGray, turnHue } from './colour';
export { sparseProduct, sparseScratch } from './sparse';
