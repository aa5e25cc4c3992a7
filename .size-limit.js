/** What one named import of a package may weigh in a bundle, tfjs left out. */
const budget = (folder, name, limit) => ({
  name: `{ ${name} } of ${folder}`,
  path: `packages/${folder}/dist/index.js`,
  import: `{ ${name} }`,
  limit,
  gzip: true,
  ignore: ['@tensorflow/*', 'node:*', 'vitest'],
});

export default [
  budget('core', 'createRng', '2 kB'),
  budget('split', 'KFold', '3 kB'),
  budget('datasets', 'loadCsv', '10 kB'),
  budget('backend', 'useBackend', '3 kB'),
  budget('normalization', 'StandardScaler', '3 kB'),
  budget('training', 'train', '17 kB'),
  budget('execution', 'inlineExecutor', '2 kB'),
  budget('evaluation', 'crossValidate', '30 kB'),
  budget('regularizers', 'register', '12 kB'),
  budget('testing', 'testSplitter', '6 kB'),
];
