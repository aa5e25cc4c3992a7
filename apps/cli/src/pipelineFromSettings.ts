import type { Pipeline } from '@occam/augmentation';
import { didYouMean } from '@occam/core';
import type { Dataset } from '@occam/datasets';
import { readFile } from 'node:fs/promises';
import type { Settings } from './checkSettings.js';
import { UsageError } from './failure.js';
import { checkFile } from './loadData.js';
import { PRESETS } from './presets.js';

/** What of a dataset a pipeline must fit. */
type RowsOfData = Pick<Dataset, 'x' | 'name'>;

/** The built-in data, whose flat rows are images of 28 × 28 grey pixels. */
const DIGIT_IMAGES: readonly unknown[] = ['digits', 'mnist', 'fashion-mnist'];

/**
 * Makes the pipeline of `--augment` or `--pipeline`: a preset, or JSON of a file or a config file, which is a pipeline's own
 * (`pipeline.toJSON()`), `{ transforms, seed }`, or the list of transforms alone.
 *
 * @param option how the option is called, for messages
 * @throws UsageError if it is no preset and no file, its JSON is no pipeline, or the data are no images and it needs them
 */
export async function pipelineFromSettings(
  option: 'augment' | 'pipeline',
  settings: Settings,
  data: RowsOfData,
): Promise<Pipeline> {
  const given = settings[option];
  const json = typeof given === 'string' ? await readPipeline(option, given) : toJson(given);
  const { Pipeline, register } = await import('@occam/augmentation');
  register();
  const config = configOf(option, json);
  const imageShape = config['imageShape'] ?? imageShapeOf(settings, data);
  let pipeline: Pipeline;
  try {
    const shaped = { ...config, ...(imageShape !== undefined && { imageShape }) };
    pipeline = Pipeline.fromJSON({ className: 'Pipeline', config: shaped });
  } catch (cause) {
    // What the package says to programmers about names that are not known is of no use here.
    const message = (cause as Error).message.replace(/: call the register\(\).*'s uses/, '');
    throw new UsageError(`--${option}: ${message}`, { cause });
  }
  const image = pipeline.transforms.find(({ on }) => on === 'image');
  const shape = pipeline.toJSON().config['imageShape'] as readonly number[] | undefined;
  if (image && shape === undefined)
    checkImages(`--${option}: ${image.className} needs images`, data);
  if (shape !== undefined) checkSize(shape, data);
  return pipeline;
}

/**
 * What a row is as an image, where its own shape does not say so.
 *
 * @returns undefined if the rows are images already, or nothing says what they are
 */
export function imageShapeOf(
  { imageShape, data: source }: Settings,
  { x }: RowsOfData,
): readonly number[] | undefined {
  if (imageShape !== undefined) return imageShape;
  return DIGIT_IMAGES.includes(source) && x.shape.length === 2 ? [28, 28, 1] : undefined;
}

/**
 * Checks that rows are images by their own shape.
 *
 * @param what asks for them, for the message
 * @throws UsageError saying how to make them images
 */
export function checkImages(what: string, { x, name = 'the data' }: RowsOfData): void {
  const row = x.shape.slice(1);
  if (row.length === 3) return;
  throw new UsageError(
    row.length === 2
      ? `${what}, and those of ${name} have no channels: say --image-shape ${row.join('x')}x1`
      : `${what}, and a row of ${name} is ${row[0]} numbers: say what image they are, as --image-shape 28x28x1`,
  );
}

/** @throws UsageError if a row has another number of values than an image */
export function checkSize(
  imageShape: readonly number[],
  { x, name = 'the data' }: RowsOfData,
): void {
  const product = (shape: readonly number[]) => shape.reduce((size, n) => size * n, 1);
  const size = product(x.shape.slice(1));
  if (product(imageShape) === size) return;
  throw new UsageError(
    `--image-shape ${imageShape.join('x')} is ${product(imageShape)} numbers, but a row of ${name} has ${size}`,
  );
}

async function readPipeline(option: string, given: string): Promise<unknown> {
  if (Object.hasOwn(PRESETS, given)) return PRESETS[given as keyof typeof PRESETS];
  if (!/[./\\]/.test(given)) {
    const names = Object.keys(PRESETS);
    throw new UsageError(
      `--${option}: there is no preset '${given}'${didYouMean(given, names)}; there are ${names.join(', ')}, ` +
        'or name a file, as pipeline.json',
    );
  }
  checkFile(option, given);
  try {
    return JSON.parse(await readFile(given, 'utf8'));
  } catch (cause) {
    throw new UsageError(`--${option}: '${given}' is no JSON: ${(cause as Error).message}`, {
      cause,
    });
  }
}

/** A pipeline of a config file, or its JSON, as plain JSON. */
function toJson(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

function configOf(option: string, json: unknown): Record<string, unknown> {
  if (Array.isArray(json)) return { transforms: json };
  const { config, className, ...own } = (json ?? {}) as Record<string, unknown>;
  if (className === 'Pipeline' && typeof config === 'object' && config !== null)
    return config as Record<string, unknown>;
  if (className === undefined && Array.isArray(own['transforms'])) return own;
  throw new UsageError(
    `--${option} needs a pipeline, as { "transforms": [{ "className": "addGaussianNoise", "config": { "stddev": 0.1 } }] }, ` +
      'the list alone, or what pipeline.toJSON() of @occam/augmentation gives',
  );
}
