import { acceleratedVariant, LoweringError } from '@occam/backend';
import { warn } from '@occam/core';
import * as tf from '@tensorflow/tfjs';
import type { Engine, EngineContext } from './engine.js';
import type { EngineName } from './fitOptions.js';
import { createFusedEngine } from './fused/fusedEngine.js';
import { createTfjsEngine } from './tfjsEngine.js';

/** An engine, which one it is, and why. */
export interface EngineChoice {
  /** The engine. */
  readonly engine: Engine;
  /** Its name. */
  readonly name: Exclude<EngineName, 'auto'>;
  /** Why it was chosen. */
  readonly reason: string;
}

/** What was warned about, so that a hundred trainings warn once. */
const warned = new Set<string>();

/**
 * Chooses and creates the engine: the fused one where the WASM backend is accelerated and every part of the model, the
 * objective and the optimizer can be lowered; else the one of tfjs. A model that keeps an accelerated backend from the fused
 * engine is warned about once.
 *
 * @throws Error if 'fused' is asked for and cannot train this model, with the part and the reason
 */
export function createEngine(asked: EngineName, context: EngineContext): EngineChoice {
  if (asked === 'tfjs') return tfjsBecause(context, 'it was asked for');
  const obstacle = backendObstacle(asked);
  if (obstacle) {
    if (asked === 'auto') return tfjsBecause(context, obstacle);
    throw new Error(`the engine 'fused' cannot be used: ${obstacle}`);
  }
  try {
    const reason =
      asked === 'fused' ? 'it was asked for' : 'every part of the model can be lowered to kernels';
    return { engine: createFusedEngine(context), name: 'fused', reason };
  } catch (error) {
    if (!(error instanceof LoweringError)) throw error;
    if (asked === 'fused') {
      throw new Error(
        `the engine 'fused' cannot train this model: ${error.message}; take 'auto' or 'tfjs'`,
        { cause: error },
      );
    }
    const choice = tfjsBecause(context, error.message);
    if (!warned.has(error.message)) {
      warned.add(error.message);
      warn(`the slower tfjs engine trains this model, since ${error.message}`);
    }
    return choice;
  }
}

function tfjsBecause(context: EngineContext, reason: string): EngineChoice {
  return { engine: createTfjsEngine(context), name: 'tfjs', reason };
}

function backendObstacle(asked: EngineName): string | undefined {
  const backend = tf.getBackend();
  if (backend !== 'wasm') {
    return `the fused engine needs the WASM backend, and tfjs uses '${backend}': call useBackend('wasm') of @occam/backend`;
  }
  return asked === 'auto' && acceleratedVariant() === undefined
    ? "the WASM backend is not accelerated: call useBackend('wasm') of @occam/backend"
    : undefined;
}
