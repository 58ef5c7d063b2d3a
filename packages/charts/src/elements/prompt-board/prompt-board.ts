import { html, nothing, type PropertyValues } from "lit";
import { property } from "lit/decorators.js";
import { live } from "lit/directives/live.js";
import { repeat } from "lit/directives/repeat.js";
import type { PromptBoardEvents } from "../../events.js";
import { counted, percent, points } from "../../format.js";
import {
  checkBoard,
  isClear,
  isIncluded,
  orderedEntries,
  type PromptBoard,
  type PromptEntry,
  type PromptOrder,
  type PromptScore,
  sayInterval,
  sayScore,
} from "../../plots/prompt-board/board.js";
import { titleOf } from "../../plots/prompt-board/prompt-board.js";
import { base } from "../../style/base.js";
import { ChartElement } from "../element.js";
import { note, noteStyle } from "../note.js";
import { promptBoardStyle } from "./prompt-board-style.js";
import { type BoardScale, boardScale } from "./scale.js";

/**
 * Templates, or sets of templates, with the accuracy that each reaches, its interval and its paired gain over the bare
 * class names. The ensemble stands first; checkboxes put entries into it or take them out, which the page does on
 * `include-change`. Rows with a slot in `guesses` take a prediction; while `revealed` is false no result is shown. If
 * there is no board, set a `message`, with a button as a child element if it helps, or set `busy`.
 */
export class PromptBoardElement extends ChartElement<PromptBoardEvents> {
  static override styles = [base, noteStyle, promptBoardStyle];

  @property({ attribute: false }) board: PromptBoard | undefined;
  /** The order of the entries; buttons in the header change it. */
  @property() order: PromptOrder = "given";
  /**
   * Predicted accuracies by id, undefined where none is made yet: each id has a slot in its row. The ensemble's id is
   * "ensemble".
   */
  @property({ attribute: false }) guesses: Readonly<Record<string, number | undefined>> = {};
  /** Whether results are shown. Set `board` without results, too, if the page's source must not tell them. */
  @property({ attribute: false }) revealed = true;
  /** Shown if there is no board: why there is none. */
  @property() message = "";
  @property({ type: Boolean }) busy = false;

  override willUpdate(changes: PropertyValues<this>): void {
    if (changes.has("board") && this.board) checkBoard(this.board);
  }

  override render() {
    const { board, guesses } = this;
    if (!board) return note(this.message, this.busy);
    const scale = boardScale(
      this.revealed ? board : { entries: [] },
      this.revealed ? Object.values(guesses) : [],
    );
    const entries = orderedEntries(board.entries, this.revealed ? this.order : "given");
    const bare = this.revealed
      ? board.entries.find(({ kind }) => kind === "bare")?.accuracy?.value
      : undefined;
    return html`<div role="table" aria-label="Prompts by accuracy" aria-rowcount=${entries.length + 2}>
        <div role="rowgroup">${this.#head(board, scale, bare)}</div>
        <div role="rowgroup">
          ${board.ensemble ? this.#ensemble(board, board.ensemble, scale, bare) : nothing}
          ${repeat(
            entries,
            ({ id }) => id,
            (entry) => this.#entry(entry, scale, bare),
          )}
        </div>
      </div>
      ${entries.length === 0 ? html`<p class="about">No template yet.</p>` : nothing}`;
  }

  #head({ entries }: PromptBoard, scale: BoardScale, bare: number | undefined) {
    const ids = entries.map(({ id }) => id);
    const included = entries.filter(isIncluded).length;
    const all = included === entries.length;
    return html`<div class="row head" role="row">
      <div class="check" role="columnheader">
        <input
          type="checkbox"
          aria-label="All prompts in the ensemble"
          title="All or none in the ensemble"
          .checked=${live(all && included > 0)}
          .indeterminate=${live(!all && included > 0)}
          ?disabled=${ids.length === 0}
          @change=${() => this.tell("include-change", { ids, included: !all })}
        />
      </div>
      ${this.#sortable("template", "template", "Template", "ascending")}
      <div class="plot" role="columnheader">
        <span class="offscreen">Accuracy and interval as a drawing</span>
        ${this.revealed ? scale.ticks.map((tick) => html`<span class="tick" style="left:${scale.at(tick)}%">${percent(tick, 0)}</span>`) : nothing}
        ${bare === undefined ? nothing : html`<span class="offscreen">dashed: bare names</span>`}
      </div>
      ${this.#sortable("accuracy", "accuracy", "Accuracy (95%)", "descending")}
      ${this.#sortable("gain", "gain", "Gain, points", "descending")}
    </div>`;
  }

  #sortable(place: string, order: PromptOrder, title: string, direction: "ascending" | "descending") {
    const on = this.order === order && this.revealed;
    return html`<div class=${place} role="columnheader" aria-sort=${on ? direction : "none"}>
      <button
        class="sort"
        title=${on ? "Back to the given order" : `Sort by ${title.toLowerCase()}`}
        ?disabled=${!this.revealed}
        @click=${() => this.#sort(on ? "given" : order)}
      >
        ${title}${on ? (direction === "descending" ? " ↓" : " ↑") : ""}
      </button>
    </div>`;
  }

  #sort(order: PromptOrder): void {
    this.order = order;
    this.tell("order-change", order);
  }

  #ensemble(board: PromptBoard, score: PromptScore, scale: BoardScale, bare: number | undefined) {
    const title = titleOf(board);
    return html`<div class="row ensemble ${"ensemble" in this.guesses ? "guessed" : ""}" role="row">
      <div class="check" role="cell"></div>
      <div class="template" role="cell">${title}</div>
      ${this.#figures("ensemble", title, score, scale, bare)}
    </div>`;
  }

  #entry(entry: PromptEntry, scale: BoardScale, bare: number | undefined) {
    const { id, template, kind = "template" } = entry;
    const included = isIncluded(entry);
    const words = { template: "", bare: "bare name", random: "control" }[kind];
    return html`<div class="row ${included ? "" : "out"} ${id in this.guesses ? "guessed" : ""}" data-kind=${kind} role="row">
      <div class="check" role="cell">
        <input
          type="checkbox"
          aria-label="“${template}” in the ensemble"
          .checked=${live(included)}
          @change=${() => this.tell("include-change", { ids: [id], included: !included })}
        />
      </div>
      <div class="template" role="cell"><code>${template}</code>${words ? html`<span class="kind">${words}</span>` : nothing}</div>
      ${this.#figures(id, template, entry, scale, bare)}
    </div>`;
  }

  #figures(id: string, name: string, score: PromptScore, scale: BoardScale, bare: number | undefined) {
    const { accuracy, gain } = this.revealed ? score : {};
    const guess = this.guesses[id];
    const at = (value: number) => `left:${scale.at(value)}%`;
    return html`<div class="plot" role="cell" title=${this.revealed ? sayScore(name, score) : nothing}>
        ${this.revealed ? scale.ticks.map((tick) => html`<i class="grid" style=${at(tick)}></i>`) : nothing}
        ${bare === undefined ? nothing : html`<i class="grid bare" style=${at(bare)}></i>`}
        ${
          accuracy
            ? html`<i
                  class="interval"
                  style="${at(accuracy.low)};width:${scale.at(accuracy.high) - scale.at(accuracy.low)}%"
                ></i
                ><i class="dot" style=${at(accuracy.value)}></i>`
            : nothing
        }
        ${this.revealed && guess !== undefined ? html`<i class="guess-mark" style=${at(guess)}></i>` : nothing}
      </div>
      <div class="accuracy" role="cell">
        ${
          accuracy
            ? html`<span class="number">${percent(accuracy.value)}</span>
                <span class="interval-text">${percent(accuracy.low).slice(0, -1)} to ${percent(accuracy.high).slice(0, -1)}</span>`
            : this.#without(id, name)
        }
      </div>
      <div class="gain" role="cell">${this.#gain(gain, guess, accuracy?.value)}</div>`;
  }

  /** In the place of an accuracy: the prediction, or why there is no figure. */
  #without(id: string, name: string) {
    if (this.revealed) return html`<span class="hidden" title="not computed yet"></span>`;
    if (!(id in this.guesses)) return html`<span class="hidden" title="hidden until it is revealed"></span>`;
    const guess = this.guesses[id];
    return html`<label class="guess"
      ><span class="offscreen">Your guess for ${name}, in percent</span>
      <input
        type="number"
        min="0"
        max="100"
        step="1"
        placeholder="guess"
        .value=${live(guess === undefined ? "" : String(Number((100 * guess).toFixed(1))))}
        @change=${(event: Event) => this.#guess(id, event.target as HTMLInputElement)}
      />%</label
    >`;
  }

  #guess(id: string, input: HTMLInputElement): void {
    const value = input.valueAsNumber;
    const known = value >= 0 && value <= 100;
    this.tell("guess-change", { id, value: known ? value / 100 : undefined });
    if (!known) input.value = "";
  }

  #gain(gain: PromptScore["gain"], guess: number | undefined, value: number | undefined) {
    const off = guess === undefined || value === undefined ? undefined : Math.abs(value - guess);
    return html`${
      gain
        ? html`<span class="number ${isClear(gain) ? "clear" : "quiet"}">${points(gain.difference)}</span>
            <span class="interval-text">${sayInterval(gain)}</span>`
        : nothing
    }${off === undefined ? nothing : html`<span class="guess">guess ${percent(guess ?? 0, 0)}, ${counted(Math.round(100 * off), "point")} off</span>`}`;
  }
}
