// node run.js FILE …: runs examples one after the other in this process. With one file its output is printed as
// it is; with several, a JSON line says of each whether it ran.
import { register } from 'node:module';
import { pathToFileURL } from 'node:url';

register('../../apps/cli/bin/sourceHooks.js', import.meta.url);

const files = process.argv.slice(2);
if (files.length === 1) await import(pathToFileURL(files[0]).href);
else {
  const print = console.log;
  console.log = () => {};
  for (const file of files) {
    const error = await import(pathToFileURL(file).href).then(
      () => undefined,
      (reason) => String(reason?.stack ?? reason),
    );
    print(JSON.stringify({ file, error }));
  }
}
