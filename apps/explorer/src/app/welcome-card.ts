import { msg } from "@lit/localize";
import { css, html, LitElement } from "lit";
import { customElement, property } from "lit/decorators.js";
import { examples } from "../builtin/examples.js";
import { shared } from "../style/shared.js";
import type { Page } from "./page.js";
import { markVisited } from "./visited.js";

/** Explains on a first visit what Clipscope is, with examples and the tour. Once closed, it is not shown again. */
@customElement("welcome-card")
export class WelcomeCard extends LitElement {
  static override styles = [
    shared,
    css`
      :host {
        position: absolute;
        inset: auto auto 16px 16px;
        z-index: 5;
        width: min(420px, calc(100% - 32px));
        max-height: calc(100% - 32px);
        overflow: auto;
        padding: 16px;
        border: 1px solid var(--line);
        border-radius: 10px;
        background: var(--raised);
        box-shadow: var(--shadow);
      }
      .head {
        display: flex;
        align-items: start;
        gap: 8px;
        margin-bottom: 4px;
      }
      .close {
        display: inline-flex;
        padding: 6px;
        margin: -4px -6px 0 0;
      }
      p {
        color: var(--ink-2);
        font-size: 13px;
      }
      ul {
        list-style: none;
        margin: 10px 0;
        border-top: 1px solid var(--line);
      }
      li {
        border-bottom: 1px solid var(--line);
      }
      li button {
        display: flex;
        align-items: center;
        width: 100%;
        min-height: 36px;
        padding: 4px;
        text-align: left;
        font-size: 13px;
        color: var(--accent);
      }
      .row {
        flex-wrap: wrap;
        gap: 4px 16px;
      }
      .row button {
        min-height: 28px;
        font-size: 13px;
      }
      @media (max-width: 760px) {
        :host {
          inset: auto 8px 8px;
          width: auto;
        }
      }
    `,
  ];

  @property({ attribute: false }) page!: Page;

  override render() {
    return html`<section aria-label=${msg("Welcome")} data-testid="welcome">
      <div class="head">
        <h2 class="grow">${msg("See what CLIP sees")}</h2>
        <button class="close" aria-label=${msg("Close")} data-testid="welcome-close" @click=${this.#close}><wa-icon name="close"></wa-icon></button>
      </div>
      <p>
        ${msg("A model that compares images with words, on your images or these drawings: mapped by meaning, named by your words, tested where it fails. Everything is computed in this tab.")}
      </p>
      <ul>
        ${examples().map(
          ({ title, document }) =>
            html`<li>
              <button
                data-testid="example"
                @click=${() => {
                  this.page.explorer.dispatch({ do: "replace", document }, { title });
                  this.#close();
                }}
              >
                ${title}
              </button>
            </li>`,
        )}
      </ul>
      <div class="row">
        <button class="link" data-testid="welcome-tour" @click=${this.#tour}>${msg("Take the tour")}</button>
        <button class="link" data-testid="welcome-open" @click=${this.#open}>${msg("Open your own images")}</button>
        <a class="small" href="./notebooks/index.html">${msg("Lessons")}</a>
      </div>
    </section>`;
  }

  #tour = () => {
    this.#close();
    this.page.open("tour");
  };

  #open = () => {
    this.#close();
    this.page.ask("data");
  };

  #close = () => {
    markVisited();
    this.dispatchEvent(new CustomEvent("welcome-close"));
  };
}
