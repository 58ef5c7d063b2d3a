import type { StudyDocument } from "@clipscope/study";
import { parseLink, parseStudy, printLink, printStudy } from "@clipscope/study";
import { msg } from "@lit/localize";
import { effect } from "@preact/signals-core";
import type { Explorer } from "./explorer.js";

/** Milliseconds after the last change before the address is updated. */
const PAUSE = 250;
const IN_TAB = "#v=2&in=tab";
const KEPT = "clipscope-study";

/** The document in the address, or the default one with the reason why that could not be opened. */
export function documentAt(
  hash: string,
  defaults: StudyDocument,
): { document: StudyDocument; problem?: string } {
  try {
    if (hash !== IN_TAB) return { document: parseLink(hash, defaults) ?? defaults };
    const kept = keptInTab();
    if (kept) return { document: parseStudy(kept).document };
    return {
      document: defaults,
      problem: msg(
        "The study of this link was too large for a link and was stored only in its browser tab: ask for the study’s file. The default study is shown instead.",
      ),
    };
  } catch (error) {
    return {
      document: defaults,
      problem: `${(error as Error).message} ${msg("The default study is shown instead.")}`,
    };
  }
}

/**
 * Updates the address when the document changes, so that reloading, or opening a copied link, restores the study.
 * Opening another view adds an entry to the browser's history. A study too large for a link is stored in this tab.
 */
export function followAddress(explorer: Explorer, defaults: StudyDocument): () => void {
  const { study } = explorer;
  let timer: ReturnType<typeof setTimeout> | undefined;
  /** The address as written or followed last, in the browser's spelling and in ours. */
  let address = location.hash;
  let written = address;
  let view = study.doc.peek().view;
  let previous = study.doc.peek();
  const write = (doc: StudyDocument) => {
    clearTimeout(timer);
    timer = undefined;
    // The user has gone to another address, which is followed first.
    if (location.hash !== address) return;
    const link = printLink(doc, defaults);
    const hash = "hash" in link ? link.hash : IN_TAB;
    if (hash === IN_TAB) keepInTab(doc);
    if (hash === written && hash !== IN_TAB) return;
    if (doc.view === view) history.replaceState(null, "", hash);
    else history.pushState(null, "", hash);
    view = doc.view;
    written = hash;
    address = location.hash;
  };
  const stop = effect(() => {
    const doc = study.doc.value;
    if (doc.view === view) {
      clearTimeout(timer);
      timer = setTimeout(() => write(study.doc.peek()), PAUSE);
    } else {
      // Each view has an entry of its own, however soon the next one is opened.
      if (timer !== undefined) write(previous);
      write(doc);
    }
    previous = doc;
  });
  const onHash = () => {
    if (location.hash === address) return;
    address = location.hash;
    written = address;
    const { document, problem } = documentAt(address, defaults);
    view = document.view;
    explorer.dispatch({ do: "replace", document }, { title: msg("Follow a link") });
    explorer.dismissTopic("opening");
    if (problem) explorer.notify({ text: problem, topic: "opening" });
  };
  const onHide = () => timer !== undefined && write(study.doc.peek());
  addEventListener("hashchange", onHash);
  addEventListener("pagehide", onHide);
  return () => {
    stop();
    clearTimeout(timer);
    removeEventListener("hashchange", onHash);
    removeEventListener("pagehide", onHide);
  };
}

function keepInTab(doc: StudyDocument): void {
  try {
    sessionStorage.setItem(KEPT, printStudy(doc, []));
  } catch {
    // If site data is blocked or full, a reload loses a study that is too large for a link; it can be saved as a file.
  }
}

function keptInTab(): string | undefined {
  try {
    return sessionStorage.getItem(KEPT) ?? undefined;
  } catch {
    return undefined;
  }
}
