import { register } from 'node:module';

// The hooks with which the command line runs the sources of the workspace: a worker that is started from a source is one too.
register(new URL('../../../apps/cli/bin/sourceHooks.js', import.meta.url));
