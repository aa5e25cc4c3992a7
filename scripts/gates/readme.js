// Whether the examples of the READMEs and docstrings are right: they fit their types, they run, and those with
// an output print it. `--update` writes the outputs anew instead of comparing them.
import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '../environment.js';
import { examplesOf, examplesOfDocstrings } from '../examples/extract.js';
import { linkData } from '../examples/linkData.js';
import { publishedPackages, runGate, skip, tool } from './gate.js';

const EXAMPLES = join(ROOT, '.examples');
const update = process.argv.includes('--update');

rmSync(EXAMPLES, { recursive: true, force: true });
mkdirSync(EXAMPLES);
linkPackages();
const pages = find('*.md', 'packages/*/*.md', 'apps/cli/*.md').flatMap(readPage(examplesOf));
const programs = pages.filter(({ language }) => language === 'ts').map(writeProgram);
const docstrings = find('packages/*/src/*.ts', 'apps/cli/src/*.ts')
  .filter((path) => !path.endsWith('.test.ts'))
  .flatMap(readPage(examplesOfDocstrings))
  .map(writeProgram);
const commands = pages.filter(({ language, output, code, runs }) => {
  return language === 'sh' && runs && output !== undefined && /^(pnpm )?occam /.test(code);
});

await runGate('gate-readme', [
  ['the types of all examples', checkTypes],
  [`${docstrings.filter(({ runs }) => runs).length} examples of docstrings run`, runDocstrings],
  ...programs
    .filter(({ runs }) => runs)
    .map((example) => [placeOf(example), () => runProgram(example)]),
  ...commands.map((example) => [
    `${placeOf(example)}: ${example.code.trim()}`,
    () => runCommand(example),
  ]),
]);

function find(...patterns) {
  return tool('git', ['ls-files', '-co', '--exclude-standard', ...patterns])
    .split('\n')
    .filter((path) => path !== '' && existsSync(join(ROOT, path)));
}

function readPage(extract) {
  return (path) =>
    extract(readFileSync(join(ROOT, path), 'utf8')).map((example) => ({ ...example, path }));
}

function placeOf({ path, line }) {
  return `${path}:${line}`;
}

function writeProgram(example) {
  const file = join(EXAMPLES, `${placeOf(example).replace(/\W+/g, '-')}.ts`);
  // Without an import or export it would be a script, whose names all examples would share.
  writeFileSync(file, `${example.code}\nexport {};\n`);
  return { ...example, file };
}

/** Makes the packages, and what users install beside them, resolve from the examples' folder. */
function linkPackages() {
  const modules = join(EXAMPLES, 'node_modules');
  for (const scope of ['@occam', '@tensorflow'])
    mkdirSync(join(modules, scope), { recursive: true });
  for (const { name, folder } of publishedPackages()) {
    symlinkSync(join(ROOT, folder), join(modules, name));
  }
  for (const name of ['@tensorflow/tfjs', '@tensorflow/tfjs-backend-wasm']) {
    symlinkSync(join(ROOT, 'apps/cli/node_modules', name), join(modules, name));
  }
}

function checkTypes() {
  const compilerOptions = {
    noUnusedLocals: false,
    noUnusedParameters: false,
    types: ['node'],
    lib: ['ES2023', 'DOM'],
  };
  writeFileSync(
    join(EXAMPLES, 'tsconfig.json'),
    JSON.stringify({ extends: '../tsconfig.base.json', compilerOptions, include: ['*.ts'] }),
  );
  tool('tsc', ['-p', EXAMPLES]);
}

function runDocstrings() {
  const running = docstrings.filter(({ runs }) => runs);
  const files = running.map(({ file }) => file);
  const results = runFiles(files).trim().split('\n').map(JSON.parse);
  const broken = results.flatMap(({ error }, index) =>
    error === undefined ? [] : [`${placeOf(running[index])}: ${error}`],
  );
  if (broken.length > 0 || results.length < files.length) throw new Error(broken.join('\n'));
}

function runProgram(example) {
  compare(example, runFiles([example.file]));
}

function runFiles(files) {
  return tool(process.execPath, [join(ROOT, 'scripts/examples/run.js'), ...files]);
}

/** Runs a command in a folder that holds the data files it names. */
function runCommand(example) {
  const folder = mkdtempSync(join(tmpdir(), 'occam-examples-'));
  try {
    if (!linkData(example.code, folder, process.env.OCCAM_DATA_DIR))
      skip('its data are not here: set OCCAM_DATA_DIR');
    const command = example.code.trim().replace(/^(pnpm )?occam /, '');
    const output = execFileSync('sh', ['-c', `"$NODE" "$OCCAM" ${command}`], {
      cwd: folder,
      encoding: 'utf8',
      env: { ...process.env, NODE: process.execPath, OCCAM: join(ROOT, 'apps/cli/bin/occam.js') },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    compare(example, output);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function compare({ path, code, output }, printed) {
  if (output === undefined || printed.trimEnd() === output.trimEnd()) return;
  if (!update) {
    throw new Error(
      `prints, not what the page shows (node scripts/gates/readme.js --update corrects it):\n${printed}`,
    );
  }
  const page = readFileSync(join(ROOT, path), 'utf8');
  const fence = '```text\n';
  const shown = page.indexOf(fence, page.indexOf(code) + code.length) + fence.length;
  writeFileSync(
    join(ROOT, path),
    `${page.slice(0, shown)}${printed.trimEnd()}\n${page.slice(shown + output.length)}`,
  );
}
