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
  budget('backend', 'useBackend', '50 kB'),
  budget('normalization', 'StandardScaler', '5 kB'),
  budget('training', 'train', '80 kB'),
  budget('execution', 'inlineExecutor', '2 kB'),
  budget('evaluation', 'crossValidate', '90 kB'),
  budget('regularizers', 'register', '80 kB'),
  budget('augmentation', 'augment', '20 kB'),
  budget('pruning', 'magnitude', '20 kB'),
  budget('testing', 'testSplitter', '6 kB'),
];
