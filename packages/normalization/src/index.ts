export { register } from './register.js';
export {
  StandardScaler,
  type StandardScalerJson,
  type StandardScalerOptions,
} from './standardScaler.js';
