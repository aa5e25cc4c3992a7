// pnpm new KIND NAME: writes a regularizer, constraint or layer with its test, export, registration, conformance row, docs
// entry and changeset, all of it correct as it stands; the guide is packages/regularizers/CONTRIBUTING.md.
import { ROOT } from './environment.js';
import { generate, UsageError } from './new/generate.js';

const [kind, name, ...rest] = process.argv.slice(2);
try {
  if (rest.length > 0)
    throw new UsageError(`pnpm new KIND NAME takes two words, not '${rest[0]}' too`);
  const paths = await generate(kind, name, ROOT);
  console.log(`${paths.join('\n')}\n\nIt works as it stands: put your formula in ${paths[0]}.`);
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}
