import { expect, test } from "vitest";
import { layoutIn, searchWith, toggled } from "./hidden-parts.js";

test("a link hides parts of the page, and a link made from hidden parts hides the same parts", () => {
  const layout = layoutIn("?theme=dark&hide=study,toolbar,nonsense&lock=1");
  expect(layout).toEqual({ hidden: new Set(["study", "toolbar"]), locked: true });
  expect(searchWith("?theme=dark", layout)).toBe("?theme=dark&hide=study,toolbar&lock=1");
  expect(layoutIn(searchWith("", layout))).toEqual(layout);
  expect(searchWith("?hide=study&lock", { hidden: new Set(), locked: false })).toBe("");
  expect(layoutIn("?hide=all").hidden.size).toBe(5);
});

test("one key hides several parts, and the same key shows them again", () => {
  const free = { hidden: new Set<never>(), locked: false };
  const hidden = toggled(new Set(["study"]), ["study", "selection"], free);
  expect([...hidden].sort()).toEqual(["selection", "study"]);
  expect([...toggled(hidden, ["study", "selection"], free)]).toEqual([]);
});

test("what a locked link has hidden stays hidden", () => {
  const locked = { hidden: new Set(["study"] as const), locked: true };
  expect([...toggled(new Set(["study"]), ["study"], locked)]).toEqual(["study"]);
  expect([...toggled(new Set(["study", "selection"]), ["study", "selection"], locked)]).toEqual(["study"]);
});
