export { activate } from './activation';
export { gemm, gemmScratch } from './gemm';
