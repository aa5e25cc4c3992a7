import { Pipeline } from '../pipeline.js';
import { register } from '../register.js';
import type { Answer, StartMessage, VaryMessage } from './messages.js';
import { nodeThreads } from './nodeThreads.js';

/** The other end: Node's parent port, or the page that started a browser's worker. */
interface Port {
  postMessage(message: Answer, transfer?: ArrayBuffer[]): void;
}

const node = nodeThreads()?.parentPort;
const port = (node ?? globalThis) as Port;
let start: StartMessage | undefined;
let pipeline: Pipeline | undefined;

function receive(message: StartMessage | VaryMessage): void {
  if ('pipeline' in message) {
    try {
      register();
      pipeline = Pipeline.fromJSON(message.pipeline);
      start = message;
      port.postMessage({ kind: 'ready' });
    } catch (error) {
      port.postMessage({ kind: 'unable', message: (error as Error).message });
    }
    return;
  }
  const { id, rows, epoch } = message;
  try {
    const { data, seed } = start!;
    const { x, y } = pipeline!.vary(data, rows, { epoch, seed });
    // A pipeline that changes nothing may give the rows that it was given, which must stay here.
    const own = x.data.buffer === data.x.data.buffer ? { ...x, data: x.data.slice() } : x;
    port.postMessage({ kind: 'varied', id, x: own, y }, [own.data.buffer as ArrayBuffer]);
  } catch (error) {
    port.postMessage({ kind: 'failed', id, error });
  }
}

if (node) node.on('message', receive);
else globalThis.onmessage = ({ data }: MessageEvent) => receive(data as StartMessage | VaryMessage);
