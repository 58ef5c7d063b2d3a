import { count, points } from "@clipscope/charts";
import type { Scores } from "@clipscope/study";
import { msg, str } from "@lit/localize";
import { SignalWatcher } from "@lit-labs/preact-signals";
import { css, html, LitElement, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import { remember } from "../../lib/remember.js";
import { rowName } from "../../rows/row-name.js";
import { shared } from "../../style/shared.js";
import { toolbar } from "../../style/toolbar.js";
import { optionsOf, setOptions, type ViewElement } from "../registry.js";
import { type Flip, type Flips, flipsBetween } from "./flips.js";
import { panelStyle } from "./panel-style.js";
import { classify as spec } from "./spec.js";

const ROW = 40;

/** The images whose prediction changed since the last edit or since the start, with both predictions. */
@customElement("changes-panel")
export class ChangesPanel extends SignalWatcher(LitElement) {
  static override styles = [
    shared,
    toolbar,
    panelStyle,
    css`
      clip-list {
        height: min(280px, calc(var(--flips) * ${ROW}px + 2px));
      }
      .line {
        display: grid;
        grid-template-columns: 32px 16px minmax(0, 1fr) minmax(0, 1.6fr);
        align-items: center;
        gap: 8px;
        width: 100%;
        height: ${ROW}px;
        padding: 0 4px;
        font-size: 13px;
        text-align: left;
      }
      .line:focus-visible {
        outline-offset: -2px;
      }
      b {
        font-weight: 600;
      }
    `,
  ];

  @property({ attribute: false }) view!: ViewElement;
  #flips = remember<Flips>();

  override render() {
    const { explorer, study } = this.view;
    const { baseline } = explorer;
    const { since } = optionsOf(spec, study);
    const texts = since === "edit" ? baseline.before.value : baseline.start;
    const [before, now] = [baseline.scores(texts), study.scores().value];
    const flips = before && now ? this.#flips([before, now], () => flipsBetween(before, now)) : undefined;
    return html`<div class="options">
        <div class="segments" role="group" aria-label=${msg("Compare with")}>
          ${(["edit", "start"] as const).map(
            (each) => html`<button
              aria-pressed=${since === each}
              data-testid="since-${each}"
              @click=${() => setOptions(spec, this.view, { since: each })}
            >
              ${each === "edit" ? msg("Since the last edit") : baseline.pinned ? msg("Since the pinned state") : msg("Since the start")}
            </button>`,
          )}
        </div>
        <button class="link small" data-testid="pin-baseline" @click=${() => this.#pin()}>${msg("Compare from here")}</button>
        ${baseline.pinned ? html`<button class="link small" @click=${() => baseline.pin(undefined, msg("Compare with the start"))}>${msg("Unpin")}</button>` : nothing}
      </div>
      <p class="small" aria-live="polite" data-testid="flips">${this.#words(texts !== undefined, flips, before, now)}</p>
      ${flips && flips.all.length > 0 ? this.#list(flips) : nothing}`;
  }

  #pin(): void {
    const { explorer, study } = this.view;
    const { texts, active } = study.doc.peek();
    explorer.baseline.pin(
      texts.find(({ id }) => id === active),
      msg("Compare from here"),
    );
  }

  #words(
    known: boolean,
    flips: Flips | undefined,
    before: Scores | undefined,
    now: Scores | undefined,
  ): string {
    if (!known)
      return msg(
        "No edit yet: rename a class, leave one out or add one, and the images that change are listed here.",
      );
    if (!flips)
      return now ? msg("The texts are the same as then: no prediction changed.") : msg("Being computed…");
    const change =
      before?.top1 && now?.top1
        ? ` ${msg(str`Accuracy: ${points(now.top1.value - before.top1.value)} points.`)}`
        : "";
    const other = flips.all.length - flips.fixed - flips.broken;
    return `${msg(str`Of ${count(flips.compared)} images, ${count(flips.broken)} became wrong, ${count(flips.fixed)} became right, ${count(other)} changed otherwise.`)}${change}`;
  }

  #list(flips: Flips) {
    const { explorer } = this.view;
    const rows = flips.all.map(({ row }) => row);
    return html`<clip-list
        role="list"
        aria-label=${msg("Images that changed")}
        style="--flips:${flips.all.length}"
        .length=${flips.all.length}
        .rowHeight=${ROW}
        .row=${(i: number) => this.#line(flips.all[i])}
        .keyOf=${(i: number) => flips.all[i].row}
      ></clip-list>
      <p>
        <button class="link small" data-testid="select-flips" @click=${() => explorer.select(rows, msg("Changed by edits of the texts"))}>
          ${msg(str`Select these ${count(rows.length)} images`)}
        </button>
      </p>`;
  }

  #line({ row, kind, before, after }: Flip) {
    const { explorer, study } = this.view;
    const dataset = study.dataset().value;
    if (!dataset || row >= dataset.rows) return nothing;
    const said =
      kind === "fixed" ? msg("became right") : kind === "broken" ? msg("became wrong") : msg("changed");
    return html`<div role="listitem">
      <button class="line" data-testid="flip" @click=${() => explorer.pin(row)}>
        ${dataset.images ? html`<clip-thumb .tiles=${explorer.tiles} row=${row} size="32"></clip-thumb>` : html`<span></span>`}
        ${kind === "other" ? html`<span class="quiet">·</span>` : html`<clip-verdict ?right=${kind === "fixed"}></clip-verdict>`}
        <span class="cut">${rowName(dataset, row)}<span class="offscreen">, ${said}: </span></span>
        <span class="cut quiet">${before} → <b>${after}</b></span>
      </button>
    </div>`;
  }
}
