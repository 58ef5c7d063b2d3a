const waiting: (() => void)[] = [];
const channel = new MessageChannel();
channel.port1.onmessage = () => {
  waiting.shift()?.();
  if (waiting.length > 0) channel.port2.postMessage(null);
};

/**
 * Resolves in a separate task, in the order of the calls, so that the page can draw and respond between two of them.
 * Uses messages, since browsers delay timers by 4 ms from the fifth nested one on.
 */
export const turn = (): Promise<void> =>
  new Promise((resolve) => {
    waiting.push(resolve);
    if (waiting.length === 1) channel.port2.postMessage(null);
  });
