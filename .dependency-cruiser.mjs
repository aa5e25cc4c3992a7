import { LAYERS, PURE } from './scripts/gates/layers.js';

// Tests may use what they test with.
const source = (folder) => ({ path: `^${folder}/`, pathNot: '\\.test\\.ts$' });

/** The directions of imports; `node scripts/gates/directions.js` checks them. */
export default {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'not-to-unresolvable',
      severity: 'error',
      from: { path: '^(packages|apps/cli)/' },
      to: { couldNotResolve: true },
    },
    {
      name: 'only-through-the-index',
      comment:
        'Another package is what its index exports, or the index of a folder that it exports too.',
      severity: 'error',
      from: { path: '^(packages/[^/]+|apps/cli)/' },
      to: {
        path: '^packages/[^/]+/src/(?!index\\.ts$)',
        pathNot: ['^$1/', '^packages/datasets/src/features/index\\.ts$'],
      },
    },
    ...Object.entries(LAYERS).map(([name, allowed]) => ({
      name: `direction-of-${name}`,
      comment: `${name} may import ${allowed.join(', ') || 'no other package'}.`,
      severity: 'error',
      from: source(`packages/${name}`),
      to: { path: '^(packages|apps)/', pathNot: `^packages/(${[name, ...allowed].join('|')})/` },
    })),
    ...PURE.map((folder) => ({
      name: `pure-${folder.split('/')[1]}`,
      comment: 'Indices and numbers only: no tfjs, no Node module.',
      severity: 'error',
      from: source(folder),
      to: { path: '@tensorflow/|^node:', dependencyTypesNot: ['type-only'] },
    })),
    {
      name: 'pure-from-node',
      severity: 'error',
      from: { path: `^(${PURE.join('|')})/`, pathNot: '\\.test\\.ts$' },
      to: { dependencyTypes: ['core'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|\\.results|node_modules/(?!@tensorflow))' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['@occam/source', 'import', 'default'],
      extensions: ['.ts', '.js', '.mjs', '.json'],
      extensionAlias: { '.js': ['.ts', '.js'] },
    },
  },
};
