import { existsSync, readdirSync, statSync } from 'node:fs';
import { join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the workspace. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

const REPOSITORY = 'https://github.com/occam-js/occam';

/**
 * Lists what the site copies from the workspace.
 *
 * @returns {Map<string, string>} from a file's path in the workspace to its page in the site
 */
export function readmePages() {
  const packages = readdirSync(join(ROOT, 'packages'))
    .filter((name) => existsSync(join(ROOT, 'packages', name, 'README.md')))
    .map((name) => [`packages/${name}/README.md`, `packages/${name}.md`]);
  return new Map([
    ['README.md', 'packages/index.md'],
    ['apps/cli/README.md', 'packages/occam.md'],
    ...packages,
    ['ARCHITECTURE.md', 'packages/architecture.md'],
    ['CONTRIBUTING.md', 'packages/contributing.md'],
    ['packages/regularizers/CONTRIBUTING.md', 'packages/contribute-a-regularizer.md'],
    ['bench/README.md', 'packages/benchmarks.md'],
  ]);
}

/**
 * Turns the links of a text from paths of the workspace into pages of the site or, where the site has no
 * such page, into addresses of the repository.
 *
 * @param {string} file the text's path in the workspace
 * @throws Error if a link leads to a file that does not exist
 */
export function rewriteLinks(file, text, pages = readmePages()) {
  const rewrite = (all, target) => {
    const [path, anchor] = target.split('#');
    if (path === '' || /^[a-z]+:/.test(path)) return all;
    const inWorkspace = posix.join(posix.dirname(file), path);
    const hash = anchor === undefined ? '' : `#${anchor}`;
    const page = pages.get(inWorkspace) ?? pages.get(posix.join(inWorkspace, 'README.md'));
    if (page !== undefined) return `](/${page}${hash})`;
    const onDisk = join(ROOT, inWorkspace);
    if (!existsSync(onDisk)) throw new Error(`${file} links to ${target}, which does not exist`);
    const kind = statSync(onDisk).isDirectory() ? 'tree' : 'blob';
    return `](${REPOSITORY}/${kind}/main/${inWorkspace}${hash})`;
  };
  // Code is taken along so that nothing in it counts as a link.
  return text.replace(/^```[^]*?^```|`[^`\n]*`|\]\(([^)\s]+)\)/gm, (all, target) =>
    target === undefined ? all : rewrite(all, target),
  );
}
