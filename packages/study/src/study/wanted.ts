import type { CallHow, EmbeddedRows, OpenedDataset } from "../compute/compute.js";
import type { StudyDocument } from "../document/document.js";
import type { Computation } from "./computation.js";
import type { Derived, Missing } from "./derived.js";
import { keyOf } from "./key-of.js";
import { lackOf } from "./needs.js";
import type { Sources } from "./sources.js";
import type { Which } from "./study.js";
import type { Texts } from "./texts.js";

/** A request for an evaluation of embedded rows. */
export interface Wanted<T, P> {
  doc: StudyDocument;
  which: Which;
  /** Id of the text set to use, if `needs` includes "texts". */
  set?: string;
  needs: readonly Missing[];
  /** What the value is for; see `Ask`. */
  use: string;
  /** Everything that the value depends on, in addition to the embedded rows. */
  parts: readonly unknown[];
  title: (dataset: OpenedDataset) => string;
  unit?: string;
  work: (how: WorkHow<P>, dataset: OpenedDataset) => Promise<T>;
  again: () => Derived<T>;
}

export type WorkHow<P> = Required<Pick<CallHow<P>, "signal" | "onProgress" | "onPartial">>;

/** The current state of an evaluation; it starts once the rows are embedded and nothing that it needs is missing. */
export function want<T, P>(
  computation: Computation<T, P>,
  { sources, texts }: { sources: Sources; texts: Texts },
  { doc, which, set, needs, use: what, parts, title, unit = "images", work, again }: Wanted<T, P>,
): Derived<T> {
  // What was computed for other data is not an earlier value: its rows and classes are others.
  const use = keyOf(what, doc.data);
  const opened = sources.dataset(doc);
  const dataset = opened.value;
  if (!dataset) return computation.after(opened, use, again);
  const model = sources.model(doc, which).value;
  const classes = set === undefined ? 0 : texts.classList(doc, set).classes.length;
  const lack = lackOf(
    // Without a model there may be vectors, but none that can be compared with texts.
    model || doc[which]?.kind === "none" ? needs : needs.filter((need) => need !== "model"),
    { dataset, width: model?.width ?? 0, classes },
  );
  if (lack) return computation.missing(lack.lacks, lack.sentence);
  const embedded: Derived<EmbeddedRows> = sources.embedded(doc, which);
  if (!embedded.value) return computation.after(embedded, use, again);
  return computation.ask({
    key: keyOf(embedded.key, use, ...parts),
    use,
    work: ({ signal, onPartial }) =>
      sources.job(title(dataset), unit, signal, (how) => work({ ...how, onPartial }, dataset)),
  });
}
