import type { Column } from "@clipscope/datasets";
import { ClipscopeError } from "@clipscope/types";
import type { OpenedDataset } from "../compute/compute.js";
import type { StudyDocument } from "../document/document.js";
import type { Filter } from "../rows/filter.js";
import { filterRows } from "../rows/filter-rows.js";
import { allRows, type RowSet, rowSet } from "../rows/row-set.js";
import type { StudyColumns } from "./columns.js";
import { Memo } from "./memo.js";
import type { FilterState } from "./study.js";
import { keyIndexOf } from "./study-rows.js";

type Applied = FilterState & { rows?: RowSet };

/** The rows that a document's filters show, and those of them that its selection selects. */
export class ShownRows {
  readonly #memo = new Memo(32);

  constructor(readonly columns: StudyColumns) {}

  /** Rows in the study that pass every filter; undefined before data are open. */
  shown(doc: StudyDocument): RowSet | undefined {
    const dataset = this.#dataset(doc);
    if (!dataset) return undefined;
    const { sampled, rows: size } = dataset;
    const all = this.#memo.get("all", [dataset], () => (sampled ? rowSet(size, sampled) : allRows(size)));
    const passing = this.#applied(doc, dataset).flatMap(({ rows }) => (rows ? [rows] : []));
    return this.#memo.get("shown", [all, ...passing], () =>
      passing.reduce((rows, each) => rows.and(each), all),
    );
  }

  /** The selected rows among those shown. */
  selected(doc: StudyDocument): RowSet | undefined {
    const dataset = this.#dataset(doc);
    const shown = this.shown(doc);
    if (!dataset || !shown) return undefined;
    const none = () => rowSet(dataset.rows, []);
    const { selection } = doc;
    const rows = selection && this.#apply(selection, doc, dataset).rows;
    return this.#memo.get("selected", [shown, rows], () => (rows ? shown.and(rows) : none()));
  }

  states(doc: StudyDocument): readonly FilterState[] {
    const dataset = this.#dataset(doc);
    if (!dataset) return doc.filters.map((filter) => ({ filter, status: "waiting" }));
    return this.#applied(doc, dataset).map(({ rows: _, ...state }) => state);
  }

  #dataset(doc: StudyDocument): OpenedDataset | undefined {
    return this.columns.evaluations.sources.dataset(doc).value;
  }

  #applied(doc: StudyDocument, dataset: OpenedDataset): Applied[] {
    return doc.filters.map((filter) => this.#apply(filter, doc, dataset));
  }

  #apply(filter: Filter, doc: StudyDocument, dataset: OpenedDataset): Applied {
    if (filter.kind === "rows") return this.#rows(filter, undefined, dataset);
    const { value, stale, error, status } = this.columns.state(doc, filter.column);
    // While a column is computed again, the previous rows are kept, so that an edit does not briefly show all rows.
    const column = value ?? stale?.value;
    if (column) {
      const applied = this.#rows(filter, column, dataset);
      return value || applied.status === "failed" ? applied : { ...applied, status: "waiting" };
    }
    if (status === "waiting" || status === "running") return { filter, status: "waiting" };
    return { filter, status: "failed", ...(error && { message: error.message }) };
  }

  #rows(filter: Filter, column: Column | undefined, dataset: OpenedDataset): Applied {
    return this.#memo.get("filter", [filter, column, dataset.keys], (): Applied => {
      try {
        const columns = { get: () => column };
        const rows = filterRows(filter, columns, keyIndexOf(dataset), dataset.rows);
        return { filter, status: "applied", rows };
      } catch (error) {
        if (error instanceof ClipscopeError) return { filter, status: "failed", message: error.message };
        throw error;
      }
    });
  }
}
