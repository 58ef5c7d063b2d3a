import type { Column } from "@clipscope/datasets";
import { ClipscopeError } from "@clipscope/types";
import type { StudyDocument } from "../document/document.js";
import type { ColumnInfo } from "../rows/column-source.js";
import { Computation } from "./computation.js";
import { type ComputedColumn, computedColumns } from "./computed-columns.js";
import type { Derived } from "./derived.js";
import type { Evaluations } from "./evaluations.js";
import { known } from "./map-derived.js";

/** Prefix of a computed column's name if the data has a column of that name. */
const COMPUTED = "computed ";

/** The columns of the data and the computed columns, by name. */
export class StudyColumns {
  readonly #computed: (doc: StudyDocument) => Readonly<Record<string, ComputedColumn>>;
  /** Makes the states of columns that are not computed yet; computes nothing itself. */
  readonly #absent = new Computation<Column>();

  constructor(readonly evaluations: Evaluations) {
    this.#computed = computedColumns(evaluations);
  }

  list(doc: StudyDocument): readonly ColumnInfo[] {
    const dataset = this.evaluations.sources.dataset(doc).value;
    if (!dataset) return [];
    const own = Array.from(dataset.columns, ([name, column]): ColumnInfo => {
      const { title, kind } = column;
      const values = kind === "category" || kind === "list" ? { values: column.values.length } : {};
      return { name, title, kind, from: "data", ...values };
    });
    const computed = Object.entries(this.#computed(doc))
      .filter(([, { exists }]) => exists(doc))
      .map(([name, { title, kind, from = "computed" }]): ColumnInfo => {
        const taken = dataset.columns.has(name);
        return {
          name: taken ? `${COMPUTED}${name}` : name,
          title: taken ? `${title} (computed)` : title,
          ...{ kind, from },
        };
      });
    return [...own, ...computed];
  }

  /** A column by name, with its state; status "failed" for an unknown name. */
  state(doc: StudyDocument, name: string): Derived<Column> {
    const { sources, texts } = this.evaluations;
    const opened = sources.dataset(doc);
    const dataset = opened.value;
    if (!dataset) return this.#absent.after(opened, name, () => this.state(doc, name));
    const own = dataset.columns.get(name);
    if (own) {
      const corrected = name === dataset.roles.label && Object.keys(doc.edits.relabel).length > 0;
      return known(name, (corrected && texts.labels(doc)) || own);
    }
    const plain = name.startsWith(COMPUTED) ? name.slice(COMPUTED.length) : name;
    const computed = this.#computed(doc);
    if (Object.hasOwn(computed, plain)) return computed[plain].state(doc);
    return this.#absent.failed(
      new ClipscopeError(
        "not-found",
        `${dataset.title} has no column “${name}”: its columns are ${[...dataset.columns.keys()].join(", ") || "only computed ones"}.`,
      ),
    );
  }
}
