// Every package installed alone by npm, with nothing lent: each entry of its exports that is not for pages only
// imports in plain Node.
import { describe, expect, test } from "vitest";
import { entriesInNode } from "./entries.js";
import { project, published } from "./project.js";

describe.each(published)("$name, installed alone", (one) => {
  const entries = entriesInNode(one);

  test(`imports in plain Node by ${entries.join(", ")}`, async () => {
    const { node } = await project({ packages: [one.name] });
    const source = `
      const counts = {};
      for (const entry of ${JSON.stringify(entries)}) counts[entry] = Object.keys(await import(entry)).length;
      console.log(JSON.stringify(counts));`;
    const { stdout, stderr } = await node(source);
    const counts = JSON.parse(stdout) as Record<string, number>;
    expect(Object.keys(counts)).toEqual(entries);
    for (const [entry, count] of Object.entries(counts)) expect(count, entry).toBeGreaterThan(0);
    expect(stderr).toBe("");
  });
});
