import { confidencePenalty } from '../../packages/regularizers/dist/index.js';

const penalty = (className, config) => ({ objective: { penalties: [{ className, config }] } });
const adam = { name: 'adam', learningRate: 1e-3 };

/**
 * The techniques of `pnpm bench regularizers` at fixed strengths: what each adds to a recipe, by its name in the table, and what it
 * is called in bench/regularizers.py where PyTorch runs it as well. The strengths are usual ones, chosen once and not tuned on
 * these images.
 *
 * @type {Record<string, { model?: object, objective?: object, optimizer?: object, torch?: string }>}
 */
export const TECHNIQUES = {
  none: { torch: 'plain' },
  'L1, 1e-4': { model: { l1: 1e-4 } },
  'L2, 1e-3': { model: { l2: 1e-3 }, torch: 'l2' },
  'weight elimination, 1e-5, w₀ 0.1': penalty('weightElimination', { strength: 1e-5, scale: 0.1 }),
  'group lasso per input, 1e-4': penalty('groupLasso', { strength: 1e-4, per: 'input' }),
  'sparse group lasso per input, 1e-4': penalty('sparseGroupLasso', {
    strength: 1e-4,
    per: 'input',
  }),
  'orthogonal columns, 1e-3': penalty('orthogonal', { strength: 1e-3 }),
  'spectral, 1e-2': penalty('spectral', { strength: 1e-2 }),
  'max-norm, 1.5': { model: { maxNorm: 1.5 } },
  'weight decay, 1': { optimizer: { ...adam, weightDecay: { l2: 1, on: 'kernels' } } },
  'dropout, 0.5': { model: { dropout: 0.5 }, torch: 'dropout' },
  'DropConnect per batch, 0.5': { model: { dropConnect: 0.5 } },
  'input noise, 0.3': { model: { noise: 0.3 }, torch: 'noise' },
  'batch normalization': { model: { batchNorm: true }, torch: 'batchNorm' },
  'label smoothing, 0.1': { objective: { labelSmoothing: 0.1 }, torch: 'labelSmoothing' },
  'confidence penalty, 0.1': { objective: { terms: [confidencePenalty({ weight: 0.1 })] } },
  'SAM, ρ 0.05': { optimizer: { ...adam, sam: { rho: 0.05 } } },
  'EMA, 0.99': { optimizer: { ...adam, ema: { decay: 0.99 } } },
  'lookahead, 5, 0.5': { optimizer: { ...adam, lookahead: { syncPeriod: 5, slowStepSize: 0.5 } } },
};
