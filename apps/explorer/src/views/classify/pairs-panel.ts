import { type SimilarityData, similarity } from "@clipscope/charts";
import { msg, str } from "@lit/localize";
import { SignalWatcher } from "@lit-labs/preact-signals";
import { css, html, LitElement } from "lit";
import { customElement, property } from "lit/decorators.js";
import { chartWords } from "../../app/chart-words.js";
import type { OwnImage } from "../../app/own-images.js";
import { chartDownloads } from "../../elements/chart-downloads.js";
import "../../elements/export-menu.js";
import { remember } from "../../lib/remember.js";
import { tilesWithOwn } from "../../rows/own-tile.js";
import { rowName } from "../../rows/row-name.js";
import { shared } from "../../style/shared.js";
import { optionsOf, setOptions, type ViewElement } from "../registry.js";
import { panelStyle } from "./panel-style.js";
import { classify as spec } from "./spec.js";

/** The user's images in the matrix. */
const OWN = 3;

/** The matrix, and what its rows and columns are. */
interface Pairs {
  data: SimilarityData;
  /** Rows of the data; own images have negative numbers. */
  tileRows: number[];
  /** Ids of the classes. */
  classes: number[];
}

/**
 * The cosines of some images with each other's classes: the selected ones, or some of the grid. Events: `pair-pick`,
 * detail: the row (negative for an own image) and the name of the class.
 */
@customElement("pairs-panel")
export class PairsPanel extends SignalWatcher(LitElement) {
  static override styles = [
    shared,
    panelStyle,
    css`
      clip-similarity {
        height: clamp(360px, 52dvh, 640px);
      }
    `,
  ];

  @property({ attribute: false }) view!: ViewElement;
  /** The rows of the grid. */
  @property({ attribute: false }) rows: ArrayLike<number> = [];
  #chosen = remember<number[]>();
  #pairs = remember<Pairs | undefined>();
  #tiles = remember<ReturnType<typeof tilesWithOwn>>();

  override render() {
    const { explorer, study } = this.view;
    const { pairs } = optionsOf(spec, study);
    const selected = study.selected();
    const from = selected && selected.count > 0 ? selected.rows() : this.rows;
    const scores = study.scores().value;
    const scored = this.#chosen([from, pairs, scores], () =>
      spaced(from, pairs, explorer.verdict.bind(explorer)),
    );
    const found = scored.length > 0 ? study.classCosines(scored) : undefined;
    const own = explorer.own.list.value
      .filter(({ result }) => result && !("error" in result.found))
      .slice(0, OWN);
    const made = this.#pairs([found?.value, scores, ...own], () =>
      found?.value && scores ? this.#matrix(scored, own) : undefined,
    );
    const tiles = this.#tiles([explorer.tiles, ...own], () => tilesWithOwn(explorer.tiles, own));
    const images = study.dataset().value?.images === true;
    return html`<div class="options">
        <label
          >${msg("Images")}<input
            type="range"
            min="2"
            max="24"
            step="1"
            .value=${String(pairs)}
            data-testid="pairs-count"
            @change=${(event: Event) => setOptions(spec, this.view, { pairs: Number((event.target as HTMLInputElement).value) })}
          /><span class="number">${pairs}</span></label
        >
        <span class="small quiet">${selected && selected.count > 0 ? msg(str`of the ${selected.count} selected`) : msg("evenly spaced in the grid; select images to choose them")}</span>
        <export-menu .files=${chartDownloads("clipscope-pairs", () => made && similarity(made.data, chartWords(study, msg("Cosines of images and class texts"))))}></export-menu>
      </div>
      <clip-similarity
        data-testid="pairs"
        .data=${made?.data}
        .tiles=${images ? tiles : undefined}
        .tileRows=${made?.tileRows}
        .message=${found?.error?.message ?? (scored.length === 0 ? msg("No image here has a prediction yet.") : "")}
        ?busy=${found?.status === "running"}
        @cell-pick=${(event: CustomEvent<{ row: number; column: number }>) => {
          const { row, column } = event.detail;
          if (!made) return;
          this.dispatchEvent(
            new CustomEvent("pair-pick", {
              detail: {
                row: made.tileRows[row],
                own: own[-1 - made.tileRows[row]],
                name: made.data.texts[column],
              },
            }),
          );
        }}
      ></clip-similarity>`;
  }

  #matrix(rows: readonly number[], own: readonly OwnImage[]): Pairs | undefined {
    const { explorer, study } = this.view;
    const dataset = study.dataset().value;
    const found = study.classCosines(rows).value;
    if (!dataset || !found) return undefined;
    const verdicts = rows.map((row) => explorer.verdict(row));
    const ofRow = verdicts.map((verdict) =>
      verdict ? (verdict.label >= 0 ? verdict.label : verdict.classes[0]) : -1,
    );
    const ofOwn = own.map(({ result }) =>
      result && !("error" in result.found) ? result.found.classes[0] : -1,
    );
    const classes = [...new Set([...ofOwn, ...ofRow].filter((c) => c >= 0))];
    const place = new Map(classes.map((c, at) => [c, at]));
    const lines = [
      ...own.map(({ result }) => (result && !("error" in result.found) ? result.found.cosines : [])),
      ...rows.map((_, i) =>
        found.cosines.data.subarray(i * found.cosines.cols, (i + 1) * found.cosines.cols),
      ),
    ];
    return {
      data: {
        cosines: {
          data: Float32Array.from(lines.flatMap((line) => classes.map((c) => line[c]))),
          rows: lines.length,
          cols: classes.length,
        },
        texts: classes.map((c) => found.classes[c].names[0]),
        names: [...own.map(({ name }) => name), ...rows.map((row) => rowName(dataset, row))],
        matches: [
          ...own.map(() => -1),
          ...verdicts.map((verdict) =>
            verdict && verdict.label >= 0 ? (place.get(verdict.label) ?? -1) : -1,
          ),
        ],
      },
      tileRows: [...own.map((_, i) => -1 - i), ...rows],
      classes,
    };
  }
}

/** At most `count` of the rows that have a prediction, evenly spaced. */
function spaced(rows: ArrayLike<number>, count: number, verdict: (row: number) => unknown): number[] {
  const scored = Array.from(rows).filter((row) => verdict(row) !== undefined);
  if (scored.length <= count) return scored;
  return Array.from({ length: count }, (_, i) => scored[Math.floor((i * scored.length) / count)]);
}
