// pnpm bench NAME [OPTION …]: runs bench/NAME.js; `pnpm build` first, since it measures what users get.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './environment.js';

const folder = join(ROOT, 'bench');
const names = readdirSync(folder)
  .filter((file) => file.endsWith('.js'))
  .map((file) => file.slice(0, -3));
const [name, ...options] = process.argv.slice(2);
if (!names.includes(name)) {
  console.error(`pnpm bench NAME needs one of ${names.join(', ')}, not ${name ?? 'nothing'}`);
  process.exit(2);
}
if (!existsSync(join(ROOT, 'packages/backend/dist'))) {
  console.error('there is nothing to measure yet: run `pnpm build` first');
  process.exit(2);
}
const { status } = spawnSync(process.execPath, [join(folder, `${name}.js`), ...options], {
  stdio: 'inherit',
});
process.exitCode = status ?? 1;
