import type { ProvidedFile } from "@clipscope/study";
import type { ShapeFile } from "./shapes.js";

/** Name of the example's folder. */
export const EXAMPLE = "drawn-shapes";
/** Name of the folder of the example as a table. */
export const TABLE = "drawn-shapes-table";

/** The example as a folder: `drawn-shapes/painted/circle/circle-01.png`. */
export const asFolder = (shapes: readonly ShapeFile[]): ProvidedFile[] =>
  shapes.map(({ style, shape, name, file }) => ({ path: `${EXAMPLE}/${style}/${shape}/${name}`, file }));

const COLUMNS = ["file", "shape", "color", "style"] as const;

/** The example's table: a line for each image, as CSV. */
export const tableText = (shapes: readonly ShapeFile[]): string =>
  [
    COLUMNS.join(","),
    ...shapes.map(({ style, name, shape, color }) => [`${style}/${name}`, shape, color, style].join(",")),
  ].join("\n");

/** The example as a table beside its images, which lie in two folders that say nothing of their shapes. */
export const asTable = (shapes: readonly ShapeFile[]): ProvidedFile[] => [
  { path: `${TABLE}/shapes.csv`, file: new Blob([tableText(shapes)], { type: "text/csv" }) },
  ...shapes.map(({ style, name, file }) => ({ path: `${TABLE}/${style}/${name}`, file })),
];

/** A few of the example's images, one of which is cut off in the middle. */
export function withCutOff(shapes: readonly ShapeFile[]): ProvidedFile[] {
  const some = shapes.filter(({ style, name }) => style === "painted" && name.endsWith("-01.png"));
  return some.map(({ shape, name, file }, i) => ({
    path: `damaged/${shape}/${name}`,
    file: i === 1 ? file.slice(0, Math.floor(file.size / 2)) : file,
  }));
}
