import { expect, test } from "vitest";
import { cellsIn, gatesOf, questionsIn } from "../../notebooks/build/gates.js";

const notebook = (...cells: [type: string, source: string][]) =>
  cells.map(([type, source], i) => `<script id="${i + 1}" type="${type}">${source}</script>`).join("\n");
const ask = (id: string): [string, string] => [
  "module",
  `const a = view(predict({ id: "${id}", kind: "number", ask: "?" }));`,
];
const heading: [string, string] = ["text/markdown", "\n    ## A section\n\n    Text.\n"];

test("what follows a question in its section waits for it, and nothing else does", () => {
  const cells = cellsIn(
    notebook(heading, ["module", "display(1)"], ask("one"), ["module", "display(2)"], heading, [
      "module",
      "display(3)",
    ]),
  );
  expect(Object.fromEntries(gatesOf(cells))).toEqual({ 4: ["one"] });
});

test("a second question waits for the first, and what follows it for both", () => {
  const cells = cellsIn(
    notebook(heading, ask("one"), ["text/markdown", "Then"], ask("two"), ["module", "display(1)"]),
  );
  expect(Object.fromEntries(gatesOf(cells))).toEqual({ 3: ["one"], 4: ["one"], 5: ["one", "two"] });
});

test("a cell can wait for questions of other sections, which must be above it", () => {
  const cells = cellsIn(
    notebook(
      heading,
      ask("one"),
      heading,
      ["module", "// after: one\ndisplay(1)"],
      ["text/markdown", "<!-- after: one -->\nText"],
    ),
  );
  expect(Object.fromEntries(gatesOf(cells))).toEqual({ 4: ["one"], 5: ["one"] });
  const early = cellsIn(notebook(heading, ["module", "// after: one\ndisplay(1)"], ask("one")));
  expect(() => gatesOf(early)).toThrow('Cell 2 comes after the question "one", which no cell above it asks.');
});

test("a question is found by its literal id", () => {
  expect(
    questionsIn({ id: "1", type: "module", source: 'view(predict({ id: "a-b", kind: "order" }))' }),
  ).toEqual(["a-b"]);
});
