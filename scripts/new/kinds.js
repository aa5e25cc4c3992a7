import { addImport, addImportedName, appendToBlock, insertBefore } from './edits.js';

/**
 * What `pnpm new` writes for each kind: the folder of its source in the package, the words of its changeset, and the edits of
 * files that are there already, by path in the package. Templates are KIND.ts.txt and KIND.test.ts.txt beside this file.
 *
 * @typedef {{ name: string, Name: string }} Names the factory, and the class without its prefix
 * @type {Record<string, { folder: string, title: string, edits: Record<string, (text: string, names: Names) => string> }>}
 */
export const KINDS = {
  regularizer: {
    folder: 'src',
    title: 'a penalty of weights',
    edits: {
      'src/index.ts': exportIn('// Penalties of weights and of outputs.', './'),
      'src/registerPenalties.ts': (text, { name, Name }) =>
        insertBefore(
          addImport(text, `./${name}.js`, [name, Name]),
          '] as unknown as [string, (config: Config)',
          `['${name}', ${name}, ${Name}],\n`,
        ),
      'src/penalties.conformance.test.ts': (text, { name }) =>
        insertBefore(
          addImportedName(text, './index.js', name),
          /^};\n\nfunction row</m,
          `${name}: row({
            create: ${name},
            examples: [{ strength: 0.3 }, { strength: 0.1 }],
            value: ({ data }, { strength }: { strength: number }) =>
              strength * sum(data.map((w) => w ** 2)),
            recipeName: '${name}',
            invalid: [
              [-1, AT_LEAST_0],
              [{ strenght: 1 }, /${name} has no option 'strenght' \\(did you mean 'strength'\\?\\)/],
            ],
          }),\n`,
        ),
      'README.md': (text, { name }) =>
        insertBefore(text, /^\| \*\*penalty of outputs\*\*/m, `| \`${name}(λ)\` | λ·Σw² | – |\n`),
    },
  },
  constraint: {
    folder: 'src',
    title: 'a constraint of weights',
    edits: {
      'src/index.ts': exportIn('// Constraints of weights.', './'),
      'src/registerConstraints.ts': (text, { name, Name }) =>
        insertBefore(
          addImport(text, `./${name}.js`, [Name]),
          /,?\s*\] as unknown as ConstraintClass/,
          `, ${Name}`,
        ),
      'src/constraints.conformance.test.ts': (text, { name }) =>
        insertBefore(
          addImportedName(text, './index.js', name),
          /^};\n\nfunction row</m,
          `${name}: row({
            create: ${name},
            examples: [{ limit: 0.3 }, { limit: 100 }],
            project: ({ data }, { limit }: { limit: number }) =>
              data.map((w) => Math.min(Math.max(w, -limit), limit)),
            invalid: [
              [0, /limit must be a number above 0, not 0/],
              [{ limits: 1 }, /${name} has no option 'limits' \\(did you mean 'limit'\\?\\)/],
            ],
          }),\n`,
        ),
      'README.md': (text, { name }) =>
        appendToBlock(
          text,
          '| **constraint**',
          `| \`${name}(1)\` | min(max(w, −limit), limit) | \`limit\` |`,
        ),
    },
  },
  layer: {
    folder: 'src/layers',
    title: 'a layer that adds noise',
    edits: {
      'src/index.ts': exportIn('// Layers that add noise.', './layers/'),
      'src/registerLayers.ts': (text, { name, Name }) =>
        insertBefore(
          addImport(text, `./layers/${name}.js`, [`lower${Name}`, Name]),
          /^}$/m,
          `registerLayer(${Name}, lower${Name});\n`,
        ),
      'src/layers/conformance.test.ts': (text, { name }) =>
        insertBefore(
          addImportedName(text, '../index.js', name),
          /^};\n\nfor \(const \[name, options\]/m,
          `${name}: row({
            ...shared,
            create: ${name},
            examples: [{ width: 0.3 }, { width: 0.1 }],
            invalid: [
              [{}, /width must be a number at least 0, not undefined/],
              [{ width: -1 }, /width must be a number at least 0, not -1/],
            ],
          }),\n`,
        ),
      'README.md': (text, { name }) =>
        insertBefore(
          text,
          /^\| `LayerOptions`/m,
          `| \`${name}({ width })\` | adds uniform noise | yes |\n`,
        ),
    },
  },
};

function exportIn(section, folder) {
  return (text, { name, Name }) =>
    appendToBlock(
      text,
      section,
      `export { ${name}, type ${Name}Options } from '${folder}${name}.js';`,
    );
}
