import { type ProvidedFile, printStudy, type Study } from "@clipscope/study";
import type { Proportion } from "@clipscope/toolkit";
import { strToU8, zipSync } from "fflate";
import { share } from "../formulas.js";

/** Gives a file to the reader. */
export function download(name: string, file: Blob): void {
  const link = Object.assign(document.createElement("a"), {
    href: URL.createObjectURL(file),
    download: name,
  });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href));
}

/** Name of the study's file: "drawn-shapes.clipscope.json". */
export const studyFileName = (title: string): string => `${title.replace(/[^\w.-]+/g, "-")}.clipscope.json`;

/** Text of the study's file, with the hashes of data and model and the runs so far; the second model is left out. */
export function studyText(study: Study): string {
  const { compareWith: _, ...document } = study.savedDocument();
  return printStudy(document, study.runs.all.value);
}

/** Files as a zip archive, uncompressed since images are compressed already. */
export async function zipOf(
  files: readonly ProvidedFile[],
  notes: Readonly<Record<string, string>> = {},
): Promise<Blob> {
  const entries = await Promise.all(
    files.map(async ({ path, file }) => [path, new Uint8Array(await file.arrayBuffer())] as const),
  );
  const texts = Object.entries(notes).map(([path, text]) => [path, strToU8(text)] as const);
  const zip = zipSync(Object.fromEntries([...entries, ...texts]), { level: 0, mtime: new Date(1980, 0, 2) });
  return new Blob([zip as Uint8Array<ArrayBuffer>], { type: "application/zip" });
}

/** What a report has to say of an accuracy for another person to compute it again. */
export function recordSentence(of: {
  top1: Proportion;
  data: { title: string; hash: string };
  model: { name: string; hash?: string };
  classes: number;
  templates: readonly string[];
}): string {
  const { top1, data, model, classes, templates } = of;
  const words = templates.map((each) => `“${each}”`).join(", ");
  const plural = templates.length === 1 ? "template" : "templates";
  const short = (hash: string | undefined) => hash?.slice(0, 12) ?? "no hash";
  return `Zero-shot top-1 accuracy of ${model.name} (SHA-256 ${short(model.hash)}…) on ${data.title} (${top1.n} labeled images, ${classes} classes, SHA-256 ${short(data.hash)}…), with the ${plural} ${words}: ${share(top1.value)}, ${share(top1.level, 0)} Wilson interval ${share(top1.low)} to ${share(top1.high)}.`;
}
