import { LitElement } from "lit";

/**
 * An element whose first render runs as a separate task: otherwise all elements of a template render in their parent's
 * task, and the page does not respond meanwhile.
 */
export class OwnTaskElement extends LitElement {
  protected override async scheduleUpdate(): Promise<void> {
    if (!this.hasUpdated) await nextTask();
    super.scheduleUpdate();
  }
}

/** Resolves in a later task. Uses a message, since browsers throttle nested timers. */
function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });
}
