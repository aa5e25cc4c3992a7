import {
  lowerActivation,
  loweringOf,
  RANDOM_BLOCK,
  type Activation,
  type LayerLowering,
  type Parameter,
  type Plan,
  type PlanBuffer,
} from '@occam/backend';
import type { DropConnect } from './dropConnect.js';

/** Up to how many bytes masks are kept. */
const KEPT_BYTES = 16 * 2 ** 20;

/**
 * DropConnect: the masked weights are made in scratch memory and multiplied as those of a Dense.
 *
 *     forward     for each group of rows that share a mask: V = W∘M, v = b∘m; z = x·V + v
 *     backward    dW += (xᵀ·dz)∘M      db += (Σ dz)∘m      dx = dz·Vᵀ
 *
 * At inference it is a Dense, or averages over samples. Masks are kept from the forward to the backward pass up to 16 MiB, and drawn again beyond that.
 */
export const lowerDropConnect: LayerLowering = (layer, plan, inputs) => {
  const { rate, samples, name } = layer as DropConnect;
  if (rate > 0 && samples > 0 && !plan.training) {
    return lowerSamples(layer as DropConnect, plan, inputs[0]!);
  }
  if (!plan.training || rate === 0) return loweringOf('layer', 'Dense')!(layer, plan, inputs);
  const { kernel, bias, activation } = layer as DropConnect;
  const z = lowerMaskedProduct(
    layer as DropConnect,
    plan,
    inputs[0]!,
    plan.parameter(kernel),
    bias ? plan.parameter(bias) : undefined,
  );
  return lowerActivation(plan, z, activation?.getClassName() ?? 'linear', name);
};

function lowerMaskedProduct(
  layer: DropConnect,
  plan: Plan,
  x: Activation,
  weights: Parameter,
  biases: Parameter | undefined,
): Activation {
  const { kernels } = plan;
  const { rate, per } = layer;
  const [inputs, units] = weights.shape as [number, number];
  const steps = x.width / inputs;
  const scale = 1 / (1 - rate);
  const size = weights.size + (biases?.size ?? 0);
  const drawn = Math.ceil(size / 4) * 4;
  const stream = plan.stream(layer);
  /** Where each group has its mask, or 0 apart if all use one place in turn. */
  const apart = (groups: number) => (4 * groups * drawn <= KEPT_BYTES ? 4 * drawn : 0);
  const masks = plan.scratch((rows) => {
    const all = 4 * groupsOf(rows).groups * drawn;
    return Math.max(Math.min(all, KEPT_BYTES), 4 * drawn) + 4 * RANDOM_BLOCK;
  });
  const masked = plan.buffer(0, size);
  const trained = [x.gradient, weights.gradient, biases?.gradient].some(Boolean);
  const y = plan.activation([...x.shape.slice(0, -1), units], trained);
  /** How many groups of rows have a mask of their own, and how many products a group has. */
  const groupsOf = (rows: number) =>
    per === 'sample' ? { groups: rows, each: steps } : { groups: 1, each: rows * steps };
  const ofBiases = 4 * weights.size;
  let place = 0;

  function multiply(mask: number): void {
    const { address } = masked;
    kernels.multiplyArrays(weights.size, weights.value.address, mask, address);
    if (biases) {
      const from = mask + ofBiases;
      kernels.multiplyArrays(units, biases.value.address, from, address + ofBiases);
    }
  }

  const scratch = plan.scratch((rows) =>
    kernels.gemmScratch(0, 0, groupsOf(rows).each, units, inputs),
  );
  plan.forward([x.value, y.value, masks, masked, scratch], (batch) => {
    const { groups, each } = groupsOf(batch.rows);
    place = stream.place();
    for (let group = 0; group < groups; group++) {
      const mask = masks.address + group * apart(groups);
      stream.mask(batch, drawn, mask, rate, scale);
      multiply(mask);
      kernels.gemm(
        0,
        0,
        each,
        units,
        inputs,
        x.value.address + 4 * group * each * inputs,
        inputs,
        masked.address,
        units,
        y.value.address + 4 * group * each * units,
        units,
        biases ? masked.address + ofBiases : 0,
        0,
        0,
        scratch.address,
      );
    }
  });
  if (!y.gradient) return y;

  const dy = y.gradient;
  const dx = x.gradient;
  const dw = weights.gradient;
  const db = biases?.gradient;
  const part = plan.buffer(0, size);
  const scratchBack = plan.scratch((rows) =>
    Math.max(
      kernels.gemmScratch(1, 0, inputs, units, groupsOf(rows).each),
      kernels.gemmScratch(0, 1, groupsOf(rows).each, inputs, units),
    ),
  );
  plan.backward([x.value, dy, dx, masks, masked, part, scratchBack], (batch) => {
    const { groups, each } = groupsOf(batch.rows);
    for (let group = 0; group < groups; group++) {
      const from = x.value.address + 4 * group * each * inputs;
      const back = dy.address + 4 * group * each * units;
      const mask = masks.address + group * apart(groups);
      if (apart(groups) === 0) {
        stream.repeatMask(batch, place + (group * drawn) / 4, drawn, mask, rate, scale);
      }
      if (dx) {
        if (groups > 1) multiply(mask);
        kernels.gemm(
          0,
          1,
          each,
          inputs,
          units,
          back,
          units,
          masked.address,
          units,
          dx.address + 4 * group * each * inputs,
          inputs,
          0,
          0,
          0,
          scratchBack.address,
        );
      }
      if (dw) {
        const to = group === 0 ? dw.address : part.address;
        kernels.gemm(
          1,
          0,
          inputs,
          units,
          each,
          from,
          inputs,
          back,
          units,
          to,
          units,
          0,
          0,
          0,
          scratchBack.address,
        );
        kernels.multiplyArrays(weights.size, to, mask, to);
        if (group > 0) kernels.addArrays(weights.size, dw.address, to, dw.address);
      }
      if (db) {
        const to = group === 0 ? db.address : part.address;
        kernels.activationBackwardBias(0, each, units, back, back, to, 0);
        kernels.multiplyArrays(units, to, mask + ofBiases, to);
        if (group > 0) kernels.addArrays(units, db.address, to, db.address);
      }
    }
  });
  return y;
}

/** Inference with samples: y = mean of f(μ + σ·z), μ = x·W + b, σ² = rate / (1 − rate) · (x²·W² + b²). */
function lowerSamples(layer: DropConnect, plan: Plan, x: Activation): Activation {
  const { kernels } = plan;
  const { kernel, bias, rate, samples, activation, name } = layer;
  const weights = plan.parameter(kernel);
  const biases = bias ? plan.parameter(bias).value : undefined;
  const [inputs, units] = weights.shape as [number, number];
  const steps = x.width / inputs;
  const shape = [...x.shape.slice(0, -1), units];
  const width = steps * units;
  const [mean, deviation] = [plan.buffer(width), plan.buffer(width)];
  const squares = [plan.buffer(x.width), plan.buffer(0, weights.size + units)] as const;
  const normals = plan.buffer(0, samples * units);
  const scratch = plan.scratch((rows) => kernels.gemmScratch(0, 0, rows * steps, units, inputs));
  const numbers = ({ address }: PlanBuffer, size: number) =>
    new Float32Array(plan.module.memory.buffer, address, size);
  const drawn = Float32Array.from(layer.normals().flatMap((z) => [...z]));

  plan.forward([x.value, mean, deviation, ...squares, normals, scratch], ({ rows }) => {
    const multiply = (a: number, w: number, to: number, b: number) =>
      kernels.gemm(
        0,
        0,
        rows * steps,
        units,
        inputs,
        a,
        inputs,
        w,
        units,
        to,
        units,
        b,
        0,
        0,
        scratch.address,
      );
    const [ofX, ofWeights] = squares.map(({ address }) => address) as [number, number];
    const ofBiases = biases ? ofWeights + 4 * weights.size : 0;
    const w = weights.value.address;
    multiply(x.value.address, w, mean.address, biases ? biases.address : 0);
    kernels.multiplyArrays(rows * x.width, x.value.address, x.value.address, ofX);
    kernels.multiplyArrays(weights.size, w, w, ofWeights);
    if (biases) kernels.multiplyArrays(units, biases.address, biases.address, ofBiases);
    multiply(ofX, ofWeights, deviation.address, ofBiases);
    const sigma = numbers(deviation, rows * width);
    for (let i = 0; i < sigma.length; i++) sigma[i] = Math.sqrt((sigma[i]! * rate) / (1 - rate));
    numbers(normals, drawn.length).set(drawn);
  });

  const y = plan.activation(shape, false);
  for (let sample = 0; sample < samples; sample++) {
    const z = plan.activation(shape, false);
    plan.forward([mean, deviation, normals, z.value], ({ rows }) => {
      const factors = normals.address + 4 * sample * units;
      kernels.combine(rows * width, mean.address, 1, 0, 0, 0, z.value.address);
      kernels.addScaledColumns(rows * steps, units, deviation.address, factors, z.value.address);
    });
    const { value } = lowerActivation(plan, z, activation?.getClassName() ?? 'linear', name);
    const factor = 1 / samples;
    plan.forward([value, y.value], ({ rows }) => {
      const other = sample > 0 ? y.value.address : 0;
      kernels.combine(rows * width, value.address, factor, 0, other, 1, y.value.address);
    });
  }
  return y;
}
