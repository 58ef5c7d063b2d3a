import { isTyping } from "./typing.js";

/** A key, alone or with the command key, which is Ctrl, or ⌘ on a Mac. */
export interface KeyPress {
  /** As in `KeyboardEvent.key`; a letter in lower case. */
  key: string;
  command?: true;
  shift?: true;
}

const NAME = "clipscope-single-keys";
const isMac = () => /Mac|iPhone|iPad/.test(navigator.platform);

/** The command bound to an event's key. Keys without Ctrl can be turned off, since speech input may trigger them. */
export function commandOf<C extends { keys?: readonly KeyPress[] }>(
  commands: readonly C[],
  event: KeyboardEvent,
): C | undefined {
  const command = (event.ctrlKey || event.metaKey) && !event.altKey;
  const target = event.composedPath()[0] as HTMLElement;
  if (isTyping(target) && !(command && event.key.toLowerCase() === "k")) return undefined;
  // A list handles letters, arrow keys and Esc itself.
  if (target.tagName === "SELECT" && !command) return undefined;
  return commands.find(({ keys = [] }) =>
    keys.some((press) => {
      if ((press.command ?? false) !== command) return false;
      if (press.command)
        return press.key === event.key.toLowerCase() && (press.shift ?? false) === event.shiftKey;
      return press.key === event.key && (press.key === "Escape" || singleKeys());
    }),
  );
}

/** A key as it is written on a keyboard: "Ctrl+Shift+Z", "⌘Z". */
export function keyName({ key, command, shift }: KeyPress): string {
  const name = key === "Escape" ? "Esc" : key.length === 1 ? key.toUpperCase() : key;
  if (isMac()) return `${shift ? "⇧" : ""}${command ? "⌘" : ""}${name}`;
  return [...(command ? ["Ctrl"] : []), ...(shift ? ["Shift"] : []), name].join("+");
}

/** Whether keys without Ctrl are enabled. */
export function singleKeys(): boolean {
  try {
    return localStorage.getItem(NAME) !== "off";
  } catch {
    return true;
  }
}

export function setSingleKeys(on: boolean): void {
  try {
    if (on) localStorage.removeItem(NAME);
    else localStorage.setItem(NAME, "off");
  } catch {
    // If site data is blocked, the keys stay on.
  }
}
