import { expect, it } from 'vitest';
import { examplesOf, examplesOfDocstrings } from './extract.js';

const page = `# Title

\`\`\`ts
console.log(1);
\`\`\`

\`\`\`text
1
\`\`\`

\`\`\`sh
occam cv
\`\`\`

Words in between.

\`\`\`text
not its output
\`\`\`
`;

it('finds code with the output that follows at once', () => {
  expect(examplesOf(page)).toEqual([
    { language: 'ts', runs: true, code: 'console.log(1);\n', line: 3, output: '1\n' },
    { language: 'sh', runs: true, code: 'occam cv\n', line: 11, output: undefined },
  ]);
});

it('knows code that is only to be read', () => {
  const [read, run] = examplesOf('```ts no-run\na;\n```\n\n```ts\nb;\n```\n');
  expect(read).toMatchObject({ language: 'ts', runs: false, code: 'a;\n' });
  expect(run).toMatchObject({ language: 'ts', runs: true, code: 'b;\n' });
});

it('takes a longer fence as one block, with the fences in it', () => {
  const page = '````typescript\n/**\n```ts\nadd();\n```\n*/\n````\n\n```ts\nsub();\n```\n';
  expect(examplesOf(page).map(({ language, code, line }) => [language, code, line])).toEqual([
    ['typescript', '/**\n```ts\nadd();\n```\n*/\n', 1],
    ['ts', 'sub();\n', 9],
  ]);
});

it('finds nothing in prose', () => {
  expect(examplesOf('Some `code` and no block.')).toEqual([]);
});

it('finds the examples of docstrings, with their lines', () => {
  const source = [
    '/**',
    ' * Adds.',
    ' *',
    ' * ```ts',
    ' * const sum = add(1, 2);',
    ' * if (sum > 2) {',
    ' *   log(sum);',
    ' * }',
    ' * ```',
    ' */',
    'export function add() {}',
  ].join('\n');
  expect(examplesOfDocstrings(source)).toEqual([
    {
      language: 'ts',
      runs: true,
      code: 'const sum = add(1, 2);\nif (sum > 2) {\n  log(sum);\n}\n',
      line: 4,
      output: undefined,
    },
  ]);
});
