/** Parts of the page that can be hidden: by a link ("?hide=study,toolbar"), and by a key for a projector. */
export const parts = ["header", "study", "selection", "toolbar", "status"] as const;
export type Part = (typeof parts)[number];

/** Parts of the page that its address hides or locks. It belongs to the link, not to the study. */
export interface Layout {
  hidden: ReadonlySet<Part>;
  /** Whether what the link has hidden stays hidden, and no other data, model or study can be opened. */
  locked: boolean;
}

/** Reads "?hide=study,selection&lock" from an address; unknown names are ignored. */
export function layoutIn(search: string): Layout {
  const params = new URLSearchParams(search);
  const asked = (params.get("hide") ?? "").split(",").map((name) => name.trim());
  return {
    hidden: new Set(parts.filter((part) => asked.includes(part) || asked.includes("all"))),
    locked: params.has("lock") && params.get("lock") !== "0",
  };
}

/** The address's query with these parts hidden. */
export function searchWith(search: string, { hidden, locked }: Layout): string {
  const params = new URLSearchParams(search);
  if (hidden.size > 0) params.set("hide", parts.filter((part) => hidden.has(part)).join(","));
  else params.delete("hide");
  if (locked) params.set("lock", "1");
  else params.delete("lock");
  const text = params.toString().replaceAll("%2C", ",");
  return text ? `?${text}` : "";
}

/** Hides these parts if any of them is visible, otherwise shows them; parts that a locked link hides stay hidden. */
export function toggled(
  hidden: ReadonlySet<Part>,
  asked: readonly Part[],
  { hidden: fixed, locked }: Layout,
): ReadonlySet<Part> {
  const free = asked.filter((part) => !locked || !fixed.has(part));
  const next = new Set(hidden);
  const hide = free.some((part) => !hidden.has(part));
  for (const part of free) {
    if (hide) next.add(part);
    else next.delete(part);
  }
  return next;
}
