import { html, nothing, type PropertyValues } from "lit";
import { property, state } from "lit/decorators.js";
import type { TokenDetail, TokensEvents } from "../../events.js";
import { counted } from "../../format.js";
import { base } from "../../style/base.js";
import { ChartElement } from "../element.js";
import { note, noteStyle } from "../note.js";
import {
  givenParts,
  type Piece,
  type Reading,
  readTokens,
  splitWords,
  type TokenizedText,
  type Word,
} from "./pieces.js";
import { tokensStyle } from "./tokens-style.js";

/** Number of split words that are explained. */
const explained = 3;

/**
 * Token inspector: the pieces that a tokenizer makes of a text, with their ids, between the start and end tokens; how
 * many slots of the text encoder they use, what is cut, what was done to the text, and which words are split. Arrow
 * keys move between pieces, Enter picks one. If there is no value, set a `message`, with a button as a child element if
 * it helps, or set `busy`.
 */
export class TokensElement extends ChartElement<TokensEvents> {
  static override styles = [base, noteStyle, tokensStyle];

  @property({ attribute: false }) value: TokenizedText | undefined;
  /** Index of a token to mark, such as the one that is pointed to in another view. */
  @property({ attribute: false }) pointed: number | undefined;
  /** Shown if there is no value: why there is none. */
  @property() message = "";
  @property({ type: Boolean }) busy = false;
  /** The piece that the Tab key reaches. */
  @state() private focused = 0;
  #reading: Reading | undefined;

  override willUpdate(changes: PropertyValues<this>): void {
    if (!changes.has("value")) return;
    this.#reading = this.value && readTokens(this.value);
    this.focused = Math.min(this.focused, Math.max(0, (this.value?.tokens.length ?? 0) - 1));
  }

  override render() {
    const [value, reading] = [this.value, this.#reading];
    if (!value || !reading) return note(this.message, this.busy);
    return html`${this.#meter(reading, value)}
      <ul class="pieces" aria-label="Tokens" @keydown=${this.#onKey}>
        ${special("start", value.startId)} ${reading.words.map((word) => this.#word(word, true))}
        ${special("end", value.endId)} ${reading.words.map((word) => this.#word(word, false))}
      </ul>
      ${this.#about(reading, value)}`;
  }

  #meter({ used, cut }: Reading, { contextLength, tokens }: TokenizedText) {
    const needed = tokens.length + 2;
    return html`<div class="meter">
      <span>${cut > 0 ? html`needs <b>${needed}</b> of` : html`<b>${used}</b> of`} ${contextLength} slots</span>
      <div class="slots ${cut > 0 ? "full" : ""}" style="--slots:${contextLength}" aria-hidden="true">
        <i style="width:${(100 * used) / contextLength}%"></i>
      </div>
    </div>`;
  }

  /** The pieces of a word that fit, before the end token, or those that are cut off, after it. */
  #word({ pieces }: Word, fit: boolean) {
    const shown = pieces.filter(({ slot }) => (slot !== undefined) === fit);
    if (shown.length === 0) return nothing;
    return html`<li class="word ${pieces.length > 1 ? "split" : ""}">${shown.map((piece) => this.#piece(piece))}</li>`;
  }

  #piece(piece: Piece) {
    const { index, id, text, slot } = piece;
    const place = slot === undefined ? "cut off" : `slot ${slot}`;
    const kind = `${slot === undefined ? "cut" : ""} ${index === this.pointed ? "pointed" : ""}`;
    return html`<button
      class="piece ${kind}"
      tabindex=${index === this.focused ? 0 : -1}
      title="${piece.token} · id ${id} · ${place}"
      @pointerenter=${() => this.tell("token-hover", detailOf(piece))}
      @pointerleave=${() => this.tell("token-hover", undefined)}
      @focus=${() => {
        this.focused = index;
        this.tell("token-hover", detailOf(piece));
      }}
      @blur=${() => this.tell("token-hover", undefined)}
      @click=${() => this.tell("token-pick", detailOf(piece))}
    >
      <b class=${isBytes(piece) ? "bytes" : ""}>${text}</b><span>${id}</span><i class="offscreen">, ${place}</i>
    </button>`;
  }

  #about(reading: Reading, { text, contextLength }: TokenizedText) {
    const { changes, cut, lost, read } = reading;
    const split = splitWords(reading);
    const more = split.length - explained;
    return html`<dl>
      ${
        changes.length > 0
          ? html`<dt>as given</dt>
              <dd class="text">${givenParts(text).map((part) => (part.changed ? html`<mark>${visible(part.text)}</mark>` : part.text))}</dd>
              <dt>as read</dt>
              <dd><span class="text">${read}</span> <span class="quiet">(${changes.join(", ")})</span></dd>`
          : nothing
      }
      ${
        cut > 0
          ? html`<dt>cut off</dt>
              <dd class="lost">
                <span class="text">${lost}</span> (${counted(cut, "token")}; ${contextLength - 2} fit between start and
                end)
              </dd>`
          : nothing
      }
      ${
        split.length > 0
          ? html`<dt>split</dt>
              <dd>
                ${split
                  .slice(0, explained)
                  .map(({ text: word, pieces }) => `“${word}” into ${pieces.length}`)
                  .join(
                    ", ",
                  )}${more > 0 ? ` and ${counted(more, "more word")}` : ""}: the vocabulary has no token of
                its own for ${split.length === 1 ? "it" : "them"}, so the model puts the meaning together
                from the pieces.
              </dd>`
          : nothing
      }
    </dl>`;
  }

  #onKey = (event: KeyboardEvent) => {
    const pieces = [...this.renderRoot.querySelectorAll<HTMLButtonElement>("button.piece")];
    const moves: Record<string, number> = {
      ArrowLeft: this.focused - 1,
      ArrowUp: this.focused - 1,
      ArrowRight: this.focused + 1,
      ArrowDown: this.focused + 1,
      Home: 0,
      End: pieces.length - 1,
    };
    if (!(event.key in moves)) return;
    pieces[Math.max(0, Math.min(pieces.length - 1, moves[event.key]))]?.focus();
    event.preventDefault();
  };
}

function special(name: string, id: number | undefined) {
  return html`<li class="word special">
    <div class="piece"><b>${name}</b><span>${id ?? html`&nbsp;`}</span></div>
  </li>`;
}

const detailOf = ({ index, token, id, slot }: Piece): TokenDetail => ({ index, token, id, slot });

/** White space as characters that are seen. */
const visible = (text: string) => text.replaceAll(" ", "␣").replaceAll("\t", "⇥").replaceAll("\n", "⏎\n");

/** Whether a piece is shown as bytes. */
const isBytes = ({ text, token }: Piece) =>
  /^[0-9A-F]{2}( [0-9A-F]{2})*$/.test(text) && !token.startsWith(text);
