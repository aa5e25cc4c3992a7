import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as prettier from 'prettier';
import { KINDS } from './kinds.js';

const PACKAGE = 'packages/regularizers';
const TEMPLATES = fileURLToPath(new URL('.', import.meta.url));

/** What the caller asked for cannot be done; nothing is written. */
export class UsageError extends Error {}

/**
 * Writes a new regularizer, constraint or layer of `@occam/regularizers` with all that belongs to it. All texts are made before
 * the first is written, so that a mistake leaves nothing behind.
 *
 * @param {string | undefined} kind a key of {@link KINDS}
 * @param {string | undefined} name in kebab case, as `huber-weights`
 * @param {string} root the folder of the workspace
 * @returns {Promise<string[]>} the paths of the files written, new ones first
 * @throws UsageError if the kind is unknown or the name is none or taken
 */
export async function generate(kind, name, root) {
  if (!Object.hasOwn(KINDS, kind ?? '')) {
    const kinds = Object.keys(KINDS).join(', ');
    throw new UsageError(`pnpm new KIND NAME needs a KIND of ${kinds}, not ${kind ?? 'nothing'}`);
  }
  const names = readName(kind, name);
  const { folder, title, edits } = KINDS[kind];
  const fill = (text) => text.replaceAll('__name__', names.name).replaceAll('__Name__', names.Name);
  const template = (file) => readFileSync(join(TEMPLATES, `${kind}.${file}.txt`), 'utf8');
  const source = `${PACKAGE}/${folder}/${names.name}`;
  const created = {
    [`${source}.ts`]: template('ts'),
    [`${source}.test.ts`]: template('test.ts'),
    [`.changeset/${name}.md`]: `---\n'@occam/regularizers': minor\n---\n\n\`__name__\`: ${title}.\n`,
  };
  const present = Object.keys(edits).map((file) => {
    const path = `${PACKAGE}/${file}`;
    return [path, readFileSync(join(root, path), 'utf8')];
  });
  refuseTaken(
    names,
    Object.keys(created),
    [...present, ['the template', created[`${source}.ts`]]],
    root,
  );
  const texts = [
    ...Object.entries(created).map(([path, text]) => [path, fill(text)]),
    ...present.map(([path, text]) => [path, edits[path.slice(PACKAGE.length + 1)](text, names)]),
  ];
  const options = (await prettier.resolveConfig(join(root, 'package.json'))) ?? {};
  const formatted = await Promise.all(
    texts.map(async ([path, text]) => [
      path,
      await prettier.format(text, { ...options, filepath: path }),
    ]),
  );
  for (const [path, text] of formatted) writeFileSync(join(root, path), text);
  return formatted.map(([path]) => path);
}

function readName(kind, name) {
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name ?? '')) {
    throw new UsageError(
      `pnpm new ${kind} NAME needs a NAME in kebab case, as huber-weights, not ${name === undefined ? 'nothing' : `'${name}'`}`,
    );
  }
  const camel = name.replace(/-(.)/g, (_, letter) => letter.toUpperCase());
  return { name: camel, Name: camel[0].toUpperCase() + camel.slice(1) };
}

/** A name must be new: no file, no word of the language, and no identifier of the texts that it will stand in. */
function refuseTaken({ name, Name }, paths, texts, root) {
  const there = paths.find((path) => existsSync(join(root, path)));
  if (there) throw new UsageError(`${name} is taken: ${there} exists; take another name`);
  if (isReserved(name) || name in globalThis || Name in globalThis) {
    throw new UsageError(`${name} is taken by JavaScript itself: take another name`);
  }
  const word = new RegExp(`(?<![\\w$])(${name}|(lower)?${Name}(Options)?)(?![\\w$])`);
  for (const [path, text] of texts) {
    if (path.endsWith('.md')) continue;
    const found = word.exec(withoutComments(text));
    if (!found) continue;
    throw new UsageError(
      `${name} is taken: ${basename(path)} has a '${found[1]}'; take another name`,
    );
  }
}

function withoutComments(text) {
  return text.replace(/\/\*[^]*?\*\/|(?<=^|\s)\/\/.*$/gm, '');
}

function isReserved(name) {
  if (['await', 'enum'].includes(name)) return true;
  try {
    // Parsed, not called: a reserved word is no name of a parameter.
    new Function(name, '"use strict";');
    return false;
  } catch {
    return true;
  }
}
