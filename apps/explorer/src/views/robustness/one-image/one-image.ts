import { percent } from "@clipscope/charts";
import { IMAGE_ACCEPT } from "@clipscope/core/images";
import { CORRUPTIONS, type CorruptionId } from "@clipscope/datasets/corruptions";
import type { CorruptedImage, Study } from "@clipscope/study";
import { msg, str } from "@lit/localize";
import { SignalWatcher } from "@lit-labs/preact-signals";
import { html, LitElement, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { live } from "lit/directives/live.js";
import type { Explorer } from "../../../app/explorer.js";
import { chartDownloads } from "../../../elements/chart-downloads.js";
import "../../../elements/export-menu.js";
import { rowName } from "../../../rows/row-name.js";
import { shared } from "../../../style/shared.js";
import { optionsOf, setOptions } from "../../registry.js";
import { families } from "../corruptions/curves.js";
import { unfinished } from "../effective/unfinished.js";
import { modelName } from "../model-name.js";
import { robustness as spec } from "../spec.js";
import { type ChosenImage, pathOf, picturesOf } from "./corrupted.js";
import { imageStyle } from "./image-style.js";
import { imageLesson } from "./lesson.js";
import "./path-figure.js";
import type { PathFigure } from "./path-figure.js";
import "./path-table.js";
import "./picture-grid.js";
import "./picture-view.js";

/** An image that can be chosen, with its name. */
interface Choice {
  id: string;
  title: string;
  image: ChosenImage;
}

/**
 * One image as a corruption grows: how it looks, what it is taken for, and where its embedding goes. The image is one
 * of the user's, the pinned one, or the first of the data.
 */
@customElement("one-image")
export class OneImageView extends SignalWatcher(LitElement) {
  static override styles = [shared, imageStyle];

  @property({ attribute: false }) explorer!: Explorer;
  @property({ attribute: false }) study!: Study;
  @property() theme = "";
  @state() private chosen = "";
  @state() private open = false;

  override render() {
    const choices = this.#choices();
    const choice = choices.find(({ id }) => id === this.chosen) ?? choices[0];
    const { kind: asked, severity } = optionsOf(spec, this.study);
    const { id: kind, title } = CORRUPTIONS.find(({ id }) => id === asked) ?? CORRUPTIONS[0];
    return html`<section
      aria-label=${msg("One image")}
      @dragover=${(event: DragEvent) => event.preventDefault()}
      @drop=${this.#onDrop}
    >
      <div class="head">
        <h2 data-testid="image-headline">${choice ? this.#headline(choice, kind, title) : msg("One image as a corruption grows")}</h2>
        ${choice ? html`<export-menu .files=${this.#files()}></export-menu>` : nothing}
      </div>
      ${this.#controls(choices, choice, kind, severity, title)}
      ${choice ? this.#result(choice, kind, severity, title) : html`<p class="small quiet">${msg("Choose an image, or drop one here: it stays in this tab.")}</p>`}
      ${choice ? this.#gallery(choice, kind, severity) : nothing}
    </section>`;
  }

  /** The images to choose from: the user's newest first, then the pinned one, then the first of the data. */
  #choices(): Choice[] {
    const { study, explorer } = this;
    const dataset = study.dataset().value;
    const pinned = explorer.pinned.value;
    const [first] = study.scores().value?.rows ?? dataset?.sampled ?? [0];
    const own = explorer.own.list.value.flatMap(({ name, key, file }) =>
      file ? [{ id: key, title: name, image: { file } }] : [],
    );
    if (!dataset?.images || dataset.rows === 0) return own;
    const row = (id: string, at: number, title: string) => ({ id, title, image: { row: at } });
    return [
      ...own,
      ...(pinned === undefined ? [] : [row("pinned", pinned, msg(str`Pinned: ${rowName(dataset, pinned)}`))]),
      row("first", first, msg(str`The first image: ${rowName(dataset, first)}`)),
    ];
  }

  #controls(
    choices: readonly Choice[],
    choice: Choice | undefined,
    kind: string,
    severity: number,
    title: string,
  ) {
    return html`<div class="controls">
      ${
        choice
          ? html`<label class="row"
              ><span class="small quiet">${msg("Image")}</span>
              <select
                data-testid="one-image"
                aria-label=${msg("Image")}
                @change=${(event: Event) => {
                  this.chosen = (event.target as HTMLSelectElement).value;
                }}
              >
                ${choices.map(({ id, title }) => html`<option value=${id} .selected=${live(id === choice.id)}>${title}</option>`)}
              </select></label
            >`
          : nothing
      }
      <button class="link small" data-testid="choose-image" @click=${() => this.renderRoot.querySelector<HTMLInputElement>("input[type=file]")?.click()}>
        ${msg("Choose your own…")}
      </button>
      <input type="file" hidden accept=${IMAGE_ACCEPT} aria-label=${msg("Your own image")} data-testid="image-file" @change=${this.#onFile} />
      <label class="row"
        ><span class="small quiet">${msg("Corruption")}</span>
        <select
          data-testid="image-kind"
          aria-label=${msg("Corruption")}
          @change=${(event: Event) => this.#set({ kind: (event.target as HTMLSelectElement).value as CorruptionId })}
        >
          ${[...families(CORRUPTIONS)].map(
            ([family, kinds]) =>
              html`<optgroup label=${family[0].toUpperCase() + family.slice(1)}>
                ${kinds.map(({ id, title }) => html`<option value=${id} .selected=${live(id === kind)}>${title}</option>`)}
              </optgroup>`,
          )}
        </select></label
      >
      <label class="row severity"
        ><span class="small quiet">${msg("Severity")}</span>
        <input
          type="range"
          min="0"
          max="5"
          step="1"
          data-testid="image-severity"
          aria-valuetext=${severity === 0 ? msg("without corruption") : msg(str`${title} ${severity}`)}
          .value=${live(String(severity))}
          @input=${(event: Event) => this.#set({ severity: Number((event.target as HTMLInputElement).value) })}
        /><output class="number">${severity}</output></label
      >
    </div>`;
  }

  #path({ image }: Choice, kind: CorruptionId, title: string) {
    return pathOf(this.study, image, kind, msg(str`One image under ${title.toLowerCase()}`));
  }

  #headline(choice: Choice, kind: CorruptionId, title: string): string {
    const { value } = this.#path(choice, kind, title);
    return value ? imageLesson(value, title) : msg("One image as a corruption grows");
  }

  #result(choice: Choice, kind: CorruptionId, severity: number, title: string) {
    const derived = this.#path(choice, kind, title);
    const path = derived.value ?? derived.stale?.value;
    if (!path) {
      return unfinished(derived, msg("One image"), msg("The image is corrupted and encoded six times."));
    }
    return html`<div class=${derived.value ? "" : "stale"}>
      <div class="image">
        ${this.#look(path, severity, title)}
        <div class="says">${this.#bars(path, severity)}</div>
        <path-figure
          .path=${path}
          .kind=${title}
          .source=${this.#source(choice)}
          theme=${this.theme}
          @severity-pick=${({ detail }: CustomEvent<{ severity: number }>) => this.#set(detail)}
        ></path-figure>
      </div>
      <p class="small quiet note">
        ${msg("Each axis of the path is the cosine of the image’s embedding with a class’s text, so the model’s choice between the two is the side of the dashed line that the point is on. It is a flat view of many dimensions: a step along it may also lead away from both.")}
      </p>
      <details>
        <summary>${msg("Table")}</summary>
        <path-table .path=${path}></path-table>
      </details>
    </div>`;
  }

  /** The picture at the chosen severity, and all of them in a row of buttons. */
  #look({ steps }: CorruptedImage, severity: number, title: string) {
    const name = (level: number) =>
      level === 0 ? msg("without corruption") : msg(str`${title}, severity ${level}`);
    return html`<div class="look">
      <picture-view .picture=${steps[severity].picture} side="192" .alt=${name(severity)}></picture-view>
      <div class="strip" role="group" aria-label=${msg("Severities")}>
        ${steps.map(
          (step) =>
            html`<button
              aria-pressed=${step.severity === severity}
              aria-label=${name(step.severity)}
              data-testid="step-${step.severity}"
              @click=${() => this.#set({ severity: step.severity })}
            >
              <picture-view .picture=${step.picture} side="28"></picture-view>
            </button>`,
        )}
      </div>
    </div>`;
  }

  #bars({ classes, anchors, steps }: CorruptedImage, severity: number) {
    const { probabilities, cosine, prediction } = steps[severity];
    const bars = Array.from(anchors, (c, i) => ({
      label: classes[c].names[0],
      value: Math.min(1, probabilities[i]),
      truth: false,
    })).sort((a, b) => b.value - a.value);
    return html`<p data-testid="image-prediction" data-class=${classes[prediction].names[0]}>
        ${msg(html`Taken for <b>${classes[prediction].names[0]}</b>`)}
      </p>
      <clip-bars .bars=${bars} .judged=${false}></clip-bars>
      <p class="small quiet" data-testid="image-cosine" data-value=${cosine}>
        ${msg(str`The probability of ${classes[anchors[0]].names[0]} is ${percent(Math.min(1, probabilities[0]))}; without corruption it is ${percent(Math.min(1, steps[0].probabilities[0]))}. Cosine with the clean image: ${cosine.toFixed(3)}.`)}
      </p>`;
  }

  /** Every kind and severity of the image, once it is opened. */
  #gallery({ image }: Choice, kind: string, severity: number) {
    const found = this.open ? picturesOf(this.study, image, msg("Pictures of the corruptions")) : undefined;
    const failed = found && (found.made.status === "failed" || found.made.status === "cancelled");
    return html`<details
      ?open=${this.open}
      @toggle=${(event: Event) => {
        this.open = (event.target as HTMLDetailsElement).open;
      }}
    >
      <summary data-testid="open-pictures">${msg("How every kind and severity looks")}</summary>
      ${
        failed
          ? unfinished(found.made, msg("Pictures"), "")
          : found
            ? html`<picture-grid
                .pictures=${found.pictures}
                kind=${kind}
                severity=${severity}
                @severity-pick=${({ detail }: CustomEvent<{ kind: CorruptionId; severity: number }>) => this.#set(detail)}
              ></picture-grid>`
            : nothing
      }
    </details>`;
  }

  #source({ title }: Choice) {
    return { data: title, model: modelName(this.study) };
  }

  #files() {
    const figure = () => this.renderRoot.querySelector<PathFigure>("path-figure");
    return [
      ...chartDownloads("clipscope-image-curves", () => figure()?.curves),
      ...chartDownloads("clipscope-image-path", () => figure()?.embedding).map(({ id, title, make }) => ({
        id: `path-${id}`,
        title: msg(str`Path: ${title}`),
        make,
      })),
    ];
  }

  #set(options: { kind?: CorruptionId; severity?: number }): void {
    setOptions(spec, this, options, true);
  }

  async #take(files: readonly File[]): Promise<void> {
    const [first] = await this.explorer.own.add(files);
    if (first) this.chosen = first.key;
  }

  #onFile = (event: Event) => {
    const input = event.target as HTMLInputElement;
    void this.#take([...(input.files ?? [])]);
    input.value = "";
  };

  #onDrop = (event: DragEvent) => {
    const images = [...(event.dataTransfer?.files ?? [])].filter(({ type }) => type.startsWith("image/"));
    if (images.length === 0) return;
    event.preventDefault();
    event.stopPropagation();
    void this.#take(images);
  };
}
