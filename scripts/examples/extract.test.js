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
    { language: 'ts', code: 'console.log(1);\n', line: 3, output: '1\n' },
    { language: 'sh', code: 'occam cv\n', line: 11, output: undefined },
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
      code: 'const sum = add(1, 2);\nif (sum > 2) {\n  log(sum);\n}\n',
      line: 4,
      output: undefined,
    },
  ]);
});
