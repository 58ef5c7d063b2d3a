import type { Column } from "@clipscope/datasets";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Filter } from "./filter.js";
import { filterRows, rowsOfFilters } from "./filter-rows.js";
import { indexKeys } from "./key-index.js";
import { allRows, rowSet } from "./row-set.js";

const size = 70;
const keys = Array.from({ length: size }, (_, row) => `${row}.jpg`);
const index = indexKeys(keys);
const animals = ["cat", "dog", "Émile"];
const code = (row: number) => (row % 5) - 1;
const columns = new Map<string, Column>([
  [
    "animal",
    {
      kind: "category",
      title: "animal",
      values: [...animals, "none"],
      codes: Int32Array.from(keys, (_, r) => code(r)),
    },
  ],
  ["n", { kind: "number", title: "n", values: Float64Array.from(keys, (_, r) => (r % 7 ? r : Number.NaN)) }],
  ["key", { kind: "text", title: "key", at: (row) => (row === 3 ? "" : keys[row]) }],
  [
    "tags",
    {
      kind: "list",
      title: "tags",
      values: ["a", "b"],
      offsets: Int32Array.from({ length: size + 1 }, (_, r) => (r < 2 ? 0 : r < 4 ? 2 : 3)),
      codes: Int32Array.of(0, 1, 1),
    },
  ],
]);

/** A row's texts in a column, computed one by one. */
function textsOf(column: Column, row: number): string[] {
  if (column.kind === "text") return [column.at(row)].filter(Boolean);
  if (column.kind === "number") return Number.isNaN(column.values[row]) ? [] : [String(column.values[row])];
  if (column.kind === "category") return column.codes[row] < 0 ? [] : [column.values[column.codes[row]]];
  return Array.from(
    column.codes.slice(column.offsets[row], column.offsets[row + 1]),
    (c) => column.values[c],
  );
}

/** Whether a row passes a filter, by the words of the filter's documentation. */
function naive(filter: Filter, row: number): boolean {
  const passes = () => {
    if (filter.kind === "rows") return filter.keys.includes(keys[row]);
    const column = columns.get(filter.column) as Column;
    const texts = textsOf(column, row);
    if (filter.kind === "values") {
      return texts.length === 0 ? filter.values.includes(null) : texts.some((t) => filter.values.includes(t));
    }
    if (filter.kind === "text") {
      const query = filter.query.toLowerCase();
      return query === "" || texts.some((t) => t.toLowerCase().includes(query));
    }
    const [value] = texts.map(Number);
    return value !== undefined && !(value < (filter.from ?? value)) && !(value > (filter.to ?? value));
  };
  return passes() !== (filter.not ?? false);
}

const not = fc.option(fc.constant(true as const), { nil: undefined });
const anyColumn = fc.constantFrom(...columns.keys());
const word = fc.constantFrom("cat", "dog", "Émile", "a", "b", "5", "12", "3.jpg", "unheard of");
const anyFilter: fc.Arbitrary<Filter> = fc.oneof(
  fc.record({
    kind: fc.constant("values" as const),
    column: anyColumn,
    values: fc.array(fc.option(word), { maxLength: 4 }),
    not,
  }),
  fc.record(
    {
      kind: fc.constant("range" as const),
      column: fc.constant("n"),
      from: fc.integer({ min: -5, max: 80 }),
      to: fc.integer({ min: -5, max: 80 }),
      not,
    },
    { requiredKeys: ["kind", "column"] },
  ),
  fc.record({
    kind: fc.constant("text" as const),
    column: anyColumn,
    query: fc.constantFrom("", "c", "CAT", "é", "1", ".jpg"),
    not,
  }),
  fc.record({
    kind: fc.constant("rows" as const),
    title: fc.constant("lasso"),
    keys: fc.uniqueArray(fc.oneof(fc.constantFrom(...keys), fc.constant("gone.jpg"))),
    not,
  }),
);

test("filters select what a row-by-row reading of them selects; several are an intersection", () => {
  fc.assert(
    fc.property(anyFilter, anyFilter, (a, b) => {
      const rows = (filter: Filter) => filterRows(filter, columns, index, size);
      const byHand = keys.map((_, row) => row).filter((row) => naive(a, row));
      expect(Array.from(rows(a).rows())).toEqual(byHand);
      expect(rowsOfFilters([a, b], columns, index, size).equals(rows(a).and(rows(b)))).toBe(true);
      expect(
        rows(a)
          .and(rows(b))
          .not()
          .equals(rows(a).not().or(rows(b).not())),
      ).toBe(true);
      expect(rows({ ...a, not: a.not ? undefined : true }).equals(rows(a).not())).toBe(true);
    }),
    { numRuns: 500 },
  );
});

test("row sets behave as sets of numbers, at any size", () => {
  const sized = fc.nat(130).chain((n) => {
    const some = n === 0 ? fc.constant([]) : fc.array(fc.nat(n - 1));
    return fc.tuple(fc.constant(n), some, some);
  });
  fc.assert(
    fc.property(sized, ([n, a, b]) => {
      const [A, B] = [new Set(a), new Set(b)];
      const [x, y] = [rowSet(n, a), rowSet(n, (row) => B.has(row))];
      const all = Array.from({ length: n }, (_, row) => row);
      const list = (condition: (row: number) => boolean) => all.filter(condition);
      expect(Array.from(x.rows())).toEqual(list((row) => A.has(row)));
      expect(x.count).toBe(A.size);
      expect(Array.from(x.and(y).rows())).toEqual(list((row) => A.has(row) && B.has(row)));
      expect(Array.from(x.or(y).rows())).toEqual(list((row) => A.has(row) || B.has(row)));
      expect(Array.from(x.without(y).rows())).toEqual(list((row) => A.has(row) && !B.has(row)));
      expect(x.not().count).toBe(n - A.size);
      expect(x.or(x.not()).equals(allRows(n))).toBe(true);
      expect(all.every((row) => x.has(row) === A.has(row)) && !x.has(n) && !x.has(-1)).toBe(true);
    }),
  );
});

test("sets of a million rows are combined within milliseconds", () => {
  const n = 1_000_000;
  const third = rowSet(n, (row) => row % 3 === 0);
  const half = rowSet(n, (row) => row % 2 === 0);
  const start = performance.now();
  const sixth = third.and(half).not().not();
  expect(sixth.rows().length).toBe(Math.ceil(n / 6));
  expect(performance.now() - start).toBeLessThan(500);
});

test("rows outside the data, other data's sets, and unknown columns are refused", () => {
  expect(() => rowSet(3, [3])).toThrow(/Row index 3 is out of range: the data has 3 rows/);
  expect(() => rowSet(3, []).and(rowSet(4, []))).toThrow(/3 and of 4 rows/);
  expect(() => filterRows({ kind: "values", column: "mood", values: [] }, columns, index, size)).toThrow(
    /"mood"/,
  );
  expect(() => filterRows({ kind: "range", column: "animal" }, columns, index, size)).toThrow(/category/);
});

test("a text is found however its accents are composed", () => {
  const filter: Filter = { kind: "text", column: "animal", query: "E\u0301MILE" };
  expect(filterRows(filter, columns, index, size).count).toBe(14);
});
