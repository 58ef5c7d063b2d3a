import { msg, str } from "@lit/localize";
import { download } from "../app/download.js";
import type { Explorer } from "../app/explorer.js";
import { notebookOf } from "./notebook.js";
import { programOf } from "./program.js";
import type { Recipe } from "./recipe.js";

/** Copies a program that computes a chart; where the page may not write to the clipboard, offers it as a file. */
export async function copyProgram(explorer: Explorer, name: string, recipe: Recipe): Promise<void> {
  const program = programOf(name, explorer.study.savedDocument(), recipe);
  const file = `${name}.mjs`;
  try {
    await navigator.clipboard.writeText(program);
    explorer.notify({
      text: msg(
        str`Copied. The program opens this study in Node, computes the chart and writes it: save it as ${file}.`,
      ),
    });
  } catch {
    download(file, new Blob([program], { type: "text/javascript" }));
  }
}

/** Offers a notebook that computes a chart. */
export function saveNotebook(explorer: Explorer, name: string, title: string, recipe: Recipe): void {
  const notebook = notebookOf(title, explorer.study.savedDocument(), recipe);
  download(`${name}.html`, new Blob([notebook], { type: "text/html" }));
  explorer.notify({
    text: msg(
      str`${name}.html is an Observable notebook with this study inside: put it into the folder notebooks of Clipscope.`,
    ),
  });
}
