import { existsSync } from "node:fs";
import { type Query, searchNeighbors } from "@clipscope/study";
import { UsageError } from "./command.js";
import { dataCommand } from "./data-command.js";
import { openData } from "./inputs.js";
import { wholeNumber } from "./options.js";
import { fixed } from "./report.js";

export const search = dataCommand({
  about: `clipscope search <data> [words…] [options]

Finds the images nearest to a text, to an image file, or to a row of the data, by cosine similarity. Several queries are
added: clipscope search photos "a beach" --like snow.jpg.`,
  options: {
    like: { value: "<image>", several: true, help: "path or URL of a similar image" },
    "like-key": { value: "<key>", several: true, help: "key of a similar row of the data" },
    without: { value: "<words>", several: true, help: "text to subtract" },
    top: { value: "<n>", help: "number of results; default: 10" },
  },
  takes: Number.POSITIVE_INFINITY,
  open: (values, [source, ...words], io) => {
    wholeNumber("top", values.top);
    if (words.length + (values.like?.length ?? 0) + (values["like-key"]?.length ?? 0) === 0) {
      throw new UsageError(
        'No query given: add a text, as in clipscope search photos "a red apple", --like or --like-key.',
      );
    }
    for (const image of values.like ?? []) {
      if (!/^[a-z]+:\/\//i.test(image) && !existsSync(image)) {
        throw new UsageError(`--like: there is no file ${image}. A row of the data is --like-key.`);
      }
    }
    return openData(source, values, io).then((dataset) => {
      for (const key of values["like-key"] ?? []) rowOf(dataset, key);
      return dataset;
    });
  },
  run: async ({ values, positionals, dataset, encoder, images, how }) => {
    const k = wholeNumber("top", values.top);
    const query: (Query & { weight?: number })[] = [
      ...positionals.slice(1).map((text) => ({ text })),
      ...(values.like ?? []).map((image) => ({ image })),
      ...(values["like-key"] ?? []).map((key) => ({ row: rowOf(dataset, key) })),
      ...(values.without ?? []).map((text) => ({ text, weight: -1 })),
    ];
    const { signal, onProgress } = how;
    const { result, manifest } = await searchNeighbors(
      { dataset, images, encoder, query, ...(k && { k }) },
      { ...(signal && { signal }), ...(onProgress && { onProgress }) },
    );
    const label = dataset.columns.get(dataset.roles.label ?? "");
    const labelAt = (row: number) =>
      label?.kind === "category" && label.codes[row] >= 0 ? label.values[label.codes[row]] : undefined;
    return {
      caption: `${result.found.length} of ${images.rows.length} images of ${dataset.title}, nearest first`,
      tables: [
        {
          columns: ["key", ...(label ? [label.title] : []), "cosine"],
          rows: result.found.map(({ row, key, cosine }) => [
            key,
            ...(label ? [labelAt(row)] : []),
            fixed(cosine, 3),
          ]),
        },
      ],
      result,
      manifest,
    };
  },
});

function rowOf(
  { keys, rows, title }: { keys: { at(row: number): string }; rows: number; title: string },
  key: string,
): number {
  for (let row = 0; row < rows; row++) if (keys.at(row) === key) return row;
  throw new UsageError(`${title} has no row with the key "${key}"; the first is "${keys.at(0)}".`);
}
