// Insertions into source text. Each refuses to guess: what it looks for must be there exactly once.

/** Inserts text before the one place that a string or pattern matches. */
export function insertBefore(text, anchor, inserted) {
  const source =
    anchor instanceof RegExp ? anchor.source : anchor.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
  const places = [...text.matchAll(new RegExp(source, 'gm'))];
  if (places.length !== 1) {
    throw new Error(`${anchor} must be there once, not ${places.length} times`);
  }
  const [{ index }] = places;
  return text.slice(0, index) + inserted + text.slice(index);
}

/** Inserts lines at the end of the block (up to the next empty line) that begins with a line. */
export function appendToBlock(text, firstLine, lines) {
  const start = text.indexOf(firstLine);
  if (start < 0 || text.indexOf(firstLine, start + 1) >= 0) {
    throw new Error(`${firstLine} must be there once`);
  }
  const end = text.indexOf('\n\n', start);
  const at = end < 0 ? text.trimEnd().length : end;
  return `${text.slice(0, at)}\n${lines}${text.slice(at)}`;
}

/** Adds an import of a module of the package, in the order of their paths. */
export function addImport(text, path, names) {
  const line = `import { ${names.join(', ')} } from '${path}';\n`;
  const imports = [...text.matchAll(/^import [^;]*? from '([^']+)';\n/gm)];
  const after = imports.find(([, other]) => other.startsWith('./') && other > path);
  const last = imports.at(-1);
  const at = after ? after.index : last.index + last[0].length;
  return text.slice(0, at) + line + text.slice(at);
}

/** Adds a name to what is imported from a module, in the order of names. */
export function addImportedName(text, path, name) {
  const pattern = new RegExp(`^import \\{([^}]*)\\} from '${path.replaceAll('.', '\\.')}';`, 'm');
  if (!pattern.test(text)) throw new Error(`there must be an import from '${path}'`);
  return text.replace(pattern, (_, inside) => {
    const names = inside.split(',').map((part) => part.trim());
    const bare = (part) => part.replace(/^type /, '').toLowerCase();
    const sorted = [...names.filter((part) => part !== ''), name].sort((a, b) => {
      const kinds = a.startsWith('type ') - b.startsWith('type ');
      return kinds !== 0 ? kinds : bare(a) < bare(b) ? -1 : 1;
    });
    return `import { ${sorted.join(', ')} } from '${path}';`;
  });
}
