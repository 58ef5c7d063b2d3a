/**
 * Resolves in a task of its own, in the order of the calls: the page draws and answers between two of them. Messages
 * arrive sooner than timers, of which browsers delay each after the fifth by 4 ms.
 */
export const turn = (): Promise<void> =>
  new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close(); // an open port keeps Node running
      resolve();
    };
    port2.postMessage(null);
  });
