import type { ClassConfig, Recipe } from '@occam/training';
import { count } from './formatNumber.js';

/** A recipe in a line, as `mlp 128, relu; adam; 20 epochs, batches of 32`. */
export function describeRecipe({
  model,
  preprocess,
  augment,
  objective,
  optimizer,
  fit,
}: Recipe): string {
  const network =
    'template' in model
      ? [
          `${model.template} ${model.hidden.length > 0 ? model.hidden.join('-') : 'without hidden layers'}`,
          model.activation,
          ...(model.batchNorm ? ['batch normalization'] : []),
          ...(model.dropout > 0 ? [`dropout ${model.dropout}`] : []),
          ...(model.dropConnect > 0 ? [`DropConnect ${model.dropConnect}`] : []),
          ...(model.noise > 0 ? [`noise ${model.noise}`] : []),
          ...(model.l1 > 0 ? [`l1 ${model.l1}`] : []),
          ...(model.l2 > 0 ? [`l2 ${model.l2}`] : []),
          ...(model.maxNorm === undefined ? [] : [`norm up to ${model.maxNorm}`]),
        ].join(', ')
      : 'a given network';
  const { name, learningRate, weightDecay } = optimizer;
  const parts = [
    ...preprocess.map(({ className }) => className),
    ...augment.map(describePipeline),
    network,
    ...(objective.labelSmoothing > 0 ? [`label smoothing ${objective.labelSmoothing}`] : []),
    [
      name,
      ...(learningRate === undefined ? [] : [`learning rate ${learningRate}`]),
      ...(weightDecay?.l2 ? [`weight decay ${weightDecay.l2}`] : []),
    ].join(', '),
    `${count(fit.epochs, 'epoch')}, batches of ${fit.batchSize}`,
    ...(fit.earlyStopping ? [`patience ${fit.earlyStopping.patience}`] : []),
  ];
  return parts.join('; ');
}

/** A pipeline in words, as `augmented by horizontalFlip, elastic`. */
export function describePipeline({ className, config }: ClassConfig): string {
  const transforms = config['transforms'] as readonly { className: string }[] | undefined;
  const names = transforms?.map((transform) => transform.className) ?? [className];
  return `augmented by ${names.join(', ')}`;
}
