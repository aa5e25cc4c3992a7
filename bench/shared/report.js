import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';

/** Where and with what a benchmark ran. */
function environment() {
  const { node, v8 } = process.versions;
  return { node, v8, processor: cpus()[0]?.model ?? 'unknown', date: new Date().toISOString() };
}

/** Writes a benchmark's results to bench/.results/NAME.json; the path. */
export function writeResults(name, results) {
  const folder = new URL('../.results/', import.meta.url);
  mkdirSync(folder, { recursive: true });
  const file = fileURLToPath(new URL(`${name}.json`, folder));
  writeFileSync(file, `${JSON.stringify({ ...environment(), ...results }, null, 2)}\n`);
  return file;
}

/** A Markdown table; the first column is aligned left, the others right. */
export function table(headings, rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  const rule = headings.map((_, i) => (i === 0 ? '---' : '--:'));
  return [line(headings), line(rule), ...rows.map(line)].join('\n');
}
