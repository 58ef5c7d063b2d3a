import { count, type Rows } from "@clipscope/charts";
import type { Derived, MapRegions } from "@clipscope/study";
import { msg, str } from "@lit/localize";
import { SignalWatcher } from "@lit-labs/preact-signals";
import { css, html, LitElement, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import { type Explorer, isRight } from "../../app/explorer.js";
import { rowDetails, rowName } from "../../rows/row-name.js";
import { shared } from "../../style/shared.js";
import { chooseRows } from "./change.js";
import { PAGE, type TreeNode, treeNodes } from "./region-tree.js";

/**
 * The map for the keyboard and for screen readers: regions, their parts, their images, and the nearest of each image.
 * Arrow keys move, open and close; Enter pins an image; Space selects an image or a region.
 */
@customElement("map-tree")
export class MapTree extends SignalWatcher(LitElement) {
  static override styles = [
    shared,
    css`
      :host {
        display: block;
        min-height: 0;
      }
      .all {
        height: 100%;
        padding: 8px;
      }
      .note {
        padding: 8px;
      }
      [role="treeitem"] {
        display: grid;
        grid-template-columns: 20px auto minmax(0, auto) minmax(0, 1fr);
        align-items: center;
        gap: 8px;
        min-height: 32px;
        padding: 2px 8px 2px calc(20px * (var(--level) - 1) + 4px);
        border-radius: var(--radius);
        cursor: pointer;
      }
      [role="treeitem"]:hover {
        background: var(--hover);
      }
      [role="treeitem"][aria-selected="true"] {
        background: var(--accent-soft);
      }
      [role="treeitem"]:focus-visible {
        outline-offset: -2px;
      }
      .region {
        font-weight: 500;
      }
      .twist {
        width: 20px;
        text-align: center;
        color: var(--ink-2);
      }
    `,
  ];

  @property({ attribute: false }) explorer!: Explorer;
  @property({ attribute: false }) regions!: Derived<MapRegions>;
  @property({ attribute: false }) names: readonly string[] = [];
  /** The rows in the tree. */
  @property({ attribute: false }) rows: Rows = { has: () => true };
  /** The nearest rows of a row; undefined until they are found. */
  @property({ attribute: false }) neighborsOf: (row: number) => Int32Array | undefined = () => undefined;
  @state() private open: ReadonlySet<string> = new Set();
  @state() private limits: ReadonlyMap<string, number> = new Map();
  /** Id of the line that the Tab key reaches. */
  @state() private focused = "";
  #nodes: readonly TreeNode[] = [];

  override render() {
    const { regions, explorer } = this;
    const { value } = regions;
    if (!value) {
      return html`<p class="note" role="status">${regions.error?.message ?? msg("The tree appears once the map is laid out.")}</p>`;
    }
    const { open, limits, neighborsOf } = this;
    this.#nodes = treeNodes(value, this.rows, { open, limits, neighborsOf });
    if (!this.#nodes.some(({ id }) => id === this.focused)) this.focused = this.#nodes[0]?.id ?? "";
    const selected = explorer.study.selected();
    return html`<div class="all scroll">
      <p class="small quiet note" id="how">${msg("Arrow keys move, open and close. Enter pins an image, Space selects an image or all of a region.")}</p>
      <div role="tree" aria-label=${msg("Regions of the map")} aria-describedby="how" aria-multiselectable="true" @keydown=${this.#onKey}>
        ${repeat(
          this.#nodes,
          ({ id }) => id,
          (node) => this.#line(node, selected?.has(node.row) ?? false, value),
        )}
      </div>
    </div>`;
  }

  #line(node: TreeNode, chosen: boolean, { rows, regions }: MapRegions) {
    const { explorer } = this;
    const dataset = explorer.study.dataset().value;
    if (!dataset) return nothing;
    const { id, kind, level, row, region, expanded, place, siblings } = node;
    const selected = explorer.study.selected();
    const isChosen =
      kind === "region" && region >= 0
        ? selected !== undefined && regions[region].points.every((point) => selected.has(rows[point]))
        : kind === "image" && chosen;
    return html`<div
      role="treeitem"
      class=${kind}
      style="--level:${level}"
      aria-level=${level}
      aria-posinset=${place}
      aria-setsize=${siblings}
      aria-expanded=${expanded ?? nothing}
      aria-selected=${isChosen}
      tabindex=${id === this.focused ? 0 : -1}
      data-id=${id}
      @click=${() => {
        this.focused = id;
        this.#act(node);
      }}
      @focus=${() => {
        this.focused = id;
        explorer.hovered.value = kind === "image" ? row : undefined;
      }}
    >
      <span class="twist" aria-hidden="true">${expanded === undefined ? "" : expanded ? "▾" : "▸"}</span>
      ${dataset.images && row >= 0 ? html`<clip-thumb .tiles=${explorer.tiles} row=${row} size="28" aria-hidden="true"></clip-thumb>` : html`<span></span>`}
      <span class="cut">${this.#title(node)}</span>
      <span class="small quiet cut">${this.#details(node)}</span>
    </div>`;
  }

  #title({ kind, region, row, count: n }: TreeNode): string {
    const dataset = this.explorer.study.dataset().value;
    if (kind === "more") return msg(str`${count(n)} more`);
    if (kind === "image") return dataset ? rowName(dataset, row) : "";
    return region < 0 ? msg("In no region") : this.names[region] || msg("A region without a name");
  }

  #details({ kind, row, count: n }: TreeNode): string {
    const { explorer } = this;
    const dataset = explorer.study.dataset().value;
    if (!dataset || kind === "more") return "";
    if (kind === "region") return n === 1 ? msg("1 image") : msg(str`${count(n)} images`);
    const right = explorer.study.doc.value.model.kind === "none" ? undefined : isRight(explorer.verdict(row));
    const said = right === undefined ? "" : right ? `, ${msg("right")}` : `, ${msg("wrong")}`;
    return `${rowDetails(dataset, row)}${said}`;
  }

  /** What a click or Enter does: opens or closes a region, pins an image, lists more. */
  #act({ id, kind, row, parent }: TreeNode): void {
    if (kind === "region") this.#toggle(id);
    else if (kind === "image") this.explorer.pin(row);
    else this.limits = new Map(this.limits).set(parent, (this.limits.get(parent) ?? PAGE) + PAGE);
  }

  #toggle(id: string, open = !this.open.has(id)): void {
    const next = new Set(this.open);
    if (open) next.add(id);
    else next.delete(id);
    this.open = next;
  }

  #select({ kind, row, region }: TreeNode): void {
    const { regions, names } = this;
    const { value } = regions;
    if (kind === "image") chooseRows(this, { rows: [row], title: this.#name(row) });
    if (kind !== "region" || region < 0 || !value) return;
    const rows = value.regions[region].points.map((point) => value.rows[point]);
    chooseRows(this, {
      rows: rows.filter((each) => this.rows.has(each)),
      title: msg(str`Region ${names[region] || region + 1}`),
    });
  }

  #name(row: number): string {
    const dataset = this.explorer.study.dataset().value;
    return dataset ? rowName(dataset, row) : String(row);
  }

  #onKey = (event: KeyboardEvent) => {
    const nodes = this.#nodes;
    const at = nodes.findIndex(({ id }) => id === this.focused);
    const node = nodes[at];
    if (!node || event.ctrlKey || event.metaKey || event.altKey) return;
    const { expanded, id, parent } = node;
    switch (event.key) {
      case "ArrowDown":
        this.#go(nodes[at + 1]);
        break;
      case "ArrowUp":
        this.#go(nodes[at - 1]);
        break;
      case "Home":
        this.#go(nodes[0]);
        break;
      case "End":
        this.#go(nodes.at(-1));
        break;
      case "ArrowRight":
        if (expanded === false) this.#toggle(id, true);
        else if (expanded) this.#go(nodes[at + 1]);
        break;
      case "ArrowLeft":
        if (expanded) this.#toggle(id, false);
        else this.#go(nodes.find((other) => other.id === parent));
        break;
      case "Enter":
        this.#act(node);
        break;
      case " ":
        this.#select(node);
        break;
      default:
        if (event.key.length !== 1 || event.key === "\\") return;
        this.#go(this.#startingWith(event.key, at));
    }
    event.preventDefault();
  };

  /** The next line whose name begins with a letter. */
  #startingWith(letter: string, at: number): TreeNode | undefined {
    const order = [...this.#nodes.slice(at + 1), ...this.#nodes.slice(0, at)];
    return order.find((node) => this.#title(node).toLowerCase().startsWith(letter.toLowerCase()));
  }

  async #go(node: TreeNode | undefined): Promise<void> {
    if (!node) return;
    this.focused = node.id;
    await this.updateComplete;
    const line = [...this.renderRoot.querySelectorAll<HTMLElement>("[role=treeitem]")].find(
      (each) => each.dataset.id === node.id,
    );
    line?.focus();
    line?.scrollIntoView({ block: "nearest" });
  }
}
