import { emitNotice } from "#platform";

/** Told one sentence about how a model runs that its user can improve, such as a faster engine that is not installed. */
export type OnNotice = (notice: string) => void;

const said = new WeakMap<OnNotice, Set<string>>();

/** Tells a notice once. Without a listener it is a warning of Node's process, or a line in the browser's console. */
export function notify(notice: string, listener: OnNotice = emitNotice): void {
  const known = said.get(listener) ?? new Set();
  if (known.has(notice)) return;
  said.set(listener, known.add(notice));
  listener(notice);
}
