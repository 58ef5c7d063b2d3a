import { printLink, printStudy } from "@clipscope/study";
import { msg, str } from "@lit/localize";
import { defaultDocument } from "../builtin/start.js";
import { download } from "./download.js";
import type { Explorer } from "./explorer.js";

/** Offers the study, with its runs, as a file. */
export function saveStudy({ study }: Explorer): void {
  const text = printStudy(study.savedDocument(), study.runs.all.peek());
  const name = (study.doc.peek().title ?? study.dataset().value?.title ?? "study").replace(/[^\w.-]+/g, "-");
  download(`${name}.clipscope.json`, new Blob([text], { type: "application/json" }));
}

/**
 * Copies a link to the study that also hides the parts hidden now. A study too large for a link is offered as a file.
 */
export async function copyLink(explorer: Explorer): Promise<void> {
  const link = printLink(explorer.study.doc.peek(), defaultDocument());
  if (!("hash" in link)) {
    explorer.notify({
      text: link.tooLarge,
      action: { title: msg("Save the file"), run: () => saveStudy(explorer) },
    });
    return;
  }
  const url = new URL(link.hash, location.href).href;
  try {
    await navigator.clipboard.writeText(url);
    explorer.notify({ text: msg("Link copied.") });
  } catch {
    explorer.notify({ text: msg(str`Copy this link: ${url}`) });
  }
}
