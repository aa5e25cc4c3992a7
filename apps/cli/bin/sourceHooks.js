import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { transform } from 'esbuild';

/**
 * Hooks that let Node run the TypeScript of the workspace: `@occam/…` resolves to sources, `./x.js` beside
 * a TypeScript file to `./x.ts`, and types are stripped on loading. The modules stay ES modules, in one
 * graph with the ones from node_modules; they are not in the published package.
 */

/** Resolves with the condition `@occam/source`, and `.js` to `.ts` within sources. */
export function resolve(specifier, context, nextResolve) {
  const fromSource = context.parentURL?.endsWith('.ts') && specifier.startsWith('.');
  return nextResolve(fromSource ? specifier.replace(/\.js$/, '.ts') : specifier, {
    ...context,
    conditions: [...context.conditions, '@occam/source'],
  });
}

/** Strips the types of `.ts` files. */
export async function load(url, context, nextLoad) {
  if (!url.endsWith('.ts')) return nextLoad(url, context);
  const { code } = await transform(await readFile(new URL(url), 'utf8'), {
    loader: 'ts',
    format: 'esm',
    target: 'es2022',
    sourcefile: fileURLToPath(url),
    sourcemap: 'inline',
  });
  return { source: code, format: 'module', shortCircuit: true };
}
