import { emitNotice } from "#platform";

/**
 * Receives a one-sentence notice about something the user can improve, such as a faster engine that is not
 * installed.
 */
export type OnNotice = (notice: string) => void;

const said = new WeakMap<OnNotice, Set<string>>();

/**
 * Reports a notice once. Without a listener it becomes a Node process warning, or a line in the browser
 * console.
 */
export function notify(notice: string, listener: OnNotice = emitNotice): void {
  const known = said.get(listener) ?? new Set();
  if (known.has(notice)) return;
  said.set(listener, known.add(notice));
  listener(notice);
}
