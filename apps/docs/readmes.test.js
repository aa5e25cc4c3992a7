import { describe, expect, it } from 'vitest';
import { rewriteLinks } from './readmes.js';

describe('rewriteLinks', () => {
  it('leads to the page of a README, by its file or its folder, and keeps the anchor', () => {
    expect(
      rewriteLinks('README.md', 'see [a](packages/split) and [b](ARCHITECTURE.md#randomness)'),
    ).toBe('see [a](/packages/split.md) and [b](/packages/architecture.md#randomness)');
    expect(rewriteLinks('apps/cli/README.md', '[Occam](../../README.md)')).toBe(
      '[Occam](/packages/index.md)',
    );
  });

  it('leads to the repository where the site has no such page', () => {
    expect(
      rewriteLinks('bench/README.md', '[csv](csv.js), [data](../packages/split/fixtures)'),
    ).toBe(
      '[csv](https://github.com/occam-js/occam/blob/main/bench/csv.js), ' +
        '[data](https://github.com/occam-js/occam/tree/main/packages/split/fixtures)',
    );
  });

  it('leaves addresses, anchors and code as they are', () => {
    const text = '[a](https://a.org/b) [c](#set-up) `f[0](README)`\n```ts\nlist[0](nope)\n```\n';
    expect(rewriteLinks('README.md', text)).toBe(text);
  });

  it('refuses a link to a file that does not exist', () => {
    expect(() => rewriteLinks('bench/README.md', '[x](nope.md)')).toThrow(
      'bench/README.md links to nope.md, which does not exist',
    );
  });
});
