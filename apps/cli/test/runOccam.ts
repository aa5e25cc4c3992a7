import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll } from 'vitest';

const BIN = fileURLToPath(new URL('../bin/occam.js', import.meta.url));

/** What came of a run of the command. */
export interface Run {
  /** The exit code; null if a signal ended the process itself. */
  readonly code: number | null;
  /** What it wrote to standard output. */
  readonly stdout: string;
  /** What it wrote to standard error. */
  readonly stderr: string;
}

/** Runs the real command, as a user does, and waits for its end. */
export function runOccam(
  args: readonly string[],
  options: { cwd?: string; onStart?: (child: ChildProcess) => void } = {},
): Promise<Run> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [BIN, ...args], {
      cwd: options.cwd,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const texts = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].setEncoding('utf8').on('data', (text: string) => (texts[name] += text));
    }
    child.on('error', reject).on('close', (code) => resolve({ code, ...texts }));
    options.onStart?.(child);
  });
}

/** Makes a folder that is removed after the tests of the file. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'occam-cli-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Writes a small table of two separable classes, with features of very different scale. */
export function writeTable(folder: string, rows = 40): string {
  const lines = Array.from({ length: rows }, (_, row) => {
    const group = row % 2;
    return `${group * 2 + (row % 5) / 5},${1000 * ((row * 7) % 11)},${group === 0 ? 'no' : 'yes'}`;
  });
  const path = join(folder, 'table.csv');
  writeFileSync(path, `size,weight,answer\n${lines.join('\n')}\n`);
  return path;
}

/** Writes a yearly series, its rows not in time order. */
export function writeSeries(folder: string): string {
  const years = Array.from({ length: 24 }, (_, index) => 1900 + ((index * 7) % 24));
  const path = join(folder, 'series.csv');
  writeFileSync(
    path,
    `year,level,flow\n${years.map((year) => `${year},${year % 5},${(year - 1900) / 10}`).join('\n')}\n`,
  );
  return path;
}
