import type { Study } from "@clipscope/study";
import type { ShiftPanel } from "@clipscope/toolkit";
import { msg, str } from "@lit/localize";
import { SignalWatcher } from "@lit-labs/preact-signals";
import { css, html, LitElement, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import { live } from "lit/directives/live.js";
import type { Explorer } from "../../../app/explorer.js";
import { storyPanelsOf } from "../../../builtin/story/story-panels.js";
import "../../../builtin/story/story-effective.js";
import { effectiveRecipe, publishedRecipe } from "../../../code/recipes/effective-recipe.js";
import { type ChartCode, chartDownloads } from "../../../elements/chart-downloads.js";
import "../../../elements/export-menu.js";
import { shared } from "../../../style/shared.js";
import { toolbar } from "../../../style/toolbar.js";
import { optionsOf, setOptions } from "../../registry.js";
import { choiceButtons, followsStudy, partButtons } from "../parts.js";
import { type RobustnessOptions, robustness as spec } from "../spec.js";
import { partStyle } from "../style.js";
import type { EffectiveFigure } from "./effective-figure.js";
import "./own-effective.js";
import { ownShifts } from "./own-shifts.js";
import "./published-effective.js";
import type { Picked } from "./picked-model.js";
import { publishedOf } from "./published-shifts.js";

const choices = (): { value: RobustnessOptions["models"]; title: string; hint: string }[] => [
  {
    value: "own",
    title: msg("This study"),
    hint: msg("The open model on the open data, with other models’ results that you supply"),
  },
  {
    value: "published",
    title: msg("Published"),
    hint: msg("ImageNet classifiers and CLIP models, as published"),
  },
  {
    value: "story",
    title: msg("Mini’s evaluation"),
    hint: msg("The built-in model and models trained with labels, on drawings"),
  },
];

/** Number of models from which on one can be searched for by name. */
const MANY = 12;

/** Accuracy under shift against accuracy before it, of models compared with a line through others. */
@customElement("effective-part")
export class EffectivePart extends SignalWatcher(LitElement) {
  static override styles = [
    shared,
    toolbar,
    partStyle,
    css`
      .find {
        width: 200px;
        height: 30px;
      }
    `,
  ];

  @property({ attribute: false }) explorer!: Explorer;
  @property({ attribute: false }) study!: Study;
  @property() theme = "";

  override render() {
    const { study, explorer, theme } = this;
    const { models, shift, picked: model, pickedShift } = optionsOf(spec, study);
    const picked = model === "" ? undefined : { model, shift: pickedShift };
    const all = this.#panels(models);
    const alone = all.filter((panel) => panel.shift === shift);
    const shown = alone.length > 0 ? alone : all;
    return html`<div class="toolbar" role="toolbar" aria-label=${msg("Robustness")}>
        ${partButtons(this)}
        <span class="grow"></span>
        <clip-tip term=${msg("effective robustness")}
          >${msg("How far a model is above what its accuracy before the shift would predict: the line through other models, on logit axes (Taori et al. 2020).")}</clip-tip
        >
        <export-menu .files=${chartDownloads(`clipscope-robustness-${models}`, () => this.#figure?.chart, undefined, this.#code(models, alone[0]?.shift))}></export-menu>
      </div>
      <div class="stage scroll" tabindex="0" role="region" aria-label=${msg("Effective robustness")}>
        <div class="inner" @model-pick=${this.#onPick}>
          <div class="controls">
            ${choiceButtons(msg("Models"), choices(), models, (value) => setOptions(spec, this, { models: value, shift: "", picked: "" }), { id: "models" })}
            ${all.length > 1 ? this.#shiftChoice(all, alone[0]?.shift ?? "") : nothing}
            ${shown.length > 0 ? this.#find(shown) : nothing}
          </div>
          ${models === "own" ? followsStudy() : nothing}
          ${
            models === "published"
              ? html`<published-effective .study=${study} .panels=${shown} .all=${all} .picked=${picked} theme=${theme}></published-effective>`
              : models === "story"
                ? html`<story-effective .explorer=${explorer} .study=${study} .panels=${shown} .all=${all} .picked=${picked} theme=${theme}></story-effective>`
                : html`<own-effective .explorer=${explorer} .study=${study} .panels=${shown} .all=${all} .picked=${picked} theme=${theme}></own-effective>`
          }
          <p class="small quiet aside">
            ${msg("Read it with care: the distance is from a line over one test set before the shift. With several such test sets instead of one, the gains of CLIP models shrink (Shi et al. 2023).")}
          </p>
        </div>
      </div>`;
  }

  #panels(models: RobustnessOptions["models"]): readonly ShiftPanel[] {
    const { study } = this;
    if (models === "published") return publishedOf(study).value?.panels ?? [];
    if (models === "story") return storyPanelsOf(study);
    return ownShifts(study).panels;
  }

  /** A field that finds a model by name, if there are many. */
  #find(panels: readonly ShiftPanel[]) {
    const names = new Map<string, string>();
    for (const { shift, models, baseline, others } of panels) {
      for (const { name } of [...models, ...baseline, ...others]) {
        if (!names.has(name)) names.set(name, shift);
      }
    }
    if (names.size < MANY) return nothing;
    return html`<input
        class="find"
        type="search"
        list="models"
        data-testid="find-model"
        placeholder=${msg("Find a model")}
        aria-label=${msg("Find a model")}
        @input=${(event: Event) => {
          const field = event.target as HTMLInputElement;
          const shift = names.get(field.value);
          if (shift === undefined) return;
          setOptions(spec, this, { picked: field.value, pickedShift: shift });
          field.value = "";
        }}
      />
      <datalist id="models">${[...names.keys()].map((name) => html`<option value=${name}></option>`)}</datalist>`;
  }

  #onPick = ({ detail }: CustomEvent<Picked | undefined>) =>
    setOptions(spec, this, { picked: detail?.model ?? "", pickedShift: detail?.shift ?? "" });

  get #figure(): EffectiveFigure | null {
    const source = this.renderRoot.querySelector("published-effective, story-effective, own-effective");
    return source?.shadowRoot?.querySelector("effective-figure") ?? null;
  }

  /** How the plot is computed; the built-in study has a lesson of its own. */
  #code(models: RobustnessOptions["models"], shift: string | undefined): ChartCode | undefined {
    if (models === "story") return undefined;
    const recipe = () => {
      const figure = this.#figure;
      if (!figure) return undefined;
      if (models === "published") return publishedRecipe(shift, figure.words.series, figure.look);
      const { baselines, reference } = optionsOf(spec, this.study);
      return baselines
        ? effectiveRecipe({ baselines, ...(reference && { reference }) }, shift, figure.look)
        : undefined;
    };
    return {
      explorer: this.explorer,
      title: () => this.#figure?.words.headline ?? "Effective robustness",
      recipe,
    };
  }

  #shiftChoice(panels: readonly ShiftPanel[], chosen: string) {
    return html`<label class="row"
      ><span class="small quiet">${msg("Shift")}</span>
      <select
        data-testid="shift"
        aria-label=${msg("Shift")}
        @change=${(event: Event) => setOptions(spec, this, { shift: (event.target as HTMLSelectElement).value })}
      >
        <option value="" .selected=${live(chosen === "")}>${msg(str`all ${panels.length} shifts`)}</option>
        ${panels.map(({ shift, title }) => html`<option value=${shift} .selected=${live(shift === chosen)}>${title}</option>`)}
      </select></label
    >`;
  }
}
