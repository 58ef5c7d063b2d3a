import { html, nothing, type PropertyValues, svg } from "lit";
import { property, query } from "lit/decorators.js";
import type { CellPlace, SimilarityEvents } from "../../events.js";
import { decimal } from "../../format.js";
import {
  isRight,
  type SimilarityData,
  type SimilarityMatrix,
  sayCell,
  sayMatrix,
  similarityMatrix,
} from "../../plots/similarity/similarity-data.js";
import { base } from "../../style/base.js";
import { Themed } from "../../style/themed.js";
import type { NoTile, Tile, Tiles } from "../../tiles/tiles.js";
import { ChartElement } from "../element.js";
import { note, noteStyle } from "../note.js";
import { Resized } from "../resized.js";
import { drawPicture } from "../scatter/pictures.js";
import { drawCells } from "./draw-cells.js";
import { layOutSimilarity, type SimilarityLayout, textsAreListed } from "./similarity-layout.js";
import { similarityStyle } from "./similarity-style.js";

const steps: Record<string, [rows: number, columns: number]> = {
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  Home: [0, Number.NEGATIVE_INFINITY],
  End: [0, Number.POSITIVE_INFINITY],
  PageUp: [Number.NEGATIVE_INFINITY, 0],
  PageDown: [Number.POSITIVE_INFINITY, 0],
};
/** Side of the picture of the row that is pointed to. */
const enlarged = 72;

/**
 * Image–text similarity matrix: images in rows, as pictures or by name, texts in columns, and their cosines as shades
 * and, where there is room, as numbers. Given pairs are framed, each image's best text is marked. Texts that are too
 * long to stand above the columns are numbered and listed. Arrow keys, Home, End, Page Up and Page Down move between
 * cells, Enter picks one. If there is no data, set a `message`, with a button as a child element if it helps, or set
 * `busy`.
 */
export class SimilarityElement extends ChartElement<SimilarityEvents> {
  static override styles = [base, noteStyle, similarityStyle];

  @property({ attribute: false }) data: SimilarityData | undefined;
  /** Ends of the color scale. Default: round numbers around the cosines. */
  @property({ attribute: false }) domain: readonly [low: number, high: number] | undefined;
  /** Pictures of the images, and which of its rows each image is; by default the same index. */
  @property({ attribute: false }) tiles: Tiles | undefined;
  @property({ attribute: false }) tileRows: ArrayLike<number> | undefined;
  /** Pictures of the images by index, used instead of `tiles`. */
  @property({ attribute: false }) pictures: readonly (Tile | NoTile | undefined)[] | undefined;
  /** The cell in focus. The element sets it itself; set it to point to a cell from elsewhere. */
  @property({ attribute: false }) cursor: CellPlace | undefined;
  /** Shown if there is no data: why there is none. */
  @property() message = "";
  @property({ type: Boolean }) busy = false;
  @query(".stage") private stage!: HTMLElement;
  @query("canvas") private canvas!: HTMLCanvasElement;
  readonly #themed = new Themed(this, () => this.#paint());
  readonly #sizes = new ResizeObserver(() => this.#paint());
  #matrix: SimilarityMatrix | undefined;
  #longest = { text: 0, name: 0 };
  #listening: Tiles | undefined;
  #frame = 0;

  constructor() {
    super();
    new Resized(this, () => {
      this.#themed.check();
      this.requestUpdate();
    });
  }

  override willUpdate(changes: PropertyValues<this>): void {
    if (!changes.has("data") && !changes.has("domain")) return;
    this.#matrix = this.data && similarityMatrix(this.data, this.domain);
    this.#longest = this.#matrix ? this.#measure(this.#matrix) : { text: 0, name: 0 };
    const { cursor } = this;
    if (cursor && !(this.#matrix && cursor.row < this.#matrix.rows && cursor.column < this.#matrix.cols)) {
      this.cursor = undefined;
    }
  }

  override render() {
    const matrix = this.#matrix;
    if (!matrix) return note(this.message, this.busy);
    const listed = this.#listed(matrix);
    const { cursor } = this;
    return html`<div
        class="stage"
        tabindex="0"
        role="application"
        aria-label="Similarity matrix of ${sayMatrix(matrix)}. Move with the arrow keys, pick with Enter."
        @pointermove=${(event: PointerEvent) => this.#point(this.#cellAt(event))}
        @pointerleave=${() => this.#point(undefined)}
        @blur=${() => this.#point(undefined)}
        @click=${this.#onClick}
        @keydown=${this.#onKey}
      >
        <canvas aria-hidden="true"></canvas>
      </div>
      ${
        listed
          ? html`<ol tabindex="0" aria-label="Texts">
              ${matrix.texts.map(
                (text, column) =>
                  html`<li class=${column === cursor?.column ? "pointed" : ""}>
                    <span class="number">${column + 1}</span><span>${text}</span>
                  </li>`,
              )}
            </ol>`
          : nothing
      }
      <div class="about" aria-live="polite">
        ${cursor ? sayCell(matrix, cursor.row, cursor.column) : sayMatrix(matrix)}
      </div>
      ${this.#legend(matrix)}`;
  }

  #legend(matrix: SimilarityMatrix) {
    const [low, high] = matrix.domain.map((end) => decimal(end));
    const verdicts = new Set(Array.from({ length: matrix.rows }, (_, row) => isRight(matrix, row)));
    const paired = matrix.matches.some((match) => match >= 0);
    const frame = svg`<rect x="1" y="1" width="12" height="12" fill="none" stroke="var(--_ink)" stroke-width="2"/>`;
    const diamond = svg`<path d="M7 1l6 6-6 6-6-6Z" fill="var(--_wrong)"/>`;
    const disc = (color: string) => svg`<circle cx="7" cy="7" r="4.5" fill="var(--_${color})"/>`;
    const key = (mark: unknown, text: string) =>
      html`<span><svg viewBox="0 0 14 14" aria-hidden="true">${mark}</svg>${text}</span>`;
    return html`<div class="legend">
      <span>cosine<span class="number">${low}</span><i class="bar"></i><span class="number">${high}</span></span>
      ${paired ? key(frame, "given pair") : nothing}
      ${
        verdicts.has(true) || verdicts.has(false)
          ? html`<span>best text: ${key(disc("right"), "right")} ${key(diamond, "wrong")}</span>`
          : nothing
      }
      ${!paired && matrix.best.some((best) => best >= 0) ? key(disc("ink"), "best text") : nothing}
    </div>`;
  }

  override updated(changes: PropertyValues<this>): void {
    this.#listen();
    this.#sizes.disconnect();
    if (this.stage) this.#sizes.observe(this.stage);
    if (changes.has("cursor") && this.cursor) {
      this.renderRoot.querySelector("li.pointed")?.scrollIntoView({ block: "nearest" });
    }
    this.#paint();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    document.fonts.addEventListener("loadingdone", this.#onFonts);
    if (this.hasUpdated) this.#onFonts();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.fonts.removeEventListener("loadingdone", this.#onFonts);
    this.#sizes.disconnect();
    this.#listening?.removeEventListener("change", this.#onTiles);
    this.#listening?.request([], this);
    this.#listening = undefined;
  }

  /** Measures the texts again, which were measured in another font before this one was loaded. */
  #onFonts = () => {
    if (this.#matrix) this.#longest = this.#measure(this.#matrix);
    this.requestUpdate();
  };

  /** Whether the texts are listed, which sets where: beside the cells, or below them if the element is narrow. */
  #listed(matrix: SimilarityMatrix): boolean {
    const listed = textsAreListed({
      ...this.#measures(matrix),
      width: this.clientWidth,
      height: this.clientHeight - 70,
    });
    if (listed) this.setAttribute("listed", this.clientWidth >= 520 ? "beside" : "below");
    else this.removeAttribute("listed");
    return listed;
  }

  #measures({ rows, cols }: SimilarityMatrix) {
    const { text: longestText, name: longestName } = this.#longest;
    return { rows, cols, longestText, longestName, pictures: Boolean(this.tiles ?? this.pictures) };
  }

  #measure({ texts, names }: SimilarityMatrix): { text: number; name: number } {
    const context = new OffscreenCanvas(1, 1).getContext("2d");
    if (!context) return { text: 0, name: 0 };
    context.font = `600 12px ${getComputedStyle(this).fontFamily}`;
    const longest = (list: readonly string[]) =>
      Math.max(...list.map((each) => context.measureText(each).width));
    return { text: longest(texts), name: longest(names) };
  }

  get #layout(): SimilarityLayout | undefined {
    const matrix = this.#matrix;
    if (!matrix || !this.stage) return undefined;
    const { clientWidth: width, clientHeight: height } = this.stage;
    return layOutSimilarity({ ...this.#measures(matrix), width, height }, this.hasAttribute("listed"));
  }

  #paint(): void {
    if (this.#frame) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      this.#draw();
    });
  }

  #draw(): void {
    const layout = this.#layout;
    const matrix = this.#matrix;
    if (!layout || !matrix || this.stage.clientWidth === 0) return;
    const { clientWidth: width, clientHeight: height } = this.stage;
    const ratio = Math.min(2, devicePixelRatio);
    Object.assign(this.canvas, { width: Math.round(width * ratio), height: Math.round(height * ratio) });
    const context = this.canvas.getContext("2d") as CanvasRenderingContext2D;
    context.scale(ratio, ratio);
    const color = (name: string) => this.#themed.palette.css(`var(--_${name})`);
    const style = {
      ink: color("ink"),
      quiet: color("ink-2"),
      surface: color("surface"),
      skeleton: color("skeleton"),
      focus: color("focus"),
      right: color("right"),
      wrong: color("wrong"),
      amounts: [0, 1, 2, 3, 4].map((step) => color(`amount-${step}`)),
      font: getComputedStyle(this).fontFamily,
    };
    drawCells(context, matrix, layout, style, this.cursor);
    if (layout.picture > 0)
      this.#drawPictures(context, matrix, layout, {
        paper: color("paper"),
        skeleton: style.skeleton,
        warning: color("warning"),
      });
  }

  #drawPictures(
    context: CanvasRenderingContext2D,
    { rows }: SimilarityMatrix,
    { left, top, cell, picture }: SimilarityLayout,
    style: { paper: string; skeleton: string; warning: string },
  ): void {
    const missing: number[] = [];
    const pointed = this.cursor?.row;
    const draw = (row: number, side: number) => {
      const tile = this.#pictureOf(row);
      if (!tile && !this.pictures) missing.push(this.#tileRow(row));
      drawPicture(context, tile, [left - 8 - side / 2, top + (row + 0.5) * cell], side, style);
    };
    for (let row = 0; row < rows; row++) if (row !== pointed) draw(row, picture);
    if (pointed !== undefined) draw(pointed, Math.max(picture, Math.min(enlarged, left - 10)));
    this.tiles?.request(missing, this);
  }

  #tileRow(row: number): number {
    return this.tileRows?.[row] ?? row;
  }

  #pictureOf(row: number): Tile | NoTile | undefined {
    return this.pictures ? this.pictures[row] : this.tiles?.get(this.#tileRow(row));
  }

  #listen(): void {
    if (this.tiles === this.#listening) return;
    this.#listening?.removeEventListener("change", this.#onTiles);
    this.#listening?.request([], this);
    this.#listening = this.tiles;
    this.tiles?.addEventListener("change", this.#onTiles);
  }

  #onTiles = () => this.#paint();

  #cellAt({ clientX, clientY }: MouseEvent): CellPlace | undefined {
    const [layout, matrix] = [this.#layout, this.#matrix];
    if (!layout || !matrix) return undefined;
    const { x, y } = this.stage.getBoundingClientRect();
    const row = Math.floor((clientY - y - layout.top) / layout.cell);
    const column = Math.floor((clientX - x - layout.left) / layout.cell);
    return row >= 0 && row < matrix.rows && column >= 0 && column < matrix.cols ? { row, column } : undefined;
  }

  #point(cell: CellPlace | undefined): void {
    if (cell?.row === this.cursor?.row && cell?.column === this.cursor?.column) return;
    this.cursor = cell;
    this.tell("cell-hover", cell);
  }

  #onClick = (event: MouseEvent) => {
    const cell = this.#cellAt(event);
    if (!cell) return;
    this.#point(cell);
    this.tell("cell-pick", cell);
  };

  #onKey = (event: KeyboardEvent) => {
    const matrix = this.#matrix;
    const step = steps[event.key];
    if (!matrix || event.altKey || event.ctrlKey || event.metaKey) return;
    if (step) {
      const inside = (value: number, last: number) => Math.max(0, Math.min(last, value));
      const { row, column } = this.cursor ?? { row: 0, column: 0 };
      const next = {
        row: inside(row + step[0], matrix.rows - 1),
        column: inside(column + step[1], matrix.cols - 1),
      };
      this.#point(this.cursor ? next : { row, column });
    } else if (event.key === "Enter" && this.cursor) this.tell("cell-pick", this.cursor);
    else if (event.key === "Escape" && this.cursor) this.#point(undefined);
    else return;
    event.preventDefault();
  };
}
