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
  // The WASM kernels, two variants of them, are in the package as text.
  budget('backend', 'useBackend', '65 kB'),
  budget('normalization', 'StandardScaler', '5 kB'),
  budget('training', 'train', '95 kB'),
  budget('execution', 'inlineExecutor', '2 kB'),
  budget('evaluation', 'crossValidate', '110 kB'),
  budget('regularizers', 'register', '90 kB'),
  budget('augmentation', 'augment', '70 kB'),
  budget('pruning', 'magnitude', '5 kB'),
  budget('testing', 'testSplitter', '6 kB'),
];
