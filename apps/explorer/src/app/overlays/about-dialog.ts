import { msg } from "@lit/localize";
import { html } from "lit";
import { customElement, state } from "lit/decorators.js";
import type { BuiltinPart } from "../../builtin/in-worker.js";
import { readParts } from "../../builtin/parts.js";
import { PageDialog } from "./page-dialog.js";

/** Dialog with a description of the page, and the sources and licenses of the built-in drawings and model. */
@customElement("about-dialog")
export class AboutDialog extends PageDialog {
  @state() private parts: readonly BuiltinPart[] | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    readParts(this.page.explorer).then(
      (parts) => {
        this.parts = parts;
      },
      () => {
        this.parts = [];
      },
    );
  }

  protected heading(): string {
    return msg("About Clipscope");
  }

  protected content() {
    return html`<section>
        <p>
          ${msg("Clipscope maps images by meaning, classifies them by words, and shows where a CLIP model fails. It is free software under the MIT license. Images, texts and models stay in this tab; nothing is sent anywhere unless you open something from a server.")}
        </p>
      </section>
      <section>
        <h3>${msg("The model")}</h3>
        <p>
          ${msg("mini, the built-in model, was trained from scratch for Clipscope. The method is CLIP’s: Radford et al., Learning Transferable Visual Models From Natural Language Supervision, ICML 2021.")}
        </p>
      </section>
      <section data-testid="credits">
        <h3>${msg("The drawings")}</h3>
        <p class="small quiet">
          ${msg("Each was rendered as an image of 64 × 64 pixels on white. The third-party sets keep their licenses; anyone who publishes these images must name the authors.")}
        </p>
        ${
          this.parts === undefined
            ? html`<p class="quiet">${msg("Reading the list…")}</p>`
            : this.parts.length === 0
              ? html`<p class="quiet">${msg("The drawings could not be read here: their credits are in THIRD_PARTY_NOTICES.md.")}</p>`
              : html`<table>
                  <tbody>
                    ${this.parts.map(({ title, credit }) => html`<tr><td>${title}</td><td class="quiet small">${credit}</td></tr>`)}
                  </tbody>
                </table>`
        }
      </section>
      <section>
        <h3>${msg("Made with")}</h3>
        <p class="small quiet">
          ${msg("Lit, Web Awesome, TensorFlow.js, ONNX Runtime, D3, Preact Signals, Inter and JetBrains Mono, and others; their licenses are in THIRD_PARTY_NOTICES.md.")}
        </p>
      </section>`;
  }
}
