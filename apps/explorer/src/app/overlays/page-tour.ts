import { msg, str } from "@lit/localize";
import { css, html, LitElement } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { shared } from "../../style/shared.js";
import { keyName } from "../keys.js";
import type { OverlayElement } from "../load-overlay.js";
import type { Page } from "../page.js";

/** A stop of the tour: the element that it points at, and its text. */
interface Stop {
  selector: string;
  title: string;
  text: string;
}

/** Pixels between the card and its target, and between the card and the page's edge. */
const GAP = 12;

/** A tour of the page in seven stops. Arrow keys and Enter move between stops, Esc ends it. */
@customElement("page-tour")
export class PageTour extends LitElement implements OverlayElement {
  static override styles = [
    shared,
    css`
      :host {
        position: fixed;
        inset: 0;
        z-index: 30;
      }
      .ring {
        position: fixed;
        border: 2px solid var(--accent);
        border-radius: 8px;
        box-shadow: 0 0 0 200vmax rgb(0 0 0 / 32%);
        pointer-events: none;
        transition: inset var(--quick) ease-out;
      }
      .card {
        position: fixed;
        width: min(340px, calc(100vw - 24px));
        padding: 16px;
        border: 1px solid var(--line);
        border-radius: 10px;
        background: var(--raised);
        box-shadow: var(--shadow);
      }
      .card:focus {
        outline: none;
      }
      p {
        margin: 4px 0 12px;
        color: var(--ink-2);
        font-size: 13px;
      }
      .go {
        padding: 6px 12px;
        border: 1px solid var(--line-strong);
        font-weight: 500;
      }
      @media (prefers-reduced-motion: reduce) {
        .ring {
          transition: none;
        }
      }
    `,
  ];

  readonly isOpen = true;
  @property({ attribute: false }) page!: Page;
  @state() private at = 0;
  @query(".card") private card!: HTMLElement;
  #before: Element | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    const root = this.getRootNode() as ShadowRoot | Document;
    this.#before = root.activeElement;
    addEventListener("resize", this.#onResize);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener("resize", this.#onResize);
  }

  protected override updated(): void {
    this.#place();
    this.card.focus();
  }

  override render() {
    const stops = this.#stops;
    const { title, text } = stops[this.at];
    const last = this.at === stops.length - 1;
    return html`<div class="ring" aria-hidden="true"></div>
      <div class="card" role="dialog" aria-modal="true" aria-labelledby="title" aria-describedby="text" tabindex="-1" data-testid="tour" @keydown=${this.#onKey}>
        <h2 id="title">${title}</h2>
        <p id="text">${text}</p>
        <div class="row">
          <span class="grow small quiet">${msg(str`${this.at + 1} of ${stops.length}`)}</span>
          <button class="link small" data-testid="tour-end" @click=${this.#end}>${msg("End the tour")}</button>
          <button class="go" ?disabled=${this.at === 0} @click=${() => this.#go(-1)}>${msg("Back")}</button>
          <button class="go" data-testid="tour-next" @click=${() => (last ? this.#end() : this.#go(1))}>${last ? msg("Done") : msg("Next")}</button>
        </div>
      </div>`;
  }

  /** The stops whose elements are visible: on narrow pages the panels are behind buttons. */
  get #stops(): Stop[] {
    const palette = keyName({ key: "k", command: true });
    const stops: Stop[] = [
      {
        selector: ".tabs",
        title: msg("Views of one study"),
        text: msg(
          "Each tab shows the same images, model and words in another way. What you select in one is selected in all.",
        ),
      },
      {
        selector: ".stage",
        title: msg("The view"),
        text: msg(
          "On the map, images with similar meaning are near each other. Hover for predictions, click to pin, draw around images to select them; the arrow keys do the same.",
        ),
      },
      {
        selector: this.#shown("aside.study") ? "aside.study" : '[data-testid="open-study-panel"]',
        title: msg("The study"),
        text: msg(
          "Data, model, classes, templates and filters. Change any of them: only what depends on it is computed again, and the accuracy above shows what it was worth.",
        ),
      },
      {
        selector: this.#shown("aside.selection") ? "aside.selection" : '[data-testid="open-selection"]',
        title: msg("The selection"),
        text: msg(
          "What the model says of the selected images: how many are right, what they were taken for. Tag them, or export them.",
        ),
      },
      {
        selector: '[data-testid="undo"]',
        title: msg("Everything can be undone"),
        text: msg(
          "Each edit is a step. The address is a link to exactly this state, and the menu saves it as a file.",
        ),
      },
      {
        selector: '[data-testid="search"]',
        title: msg("Search"),
        text: msg(
          str`${palette} finds views, commands, classes, images and lessons. The key ? lists all keys.`,
        ),
      },
      {
        selector: '[data-testid="lesson"]',
        title: msg("Lessons"),
        text: msg("The book explains the view that is open, with experiments on the same model."),
      },
    ];
    const there = stops.filter(({ selector }) => this.#shown(selector));
    return there.length > 0 ? there : stops.slice(1, 2);
  }

  #shown(selector: string): boolean {
    const box = this.page.find(selector)?.getBoundingClientRect();
    return box !== undefined && box.width > 0 && box.height > 0;
  }

  /** Puts the ring around the stop, and the card where there is room: below, above, or at its side. */
  #place(): void {
    const box = this.page.find(this.#stops[this.at].selector)?.getBoundingClientRect();
    const ring = this.renderRoot.querySelector<HTMLElement>(".ring");
    if (!box || !ring) return;
    const { innerWidth, innerHeight } = window;
    const edge = (value: number) => `${Math.max(2, value)}px`;
    ring.style.inset = `${edge(box.top - 4)} ${edge(innerWidth - box.right - 4)} ${edge(innerHeight - box.bottom - 4)} ${edge(box.left - 4)}`;
    const { offsetWidth: width, offsetHeight: height } = this.card;
    const below = box.bottom + GAP;
    const above = box.top - GAP - height;
    const right = box.right + GAP;
    const left = box.left - GAP - width;
    const [x, y] =
      below + height < innerHeight
        ? [box.left, below]
        : above > 0
          ? [box.left, above]
          : right + width < innerWidth
            ? [right, box.top + GAP]
            : left > 0
              ? [left, box.top + GAP]
              : [box.left + GAP, box.bottom - height - 2 * GAP];
    this.card.style.left = `${Math.max(GAP, Math.min(x, innerWidth - width - GAP))}px`;
    this.card.style.top = `${Math.max(GAP, Math.min(y, innerHeight - height - GAP))}px`;
  }

  #go(step: number): void {
    this.at = Math.max(0, Math.min(this.#stops.length - 1, this.at + step));
  }

  #end = () => {
    this.dispatchEvent(new CustomEvent("overlay-close"));
    if (this.#before instanceof HTMLElement) this.#before.focus();
  };

  #onResize = () => this.requestUpdate();

  #onKey = (event: KeyboardEvent) => {
    if (event.key === "Escape") this.#end();
    else if (event.key === "ArrowRight" || (event.key === "Enter" && event.target === this.card)) {
      if (this.at === this.#stops.length - 1) this.#end();
      else this.#go(1);
    } else if (event.key === "ArrowLeft") this.#go(-1);
    else if (event.key === "Tab") {
      this.#keepFocus(event);
      return;
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };

  /** Keeps the focus in the card. */
  #keepFocus(event: KeyboardEvent): void {
    const buttons = [...this.card.querySelectorAll<HTMLElement>("button:not([disabled])")];
    const active = (this.renderRoot as ShadowRoot).activeElement;
    const edge = event.shiftKey ? buttons[0] : buttons.at(-1);
    if (active !== edge && !(event.shiftKey && active === this.card)) return;
    event.preventDefault();
    (event.shiftKey ? buttons.at(-1) : buttons[0])?.focus();
  }
}
