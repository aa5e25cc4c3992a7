export { activate } from './activation';
export { conv2dFilterGradient, conv2dImageGradient, conv2dScratch } from './convolution';
export { depthwiseFilterGradient, depthwiseImageGradient } from './depthwise';
export { gemm, gemmScratch } from './gemm';
export { maxPoolGradient } from './maxPool';
export { segmentSum } from './segmentSum';
