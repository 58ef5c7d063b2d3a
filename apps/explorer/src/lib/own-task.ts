import { LitElement } from "lit";

/**
 * An element that renders for the first time in a task of its own: elements in one template would otherwise all render
 * in the task of their parent, and the page would not answer meanwhile.
 */
export class OwnTaskElement extends LitElement {
  protected override async scheduleUpdate(): Promise<void> {
    if (!this.hasUpdated) await nextTask();
    super.scheduleUpdate();
  }
}

/** Resolves in a later task: by a message, since timers that start each other are slowed down. */
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
