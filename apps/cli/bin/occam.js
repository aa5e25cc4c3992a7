#!/usr/bin/env node
import { existsSync } from 'node:fs';
import { register } from 'node:module';

const source = new URL('../src/main.ts', import.meta.url);
if (existsSync(source)) {
  // In the workspace: run the sources as they are, with no build in between.
  register('./sourceHooks.js', import.meta.url);
  await import(source.href);
} else {
  await import('../dist/main.js');
}
