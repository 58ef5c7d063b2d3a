import type { Study } from "@clipscope/study";
import { msg } from "@lit/localize";
import { SignalWatcher } from "@lit-labs/preact-signals";
import { html, LitElement, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import type { Explorer } from "../../../app/explorer.js";
import "../../../builtin/story/story-corruptions.js";
import { corruptionsRecipe } from "../../../code/recipes/corruptions-recipe.js";
import { type ChartCode, chartDownloads } from "../../../elements/chart-downloads.js";
import "../../../elements/export-menu.js";
import { shared } from "../../../style/shared.js";
import { toolbar } from "../../../style/toolbar.js";
import { optionsOf, setOptions } from "../../registry.js";
import { choiceButtons, followsStudy, partButtons } from "../parts.js";
import { type RobustnessOptions, robustness as spec } from "../spec.js";
import { partStyle } from "../style.js";
import "../one-image/one-image.js";
import "./own-corruptions.js";
import type { OwnCorruptions } from "./own-corruptions.js";
import type { SeverityFigure } from "./severity-figure.js";

const choices = (): { value: RobustnessOptions["corrupted"]; title: string; hint: string }[] => [
  { value: "own", title: msg("This study"), hint: msg("The open model on the open images") },
  {
    value: "story",
    title: msg("Mini’s evaluation"),
    hint: msg("The built-in model and the best model trained with labels, on drawings"),
  },
];

/** Accuracy on corrupted images by severity: of the open study, or of the built-in one. */
@customElement("corruptions-part")
export class CorruptionsPart extends SignalWatcher(LitElement) {
  static override styles = [shared, toolbar, partStyle];

  @property({ attribute: false }) explorer!: Explorer;
  @property({ attribute: false }) study!: Study;
  @property() theme = "";

  override render() {
    const { study, explorer, theme } = this;
    const { corrupted } = optionsOf(spec, study);
    return html`<div class="toolbar" role="toolbar" aria-label=${msg("Robustness")}>
        ${partButtons(this)}
        <span class="grow"></span>
        <clip-tip term=${msg("corruptions")}
          >${msg("Nineteen kinds of noise, blur, weather and digital damage at five severities (ImageNet-C, Hendrycks & Dietterich 2019); papers take the mean over fifteen of them.")}</clip-tip
        >
        <export-menu .files=${chartDownloads(`clipscope-corruptions-${corrupted}`, () => this.#figure?.chart, undefined, this.#code(corrupted))}></export-menu>
      </div>
      <div class="stage scroll" tabindex="0" role="region" aria-label=${msg("Corruptions")}>
        <div class="inner">
          <div class="controls">
            ${choiceButtons(msg("Models"), choices(), corrupted, (value) => setOptions(spec, this, { corrupted: value }), { id: "corrupted" })}
          </div>
          ${corrupted === "own" ? followsStudy() : nothing}
          ${
            corrupted === "story"
              ? html`<story-corruptions .explorer=${explorer} .study=${study} theme=${theme}></story-corruptions>`
              : html`<own-corruptions .explorer=${explorer} .study=${study} theme=${theme}></own-corruptions>
                  ${showsImages(study) ? html`<one-image .explorer=${explorer} .study=${study} theme=${theme}></one-image>` : nothing}`
          }
        </div>
      </div>`;
  }

  /** How the curves are computed; those of the built-in study have a lesson of their own. */
  #code(corrupted: RobustnessOptions["corrupted"]): ChartCode | undefined {
    if (corrupted === "story") return undefined;
    const recipe = () => {
      const asked = this.renderRoot.querySelector<OwnCorruptions>("own-corruptions")?.asked;
      const figure = this.#figure;
      if (!asked || !figure) return undefined;
      const { headline, note, source, styles } = figure.words;
      return corruptionsRecipe(asked, {
        ...{ title: headline, note },
        ...(source && { source }),
        ...(styles && { styles }),
      });
    };
    return { explorer: this.explorer, title: () => this.#figure?.words.headline ?? "Corruptions", recipe };
  }

  get #figure(): SeverityFigure | null {
    const source = this.renderRoot.querySelector("story-corruptions, own-corruptions");
    return source?.shadowRoot?.querySelector("severity-figure") ?? null;
  }
}

/** Whether one image can be corrupted: a model is open, and there are classes to take it for. */
const showsImages = (study: Study) =>
  (study.model().value?.width ?? 0) > 0 && study.classes().filter(({ out }) => !out).length > 1;
