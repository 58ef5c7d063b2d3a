import type { Manifest, McNemar, PairedDifference, Proportion } from "@clipscope/toolkit";
import { share } from "./formulas.js";

/** Everything that a prompt-engineering experiment found, and what it was found with: plain JSON, to be kept. */
export interface LabRecord {
  question: string;
  /** The manifest of the choice on validation: model, data, templates, seed, versions. */
  manifest: Manifest;
  images: { train: number; validation: number; test: number };
  classes: number;
  /** Sets of templates that were compared, with their accuracy on validation. */
  compared: readonly { title: string; templates: number; validation: Proportion }[];
  /** The set chosen on validation. */
  chosen: { title: string; templates: readonly string[] };
  /** The one look at test. */
  test: { baseline: Proportion; chosen: Proportion; difference: PairedDifference; mcNemar: McNemar };
}

/** The record as the methods paragraph of a paper, in English. */
export function methodsOf(record: LabRecord): string {
  const { manifest, images, classes, compared, chosen, test } = record;
  const { model, dataset, seed } = manifest;
  const sets = compared.map(({ title, templates }) => `${title} (${templates})`).join(", ");
  const { baseline, difference, mcNemar } = test;
  const points = (value: number) => (100 * value).toFixed(1).replace("-", "−");
  return [
    `Images of ${dataset.name} were classified zero-shot among ${classes} classes with ${model.name} (${model.dtype}${model.hash ? `, SHA-256 ${model.hash.slice(0, 12)}…` : ""}).`,
    `Prompt embeddings of a class were normalized, averaged and normalized again.`,
    `We compared ${compared.length} sets of templates, given with their number of templates: ${sets}.`,
    `Among the sets other than the bare name and the control, the one most accurate on ${images.validation} validation images was chosen; ${images.test} test images were used once, for that set and the bare name.`,
    `With ${chosen.title} (${chosen.templates.length} ${chosen.templates.length === 1 ? "template" : "templates"}), accuracy was ${share(test.chosen.value)} (95% Wilson interval ${share(test.chosen.low)} to ${share(test.chosen.high)}), against ${share(baseline.value)} (${share(baseline.low)} to ${share(baseline.high)}) with the bare name:`,
    `a difference of ${points(difference.difference)} points (95% interval by the paired bootstrap over images ${points(difference.low)} to ${points(difference.high)}; exact McNemar test, p = ${sayP(mcNemar.pValue)}).`,
    seed === undefined ? "" : `The seed was ${seed}.`,
  ]
    .filter(Boolean)
    .join(" ");
}

/** A p-value: "0.032", "< 0.001". */
export const sayP = (p: number): string => (p < 0.001 ? "< 0.001" : p.toFixed(3));

/** The record as a LaTeX table for booktabs. */
export function latexOf({ compared, chosen, test, images, classes }: LabRecord): string {
  const row = (cells: readonly string[]) => `  ${cells.map(escaped).join(" & ")} \\\\`;
  const range = ({ low, high }: Proportion) => `${(100 * low).toFixed(1)}--${(100 * high).toFixed(1)}`;
  const value = (of: Proportion) => (100 * of.value).toFixed(1);
  const lines = compared.map((set) => {
    const own =
      set.title === chosen.title ? test.chosen : set.title === compared[0].title ? test.baseline : undefined;
    const tested = own ? [value(own), range(own)] : ["", ""];
    return row([set.title, String(set.templates), value(set.validation), range(set.validation), ...tested]);
  });
  return [
    "\\begin{table}",
    "  \\centering",
    `  \\caption{Zero-shot accuracy in \\% among ${classes} classes: ${images.validation} validation and ${images.test} test images, 95\\% Wilson intervals. Only the set chosen on validation and the bare name were tested.}`,
    "  \\begin{tabular}{lrrlrl}",
    "  \\toprule",
    row(["templates", "n", "validation", "95%", "test", "95%"]),
    "  \\midrule",
    ...lines,
    "  \\bottomrule",
    "  \\end{tabular}",
    "\\end{table}",
  ].join("\n");
}

/** Text with LaTeX's own characters escaped; a range's dashes stay. */
const escaped = (text: string): string =>
  text
    .replaceAll("\\", "\\textbackslash{}")
    .replaceAll(/[&%$#_{}]/g, (mark) => `\\${mark}`)
    .replaceAll("\\textbackslash\\{\\}", "\\textbackslash{}");
