import { Command as Commander, CommanderError, Option } from 'commander';
import { readFileSync } from 'node:fs';
import type { Settings } from './checkSettings.js';
import type { Command } from './command.js';
import { asUsageError, UsageError } from './failure.js';
import {
  longFlag,
  OPTION_TABLE,
  OUTPUT,
  type CommandName,
  type OptionEntry,
} from './optionTable.js';
import type { Progress } from './progress.js';

/** What a program needs to run its commands. */
export interface ProgramContext {
  /** The arguments as they were typed, without node and the script. */
  readonly args: readonly string[];
  /** Where progress is shown. */
  readonly progress: Progress;
  /** Aborted when the user interrupts. */
  readonly signal: AbortSignal;
}

/** The options that are not for a config file. */
interface RunOptions {
  config?: string;
  json?: boolean;
  out?: string;
  images?: string;
  force?: boolean;
  report?: string | true;
  resume?: string;
}

const RUN_OPTIONS: ReadonlySet<string> = new Set<keyof RunOptions>([
  'config',
  'json',
  'out',
  'images',
  'force',
  'report',
  'resume',
]);

/** What the commands that write something write, and where. */
const OUTPUTS: Readonly<Partial<Record<CommandName, readonly (readonly [string, string])[]>>> = {
  inspect: [
    ['--images <file>', 'draw some of the images on a contact sheet, a PNG file'],
    ['--force', 'replace what an earlier run wrote there'],
  ],
  augment: [
    ['--out <file>', 'write the contact sheet there, a PNG file'],
    ['--force', 'replace what an earlier run wrote there'],
  ],
  train: [
    ['--out <folder>', 'write the network there'],
    ['--force', 'replace the network of an earlier run there'],
  ],
  split: [
    ['--out <folder>', 'write the folds there'],
    ['--force', 'replace the folds of an earlier run there'],
  ],
  prune: [
    ['--report [file]', 'draw a chart of what is left, and write it to an SVG file as well'],
    ['--resume <file>', 'keep finished rounds there, and go on from there'],
    ['--out <folder>', 'write the pruned network there'],
    ['--force', 'replace the network or the chart of an earlier run there'],
  ],
  features: [
    ['--out <file>', 'write a heat map there, a PNG file'],
    ['--force', 'replace the heat map of an earlier run there'],
  ],
};

const COMMANDS: Readonly<
  Record<
    CommandName,
    { summary: string; examples: readonly string[]; load: () => Promise<Command> }
  >
> = {
  inspect: {
    summary: 'say what is in the data: rows, features, classes, missing values, order in time',
    examples: [
      'occam inspect table.csv',
      'occam inspect sales.csv --time month --target units',
      'occam inspect digits --images digits.png',
      'occam inspect digits --json',
    ],
    load: async () => (await import('./inspectCommand.js')).inspectCommand,
  },
  augment: {
    summary: 'draw images beside the variants that training would see',
    examples: [
      'occam augment --data digits --pipeline digits --out grid.png',
      'occam augment --data photos --pipeline pipeline.json --seed 1 --out grid.png',
    ],
    load: async () => (await import('./augmentCommand.js')).augmentCommand,
  },
  train: {
    summary: 'train one network, score it on rows held out, and save it',
    examples: [
      'occam train --data table.csv --target species --scale',
      'occam train --data digits --epochs 100 --validation 0.2 --patience 5',
      'occam train --data table.csv --target price --hidden 64,32 --out model',
    ],
    load: async () => (await import('./trainCommand.js')).trainCommand,
  },
  cv: {
    summary: 'cross-validate a network: scores of each fold, mean, deviation and interval',
    examples: [
      'occam cv --data digits',
      'occam cv --data table.csv --target species --scale --folds 5 --seed 1',
      'occam cv --data mnist --take 1000 --hidden 128 --epochs 20 --augment digits --seed 1',
      'occam cv --data sales.csv --target units --time month --folds 5 --json',
    ],
    load: async () => (await import('./cvCommand.js')).cvCommand,
  },
  split: {
    summary: 'write the rows of each fold to files, and say how balanced and leak-free they are',
    examples: [
      'occam split table.csv --target species --folds 5 --out folds',
      'occam split visits.csv --target ill --groups patient --out folds --format parquet',
      'occam split digits --dedupe group --write data --out folds',
    ],
    load: async () => (await import('./splitCommand.js')).splitCommand,
  },
  prune: {
    summary:
      'train a network, take out what it does not need round by round, and say what that buys',
    examples: [
      'occam prune --data digits --target units --report',
      'occam prune --data mnist --hidden 300,100 --sparsity 0.9 --rounds 5 --fine-tune 2 --out pruned',
      'occam prune --data table.csv --predict species --target inputs --scale --until-error 0.1',
    ],
    load: async () => (await import('./pruneCommand.js')).pruneCommand,
  },
  features: {
    summary: 'train a network and rank the features by how much they matter to it',
    examples: [
      'occam features table.csv --target species --scale',
      'occam features mnist --take 5000 --out heat.png',
    ],
    load: async () => (await import('./featuresCommand.js')).featuresCommand,
  },
};

/** Builds the command line; heavy modules are loaded only when a command runs. */
export function createProgram(context: ProgramContext): Commander {
  const { version } = JSON.parse(
    readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
  ) as { version: string };
  const program = quiet(new Commander('occam'))
    .description('Measures how well a neural network generalizes.')
    .version(version)
    .addHelpText(
      'after',
      `\nExamples:\n  $ occam inspect table.csv\n  $ occam cv --data table.csv --target species\n  $ occam cv --help`,
    );
  for (const name of Object.keys(COMMANDS) as CommandName[]) {
    program.addCommand(createCommand(name, context));
  }
  return program;
}

function createCommand(name: CommandName, context: ProgramContext): Commander {
  const { summary, examples, load } = COMMANDS[name];
  const command = quiet(new Commander(name))
    .description(summary)
    .argument('[data]', 'the data, as --data');
  // What commander calls an option, and what it is called in a config file.
  const keys = new Map<string, keyof Settings>();
  for (const { key, flags, help, group, parse } of optionsOf(name)) {
    const option = new Option(flags, help).helpGroup(group);
    keys.set(option.attributeName(), key);
    command.addOption(parse ? option.argParser(parse) : option);
  }
  command.addOption(
    new Option(
      '--config <file>',
      'a config file (default: occam.config.ts, .js or .json in this folder)',
    ).helpGroup('Run:'),
  );
  const output = (flags: string, help: string) => new Option(flags, help).helpGroup(OUTPUT);
  for (const [flags, help] of OUTPUTS[name] ?? []) command.addOption(output(flags, help));
  command.addOption(output('--json', 'print one JSON object and nothing else'));
  command.addHelpText('after', `\nExamples:\n${examples.map((line) => `  $ ${line}`).join('\n')}`);
  return command.action(async (data: string | undefined, options: RunOptions & Settings) => {
    const { config, json = false, out, images, force = false, report, resume } = options;
    const typedKeys = Object.keys(options).filter(
      (key) => command.getOptionValueSource(key) === 'cli' && !RUN_OPTIONS.has(key),
    );
    const given: Settings = Object.fromEntries(
      typedKeys.map((key) => [keys.get(key)!, options[key as keyof Settings]]),
    );
    const settings = await resolveSettings(name, config, given, data);
    const run = await load();
    const typed = ['occam', ...context.args.map(quote)].join(' ');
    const { progress, signal } = context;
    const files = { out, images, force, report, resume };
    await run({ settings, json, ...files, typed, progress, signal }).catch((error: unknown) => {
      throw asUsageError(error);
    });
  });
}

function optionsOf(name: CommandName): readonly OptionEntry[] {
  return OPTION_TABLE.filter(({ commands }) => commands.includes(name));
}

/** Puts the options of the config file and of the command line together, all checked. */
async function resolveSettings(
  name: CommandName,
  config: string | undefined,
  given: Settings,
  data: string | undefined,
): Promise<Settings> {
  if (data !== undefined && given.data !== undefined) {
    throw new UsageError(
      `the data are given twice, as '${data}' and as --data ${String(given.data)}`,
    );
  }
  const { checkSettings } = await import('./checkSettings.js');
  const { readConfigFile } = await import('./readConfigFile.js');
  const line = checkSettings(data === undefined ? given : { ...given, data }, (key) =>
    longFlag(key, name),
  );
  const merged: Settings = { ...(await readConfigFile(config)), ...line };
  return Object.fromEntries(
    optionsOf(name)
      .filter(({ key }) => merged[key] !== undefined)
      .map(({ key }) => [key, merged[key]]),
  );
}

/** Makes commander throw instead of exiting and leave the printing of errors to us. */
function quiet(command: Commander): Commander {
  return command.exitOverride().configureOutput({ outputError: () => {} });
}

/**
 * Turns an error of commander's into ours.
 *
 * @returns undefined if it only says that help or the version was asked for and printed
 */
export function fromCommander(error: unknown): unknown {
  if (!(error instanceof CommanderError)) return error;
  if (error.exitCode === 0) return undefined;
  if (error.code === 'commander.help')
    return new UsageError('name a command: inspect, augment, train, cv, split, prune or features');
  const message = error.message
    .replace(/^error: /, '')
    .replace(/\s*\(Did you mean /, ' (did you mean ');
  return new UsageError(`${message}; see occam --help`);
}

/** Quotes an argument for a shell, where it needs it. */
function quote(argument: string): string {
  return /^[\w./:=,@%+-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", `'\\''`)}'`;
}
