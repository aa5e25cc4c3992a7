import { readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import asc from 'assemblyscript/asc';

const folder = fileURLToPath(new URL('../', import.meta.url));
const target = new URL('../src/kernels/bytes.generated.ts', import.meta.url);
const limit = 40_000;

const flags =
  '-O3 --noAssert --disableWarning 112 --runtime stub --importMemory --noExportMemory --maximumMemory 65536';
const variants = {
  simd128: ['--enable', 'simd'],
  relaxed: ['--enable', 'simd', '--enable', 'relaxed-simd'],
};

/** Compiles one SIMD variant; its bytes and, as TypeScript declarations, what it exports. */
async function compile(variant) {
  const files = new Map();
  const { error, stderr } = await asc.main(
    [
      'assembly/index.ts',
      ...flags.split(' '),
      ...variants[variant],
      '-o',
      'k.wasm',
      '--bindings',
      'raw',
    ],
    {
      readFile: (name, base) => readFile(`${base}/${name}`, 'utf8').catch(() => null),
      writeFile: (name, contents) => void files.set(name, contents),
      listFiles: (name, base) => readdir(`${base}/${name}`).catch(() => null),
    },
  );
  if (error) throw new Error(`asc failed for ${variant}\n${stderr.toString()}`);
  return { bytes: files.get('k.wasm'), declarations: files.get('k.d.ts') };
}

const forbidden = { 5: 'memory', 6: 'global', 8: 'start', 9: 'element', 11: 'data' };
// One import: module "env", name "memory", of the kind memory (2).
const memoryImport = [1, 3, ...Buffer.from('env'), 6, ...Buffer.from('memory'), 2];

/** The sections of a WASM module: their ids and contents. */
function* sections(bytes) {
  for (let at = 8; at < bytes.length;) {
    const id = bytes[at++];
    let size = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at++];
      size |= (byte & 127) << shift;
      if (byte < 128) break;
    }
    yield { id, contents: bytes.subarray(at, at + size) };
    at += size;
  }
}

/**
 * Checks that a module puts nothing of its own into the memory that it shares with tfjs: no data, no globals, no start
 * function, and one import, that memory.
 *
 * @throws Error naming the section or import that must not be there
 */
export function checkModule(name, bytes) {
  for (const { id, contents } of sections(bytes)) {
    if (id in forbidden) {
      throw new Error(
        `the ${name} kernels have a ${forbidden[id]} section, so they would not leave tfjs' memory alone; ` +
          'look for strings, classes, StaticArray, throw, or Math.exp and the like in assembly/',
      );
    }
    if (id === 2 && !memoryImport.every((byte, i) => contents[i] === byte)) {
      throw new Error(
        `the ${name} kernels import something other than the memory; look for throw, assert or trace in assembly/`,
      );
    }
  }
}

/** The docstrings of the kernels by name, from their sources. */
async function docstrings() {
  const docs = new Map();
  for (const file of await readdir(`${folder}assembly`)) {
    if (!file.endsWith('.ts')) continue;
    const source = await readFile(`${folder}assembly/${file}`, 'utf8');
    for (const [, doc, name] of source.matchAll(
      /(\/\*\*(?:(?!\*\/)[^])*\*\/)\nexport function (\w+)/g,
    )) {
      docs.set(name, doc);
    }
  }
  return docs;
}

/** The exports as a TypeScript interface, each with its docstring. */
async function exportsInterface(declarations) {
  const docs = await docstrings();
  const methods = [...declarations.matchAll(/export function (\w+)(\(.*\): \w+;)/g)].map(
    ([, name, signature]) => {
      const doc = docs.get(name);
      if (doc === undefined) throw new Error(`the kernel ${name} has no docstring`);
      return `  ${doc.replaceAll('\n', '\n  ')}\n  ${name}${signature}\n`;
    },
  );
  return `/** The kernels that the module exports; addresses and counts are numbers. */\nexport interface KernelExports {\n${methods.join('\n')}}\n`;
}

/**
 * Builds both variants of the kernels and checks them.
 *
 * @returns the text of src/kernels/bytes.generated.ts, and the size of both modules after gzip
 * @throws Error if a module breaks the rules of {@link checkModule}, or both exceed 40 kB
 */
export async function buildKernels() {
  // asc takes paths from the current folder.
  const former = process.cwd();
  process.chdir(folder);
  try {
    const built = {};
    for (const variant of Object.keys(variants)) built[variant] = await compile(variant);
    let size = 0;
    for (const [variant, { bytes }] of Object.entries(built)) {
      checkModule(variant, bytes);
      size += gzipSync(bytes, { level: 9 }).length;
    }
    if (size > limit) throw new Error(`the kernels take ${size} bytes after gzip, over ${limit}`);
    const encoded = Object.entries(built).map(
      ([variant, { bytes }]) => `  ${variant}:\n    '${Buffer.from(bytes).toString('base64')}',\n`,
    );
    const text =
      '// Written by scripts/buildKernels.js from assembly/: do not edit, run `pnpm kernels`.\n\n' +
      `${await exportsInterface(built.simd128.declarations)}\n` +
      `/** The compiled modules in base64. */\nexport const KERNEL_BYTES = {\n${encoded.join('')}} as const;\n`;
    return { text, size };
  } finally {
    process.chdir(former);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { text, size } = await buildKernels();
  await writeFile(target, text);
  console.log(`${dirname(target.pathname)}: both variants take ${size} bytes after gzip`);
}
