/**
 * A block of code in a page, with the output that the page shows for it: the `text` block that follows with
 * nothing in between. The word `no-run` after the language marks code that needs what only a user has.
 *
 * @typedef {{ language: string, runs: boolean, code: string, line: number, output: string | undefined }} Example
 */

/**
 * Finds the blocks of code in Markdown.
 *
 * @param {string} markdown
 * @returns {Example[]} in their order; `line` is that of the opening fence, counted from 1
 */
export function examplesOf(markdown) {
  // A longer fence holds code that has fences itself.
  const blocks = [...markdown.matchAll(/^(`{3,})([^\n`]*)\n(.*?)^\1$/gms)].map((match) => ({
    language: match[2].split(' ')[0],
    runs: !match[2].includes('no-run'),
    code: match[3],
    start: match.index,
    end: match.index + match[0].length,
    line: markdown.slice(0, match.index).split('\n').length,
  }));
  return blocks
    .map(({ language, runs, code, line, end }, index) => {
      const next = blocks[index + 1];
      const follows = next?.language === 'text' && markdown.slice(end, next.start).trim() === '';
      return { language, runs, code, line, output: follows ? next.code : undefined };
    })
    .filter(({ language }) => language !== 'text');
}

/**
 * Finds the TypeScript examples in the docstrings of a source file.
 *
 * @param {string} source
 * @returns {Example[]}
 */
export function examplesOfDocstrings(source) {
  // The text keeps its lines, so that the numbers stay right.
  const text = source.replace(/^ *\* ?/gm, '');
  return examplesOf(text).filter(({ language }) => language === 'ts');
}
