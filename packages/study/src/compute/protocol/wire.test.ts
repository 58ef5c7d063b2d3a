import fc from "fast-check";
import { expect, test } from "vitest";
import type { OpenedDataset } from "../compute.js";
import { fromWire, toWire } from "./wire.js";

const texts = fc.array(fc.string({ unit: "binary", maxLength: 5 }), { maxLength: 20 });

test("an opened dataset survives being sent, with text columns of any texts", () => {
  fc.assert(
    fc.property(texts, texts, (keys, captions) => {
      const rows = keys.length;
      const at = (row: number) => captions[row] ?? "";
      const codes = Int32Array.from(keys, (_, row) => row % 2);
      const dataset: OpenedDataset = {
        id: "d",
        title: "D",
        hash: "h",
        rows,
        keys,
        columns: new Map([
          ["caption", { kind: "text", title: "Caption", at }],
          ["class", { kind: "category", title: "Class", codes, values: ["a", "b"] }],
        ]),
        roles: { label: "class" },
        images: true,
        vectors: [],
        problems: [{ row: 0, message: "unreadable" }],
        unread: [],
        notes: [],
      };
      const received = fromWire("openDataset", structuredClone(toWire("openDataset", dataset)));
      const { columns, ...rest } = received as OpenedDataset;
      const { columns: _, ...sent } = dataset;
      expect(rest).toEqual(sent);
      expect(columns.get("class")).toEqual(dataset.columns.get("class"));
      const caption = columns.get("caption");
      if (caption?.kind !== "text") throw new Error("no text column");
      for (let row = 0; row <= rows; row++) expect(caption.at(row)).toBe(row < rows ? at(row) : "");
    }),
  );
});
