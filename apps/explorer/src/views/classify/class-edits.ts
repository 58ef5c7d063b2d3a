import type { Command, ResolvedClass } from "@clipscope/study";
import { msg, str } from "@lit/localize";

/** An edit of a class: its description, and the command that reverts it. */
export interface ClassEdit {
  id: string;
  text: string;
  title: string;
  command: Command;
}

/** The edits of all classes, each of which can be reverted on its own. */
export function editsOf(classes: readonly ResolvedClass[]): ClassEdit[] {
  return classes.filter(({ added, edited }) => added || edited).map(editOf);
}

function editOf(entry: ResolvedClass): ClassEdit {
  const { id, names } = entry;
  if (entry.added) {
    const command = { do: "remove-class", class: id } as const;
    return { id, text: `+ ${names[0]}`, title: msg(str`Remove ${names[0]}`), command };
  }
  const text = textOf(entry);
  return { id, text, title: msg(str`Reset ${text}`), command: { do: "reset-class", class: id } };
}

function textOf({ names, of, out, prompts }: ResolvedClass): string {
  const [name] = names;
  const original = of.join(" + ");
  if (out) return msg(str`without ${name}`);
  if (of.length > 1) return name === of[0] ? original : `${original} → ${name}`;
  if (names.join("; ") !== original) return `${original} → ${names.join("; ")}`;
  return prompts ? msg(str`${name}: own prompts`) : name;
}
