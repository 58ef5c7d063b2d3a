import type { CellPlace, MapView, MatrixData, NamePlace } from "@clipscope/charts";
import type { RowSet, Study } from "@clipscope/study";
import { msg } from "@lit/localize";
import { SignalWatcher } from "@lit-labs/preact-signals";
import { html, LitElement, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { download } from "../../app/download.js";
import type { Explorer } from "../../app/explorer.js";
import { chartDownloads } from "../../elements/chart-downloads.js";
import "../../elements/message-card.js";
import { remember } from "../../lib/remember.js";
import { shared } from "../../style/shared.js";
import { optionsOf, setOptions } from "../registry.js";
import { idOf, parentOf } from "./categories.js";
import { itemsOf, placeOf } from "./cell.js";
import "./cell-panel.js";
import "./confusion-list.js";
import "./confusion-table.js";
import "./confusion-toolbar.js";
import { type Confusion, confusionOf } from "./confusion.js";
import { chartOfConfusion, fullCsv, recipeOf, sparseCsv } from "./files.js";
import { type Level, levelsOf } from "./levels.js";
import { pinRun } from "./pin.js";
import { currentRun, type Judged, judgedRows, leftOut, type Run, secondRun } from "./runs.js";
import { type ConfusionOptions, confusion as spec } from "./spec.js";
import { viewStyle } from "./view-style.js";
import { cellTitle, describeCell, summarize, summarizeChanges } from "./words.js";

const WHOLE: MapView = { x: 0.5, y: 0.5, k: 1 };
/** Window widths from which the map can stand beside the matrix, and from which it does so by default. */
const roomy = matchMedia("(min-width: 1200px)");
const wide = matchMedia("(min-width: 1800px)");

/** The Confusion view: true classes against predictions, at chosen levels; of two runs, their difference. */
@customElement("confusion-view")
export class ConfusionView extends SignalWatcher(LitElement) {
  static override styles = [shared, viewStyle];

  @property({ attribute: false }) explorer!: Explorer;
  @property({ attribute: false }) study!: Study;
  @property() theme = "";
  @state() private cursor: CellPlace | undefined;
  #levels = remember<Level[]>();
  #judged = remember<Judged>();
  #confusion = remember<Confusion | undefined>();
  #marked = remember<CellPlace[]>();
  /** The second run that the matrix is drawn with. */
  #second: Run | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    for (const media of [roomy, wide]) media.addEventListener("change", this.#resized);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const media of [roomy, wide]) media.removeEventListener("change", this.#resized);
  }

  #resized = () => this.requestUpdate();

  override render() {
    const { study } = this;
    const options = optionsOf(spec, study);
    const now = currentRun(study);
    const scores = now.scores.value ?? now.scores.stale?.value;
    const dataset = study.dataset().value;
    const shown = study.shown();
    if (!scores || !dataset || !shown) return this.#waiting(now.scores);
    const second = secondRun(study, options);
    const earlier = second?.scores.value ?? second?.scores.stale?.value;
    this.#second = earlier ? second : undefined;
    const levels = this.#levels([dataset, scores, study.classes()], () =>
      levelsOf(dataset, scores.classes, now.classes),
    );
    const judged = this.#judged([scores, shown, earlier, study.classes()], () =>
      judgedRows(
        { scores, classes: now.classes },
        shown,
        second && earlier && { scores: earlier, classes: second.classes },
      ),
    );
    const related = options.order === "texts" ? study.relatedClasses().value : undefined;
    const { by, toggled, order, share, scale, hideDiagonal, top } = options;
    const confusion = this.#confusion(
      [judged, levels, related, by, toggled.join("\n"), order, share, scale, hideDiagonal, top],
      () => confusionOf(judged, levels, options, related),
    );
    if (!confusion) {
      return html`${this.#toolbar(options, levels)}<message-card
          heading=${msg("Nothing to compare")}
          .text=${msg("None of the images shown has a label in one of the classes: remove a filter, or choose another label column.")}
        ></message-card>`;
    }
    const stale =
      now.scores.value === undefined || (earlier !== undefined && second?.scores.value === undefined);
    const mapped = roomy.matches && (options.map === "shown" || (options.map === "wide" && wide.matches));
    const isBeside = confusion.difference !== undefined && options.runs === "beside";
    return html`${this.#toolbar(options, levels, mapped)}
      <div class="stage ${mapped ? "mapped" : ""} ${isBeside ? "two" : ""}">
        ${options.table === "" ? this.#figure(confusion, options, { stale, second, left: judged.before?.left ?? 0 }) : this.#table(confusion, options)}
        ${mapped ? this.#map() : nothing}
        <div class="side">${this.#side(confusion, options, now)}</div>
      </div>`;
  }

  #waiting({ status, error, retry }: Run["scores"]) {
    const failed = status === "failed" || status === "cancelled" || status === "missing";
    return html`<span></span><message-card
        heading=${failed ? msg("No predictions") : msg("No predictions yet")}
        .text=${failed ? (error?.message ?? msg("The computation was stopped.")) : msg("The matrix appears once the images and class names are encoded; the bar below shows the progress.")}
        >${failed && status !== "missing" ? html`<button class="link" @click=${() => retry()}>${msg("Try again")}</button>` : nothing}</message-card
      >`;
  }

  #toolbar(options: ConfusionOptions, levels: readonly Level[], mapped = false) {
    const { texts, active, compareWith } = this.study.doc.value;
    const runs = [
      ...(compareWith ? [{ id: "model", title: msg("the second model") }] : []),
      ...texts.filter(({ id }) => id !== active).map(({ id, title }) => ({ id: `set/${id}`, title })),
      ...(options.pinned ? [{ id: "pinned", title: msg("the kept texts") }] : []),
    ];
    return html`<confusion-toolbar
      .options=${options}
      .levels=${levels}
      .runs=${runs}
      .files=${this.#files(options)}
      ?mapped=${mapped}
      @choose=${(event: CustomEvent<Partial<ConfusionOptions>>) => {
        this.cursor = undefined;
        this.#set(event.detail);
      }}
      @pin-run=${() => pinRun(this.explorer)}
    ></confusion-toolbar>`;
  }

  #figure(
    confusion: Confusion,
    options: ConfusionOptions,
    { stale, second, left }: { stale: boolean; second: Run | undefined; left: number },
  ) {
    const described = describeCell(confusion, this.cursor, options.share);
    const title = second?.title ?? "";
    const summary = confusion.before
      ? summarizeChanges(confusion, title) + leftOut(left)
      : summarize(confusion);
    const waits = second && !confusion.before ? stateOf(second) : "";
    const caption = stale ? msg("Recomputing for the changed texts…") : described || waits || summary;
    const { data, earlier, difference } = confusion;
    const isBeside = earlier !== undefined && options.runs === "beside";
    return html`<figure>
      <figcaption><span data-testid="cell">${caption}</span></figcaption>
      ${
        isBeside
          ? html`<div class="runs">
              <div class="run"><h3>${title}</h3>${this.#matrix(confusion, earlier, options, stale, "matrix-before")}</div>
              <div class="run"><h3>${msg("now")}</h3>${this.#matrix(confusion, data, options, stale, "matrix")}</div>
            </div>`
          : this.#matrix(confusion, difference ?? data, options, stale, "matrix")
      }
    </figure>`;
  }

  #matrix(confusion: Confusion, data: MatrixData, options: ConfusionOptions, stale: boolean, id: string) {
    return html`<clip-confusion
      class=${stale ? "stale" : ""}
      data-testid=${id}
      data-categories=${confusion.categories.length}
      data-stale=${stale}
      .data=${data}
      .cursor=${this.cursor ?? this.#opened(confusion, options)}
      .marked=${this.#selected(confusion)}
      .view=${options.camera ?? WHOLE}
      .description=${describeCell(confusion, this.cursor, options.share)}
      @cell-hover=${(event: CustomEvent<CellPlace | undefined>) => {
        this.cursor = event.detail;
      }}
      @cell-pick=${(event: CustomEvent<CellPlace>) => this.#open(confusion, event.detail)}
      @name-pick=${(event: CustomEvent<NamePlace>) => this.#foldName(confusion, event.detail)}
      @view-change=${(event: CustomEvent<MapView>) => this.#set({ camera: event.detail }, true)}
    ></clip-confusion>`;
  }

  #table(confusion: Confusion, options: ConfusionOptions) {
    return html`<confusion-table
      .confusion=${confusion}
      table=${options.table}
      @choose=${(event: CustomEvent<Partial<ConfusionOptions>>) => this.#set(event.detail)}
      @cell-pick=${(event: CustomEvent<CellPlace>) => this.#open(confusion, event.detail)}
    ></confusion-table>`;
  }

  /** The map, which shares the selection. */
  #map() {
    if (!customElements.get("map-view")) {
      void import("../map/map-view.js").then(this.#resized, () =>
        this.explorer.notify({
          text: msg("The map could not be loaded: try again once the connection is back."),
        }),
      );
      return html`<div class="map"></div>`;
    }
    return html`<div class="map"><map-view .explorer=${this.explorer} .study=${this.study} theme=${this.theme}></map-view></div>`;
  }

  #side(confusion: Confusion, options: ConfusionOptions, now: Run) {
    const list = html`<confusion-list
      .confusion=${confusion}
      @cell-pick=${(event: CustomEvent<CellPlace>) => this.#open(confusion, event.detail)}
    ></confusion-list>`;
    const opened = this.#opened(confusion, options);
    if (!opened) return list;
    const isOwn = now.scores.value?.classes.length === now.classes.length;
    return html`<confusion-cell
      .explorer=${this.explorer}
      .confusion=${confusion}
      .place=${opened}
      .classes=${isOwn ? now.classes : []}
      @close-cell=${() => this.#set({ cell: undefined }, true)}
      @fold=${(event: CustomEvent<string>) => this.#fold(event.detail)}
      @merged=${({ detail }: CustomEvent<string>) => this.#set({ cell: { row: detail, column: detail } }, true)}
      @cell-pick=${(event: CustomEvent<CellPlace>) => this.#open(confusion, event.detail)}
    ></confusion-cell>${list}`;
  }

  /** The place of the open cell; undefined if none is open, or if one of its categories is not shown. */
  #opened(confusion: Confusion, { cell }: ConfusionOptions): CellPlace | undefined {
    if (!cell) return undefined;
    const [row, column] = [placeOf(confusion, cell.row), placeOf(confusion, cell.column)];
    return row >= 0 && column >= 0 ? { row, column } : undefined;
  }

  /** The cells of the selected images. */
  #selected(confusion: Confusion): CellPlace[] {
    const selected: RowSet | undefined = this.study.selected();
    return this.#marked([confusion, selected], () => {
      const { rows, labels, now, categories } = confusion;
      const places = new Map<number, CellPlace>();
      for (let i = 0; selected && i < rows.length; i++) {
        const [row, column] = [labels[i], now.predictions[i]];
        if (selected.has(rows[i])) places.set(row * categories.length + column, { row, column });
      }
      return [...places.values()];
    });
  }

  /** Opens a cell and selects its images; an empty cell keeps the selection. */
  #open(confusion: Confusion, place: CellPlace): void {
    const { categories, rows } = confusion;
    if (!categories[place.row] || !categories[place.column]) return;
    const found = itemsOf(confusion, place).opened.map((item) => rows[item]);
    const title = cellTitle(confusion, place);
    if (found.length > 0) this.explorer.select(found, title);
    this.#set({ cell: { row: categories[place.row].id, column: categories[place.column].id } }, true);
  }

  /** Opens the category or the block with a clicked name, or closes the parent of a class. */
  #foldName({ categories, levels }: Confusion, { from, to }: NamePlace): void {
    const category = categories[from];
    if (category.level < 0) return;
    if (to > from + 1) {
      // The finest value that all of the block have in common.
      const others = categories.slice(from, to);
      const level = levels.findIndex(
        (_, l) => l > 0 && others.every(({ path }) => path[l] >= 0 && path[l] === category.path[l]),
      );
      if (level > 0) this.#fold(idOf(levels[level], category.path[level]));
      return;
    }
    const id = category.level > 0 ? category.id : parentOf(category, levels)?.id;
    if (id !== undefined) this.#fold(id);
  }

  /** Opens a closed parent, or closes an open one. */
  #fold(id: string): void {
    const { toggled } = optionsOf(spec, this.study);
    this.cursor = undefined;
    this.#set({
      toggled: toggled.includes(id) ? toggled.filter((each) => each !== id) : [...toggled, id],
      camera: undefined,
    });
  }

  #set(options: Partial<ConfusionOptions>, quiet = false): void {
    setOptions(spec, this, options, quiet);
  }

  #files(options: ConfusionOptions) {
    const drawn = <T>(make: (confusion: Confusion) => T): T | undefined => {
      const confusion = this.#confusion.last();
      return confusion && make(confusion);
    };
    const [csv, ...others] = chartDownloads(
      "clipscope-confusion",
      () => drawn((each) => chartOfConfusion(this.study, each, options, this.#second?.title)),
      () => drawn(sparseCsv) ?? "",
      {
        explorer: this.explorer,
        title: () => `Confusion of ${this.study.dataset().value?.title ?? "the data"}`,
        recipe: () => drawn((each) => recipeOf(this.study, each, options)),
      },
    );
    const full = {
      id: "full",
      title: msg("Whole matrix (CSV)"),
      make: () => download("clipscope-confusion-matrix.csv", drawn(fullCsv) ?? ""),
    };
    return [csv, full, ...others];
  }
}

/** Sentence about a second run that is not ready yet. */
function stateOf({ scores }: Run): string {
  const { status, error } = scores;
  return status === "failed" || status === "missing"
    ? (error?.message ?? msg("The second run failed."))
    : msg("Scoring the second run…");
}
