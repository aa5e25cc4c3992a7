/**
 * Lets everything else that waits for the event loop run: timers, input, signals, the screen. A promise alone does
 * not, and a timer would be slowed down in a hidden browser tab.
 */
export function nextMacrotask(): Promise<void> {
  if (typeof setImmediate === 'function')
    return new Promise((resolve) => void setImmediate(resolve));
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}
