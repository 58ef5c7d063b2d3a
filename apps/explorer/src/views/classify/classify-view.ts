import { count, points, Resized } from "@clipscope/charts";
import { IMAGE_ACCEPT } from "@clipscope/core/images";
import type { ResolvedClass, Scores, Study } from "@clipscope/study";
import { toCsv } from "@clipscope/toolkit";
import { msg, str } from "@lit/localize";
import { SignalWatcher } from "@lit-labs/preact-signals";
import { html, LitElement, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import { download } from "../../app/download.js";
import { type Explorer, isRight } from "../../app/explorer.js";
import type { OwnImage } from "../../app/own-images.js";
import "../../elements/export-menu.js";
import { remember } from "../../lib/remember.js";
import "../../rows/own-card.js";
import "../../rows/row-card.js";
import "../../rows/row-grid.js";
import { rowsCsv } from "../../rows/rows-csv.js";
import { shared } from "../../style/shared.js";
import { toolbar } from "../../style/toolbar.js";
import { optionsOf, setOptions } from "../registry.js";
import "./changes-panel.js";
import "./class-list.js";
import { rowsOfClass, rowsOfValues } from "./class-rows.js";
import { classifyStyle } from "./classify-style.js";
import "./cosine-panel.js";
import { flipsBetween } from "./flips.js";
import { judgedOf, promptsOf, type Subject, subjectOf } from "./in-focus.js";
import "./look-panel.js";
import { noneOf, rejectedRows } from "./none-panel.js";
import "./pairs-panel.js";
import "./picture-panel.js";
import "./probability-panel.js";
import { type ClassifyOptions, type Panel, classify as spec } from "./spec.js";
import "./token-panel.js";

/** File types offered: those that the model's reader decodes, and vector drawings, which are turned into pixels. */
const ACCEPT = `${IMAGE_ACCEPT},.svg`;

/** Width of the page in pixels from which the grid's pictures are larger. */
const WIDE = 1700;

/** The Classify view: edit class names, see how the predictions change, and why they are what they are. */
@customElement("classify-view")
export class ClassifyView extends SignalWatcher(LitElement) {
  static override styles = [shared, toolbar, classifyStyle];

  @property({ attribute: false }) explorer!: Explorer;
  @property({ attribute: false }) study!: Study;
  @property() theme = "";
  #shown = remember<Int32Array>();
  #rejected = remember<Set<number>>();
  #ofValue = remember<Map<string, Int32Array>>();
  #flips = remember<Set<number>>();

  constructor() {
    super();
    new Resized(this, () => this.requestUpdate());
  }

  override render() {
    const { explorer, study } = this;
    const options = optionsOf(spec, study);
    const dataset = study.dataset().value;
    const shown = study.shown();
    const scores = study.scores().value;
    if (!dataset || !shown) return nothing;
    const rejected = this.#rejectedRows(options);
    const { which } = options;
    const rows = this.#shown([shown, which, scores, which === "none" && rejected], () =>
      which === "all"
        ? shown.rows()
        : shown
            .rows()
            .filter((row) =>
              which === "none" ? rejected?.has(row) : isRight(explorer.verdict(row)) === (which === "right"),
            ),
    );
    const subject = subjectOf(explorer, options.focus, rows, (entry) => this.#rowsOf(entry));
    const own = explorer.own.list.value;
    return html`${this.#toolbar(options, rows.length, shown.count)}
      <div class="stage">
        <section class="inspector scroll" aria-label=${msg("The image in focus")}>
          ${options.input === "closed" ? nothing : html`<picture-panel .view=${this} .input=${options.input}></picture-panel>`}
          ${this.#focus(subject, options.panel)} ${this.#parts(options.panel)} ${this.#part(options, subject, rows, rejected?.size ?? 0)}
        </section>
        <class-list
          .explorer=${explorer}
          @class-focus=${(event: CustomEvent<string>) => this.#focusClass(event.detail)}
        ></class-list>
        <div class="images scroll">
          <row-grid
            .explorer=${explorer}
            .rows=${rows}
            .size=${this.clientWidth >= WIDE ? 72 : 52}
            .chosen=${subject?.kind === "row" ? subject.row : -1}
            .own=${own}
            .chosenOwn=${subject?.kind === "own" ? subject.image.key : ""}
            .rejected=${options.panel === "none" || which === "none" ? rejected : undefined}
            @row-pick=${(event: CustomEvent<number>) => this.#pick(event.detail)}
            @own-pick=${(event: CustomEvent<OwnImage>) => setOptions(spec, this, { focus: { kind: "own", key: event.detail.key } }, true)}
            @own-remove=${(event: CustomEvent<OwnImage>) => explorer.own.remove(event.detail)}
          ></row-grid>
        </div>
      </div>`;
  }

  #toolbar({ which, input }: ClassifyOptions, listed: number, all: number) {
    const labeled = this.study.dataset().value?.roles.label !== undefined;
    const names = { all: msg("All"), right: msg("Right"), wrong: msg("Wrong"), none: msg("None of these") };
    const kinds = (labeled ? ["all", "right", "wrong"] : ["all"]) as (keyof typeof names)[];
    if (which === "none") kinds.push("none");
    const make = (kind: "draw" | "camera", icon: string, title: string) => html`<button
      aria-pressed=${input === kind}
      title=${title}
      data-testid="input-${kind}"
      @click=${() => setOptions(spec, this, { input: input === kind ? "closed" : kind })}
    >
      <wa-icon name=${icon}></wa-icon><span>${title}</span>
    </button>`;
    return html`<div class="toolbar" role="toolbar" aria-label=${msg("Classify")}>
      ${
        kinds.length > 1
          ? html`<div class="segments words" role="group" aria-label=${msg("Images shown")}>
              ${kinds.map(
                (value) =>
                  html`<button aria-pressed=${which === value} data-testid="which-${value}" @click=${() => setOptions(spec, this, { which: value })}>${names[value]}</button>`,
              )}
            </div>`
          : nothing
      }
      <span class="small quiet number" aria-live="polite" data-testid="grid-count">${msg(str`${count(listed)} of ${count(all)} images`)}</span>
      ${this.#change()}
      <span class="grow"></span>
      <label class="file"
        ><input type="file" hidden accept=${ACCEPT} multiple data-testid="own-files" @change=${this.#onPick} /><button
          title=${msg("Add images of your own: choose files, paste, or drop them anywhere")}
          @click=${(event: Event) => ((event.currentTarget as HTMLElement).previousElementSibling as HTMLInputElement).click()}
        >
          <wa-icon name="image"></wa-icon><span>${msg("Your image")}</span>
        </button></label
      >
      ${make("draw", "pen", msg("Draw"))} ${make("camera", "camera", msg("Camera"))}
      <export-menu
        .files=${[
          {
            title: msg("Predictions (CSV)"),
            id: "csv",
            make: () =>
              download(
                "clipscope-predictions.csv",
                rowsCsv(this.explorer, this.study.shown()?.rows() ?? [], {
                  images: this.explorer.own.list.peek(),
                }),
              ),
          },
          {
            title: msg("Class names (CSV)"),
            id: "names",
            make: () => download("clipscope-classes.csv", this.#classesCsv()),
          },
        ]}
      ></export-menu>
    </div>`;
  }

  /** How far the accuracy, which the study's panel shows, is from that of the baseline; opens the list of changes. */
  #change() {
    const { explorer, study } = this;
    const before = explorer.baseline.scores(explorer.baseline.start)?.top1;
    const now = study.scores().value?.top1;
    if (!before || !now) return nothing;
    const since = explorer.baseline.pinned ? msg("since the pinned state") : msg("since the start");
    return html`<button
      class="link change"
      data-testid="change"
      aria-live="polite"
      @click=${() => setOptions(spec, this, { panel: "changes", since: "start" })}
    >
      ${msg(str`${points(now.value - before.value)} points ${since}`)}
    </button>`;
  }

  #focus(subject: Subject | undefined, panel: Panel) {
    // The part with the probabilities lists the same classes.
    const top = panel === "probabilities" ? 0 : panel === "closed" ? 5 : 3;
    const size = panel === "closed" ? 96 : 72;
    if (!subject) return html`<p class="small quiet">${msg("No image is shown.")}</p>`;
    return html`<div class="focus">
      ${
        subject.kind === "own"
          ? html`<own-card
              data-testid="focus"
              .explorer=${this.explorer}
              .image=${subject.image}
              top=${top}
              size=${size}
              @ground-pick=${(event: CustomEvent<ClassifyOptions["ground"]>) => setOptions(spec, this, { ground: event.detail })}
            ></own-card>`
          : html`<row-card data-testid="focus" .explorer=${this.explorer} row=${subject.row} top=${top} size=${size}></row-card>`
      }
    </div>`;
  }

  /** The parts of the inspector; pressing the open one closes it. */
  #parts(open: Panel) {
    const parts: [Panel, string][] = [
      ["probabilities", msg("Probabilities")],
      ["cosines", msg("Why this cosine?")],
      ["look", msg("Where it looks")],
      ["tokens", msg("Tokens")],
      ["pairs", msg("Pairs")],
      ["changes", msg("Changes")],
      ["none", msg("None")],
    ];
    return html`<div class="parts" role="group" aria-label=${msg("About the image in focus and its classes")}>
      ${parts.map(
        ([panel, title]) => html`<button
          aria-expanded=${open === panel}
          data-testid="part-${panel}"
          @click=${() => setOptions(spec, this, { panel: open === panel ? "closed" : panel }, true)}
        >
          ${title}
        </button>`,
      )}
    </div>`;
  }

  #part({ panel, text }: ClassifyOptions, subject: Subject | undefined, rows: Int32Array, rejected: number) {
    const prompts = this.#prompts(subject);
    const shown = text || (prompts[0] ?? "");
    switch (panel) {
      case "probabilities":
        return html`<probability-panel .view=${this} .judged=${judgedOf(this.explorer, subject)}></probability-panel>`;
      case "cosines":
        return html`<cosine-panel .view=${this} .judged=${judgedOf(this.explorer, subject)}></cosine-panel>`;
      case "tokens":
        return html`<token-panel .view=${this} .prompts=${prompts} .text=${shown}></token-panel>`;
      case "look":
        return html`<look-panel .view=${this} .subject=${subject} .prompts=${prompts} .text=${shown}></look-panel>`;
      case "pairs":
        return html`<pairs-panel .view=${this} .rows=${rows} @pair-pick=${this.#onPair}></pairs-panel>`;
      case "none":
        return html`<none-panel .view=${this} .rejected=${rejected}></none-panel>`;
      case "changes":
        return html`<changes-panel .view=${this}></changes-panel>`;
      default:
        return nothing;
    }
  }

  /** The prompts of the class in focus first, then those of the image's most likely classes. */
  #prompts(subject: Subject | undefined): readonly string[] {
    const { explorer, study } = this;
    const templates = study.templates();
    const { focus } = optionsOf(spec, study);
    const focused = focus?.kind === "class" ? study.classes().find(({ id }) => id === focus.id) : undefined;
    const classes: Pick<ResolvedClass, "names" | "prompts">[] = focused ? [focused] : [];
    if (subject?.kind === "row") {
      const verdict = explorer.verdict(subject.row);
      if (verdict?.label !== undefined && verdict.label >= 0)
        classes.push(verdict.scores.classes[verdict.label]);
      for (const c of verdict?.classes ?? [])
        classes.push((verdict as NonNullable<typeof verdict>).scores.classes[c]);
    } else if (subject?.image.result && !("error" in subject.image.result.found)) {
      const { classes: all, found } = subject.image.result;
      classes.push(...Array.from(found.classes, (c) => all[c]));
    }
    return [...new Set(classes.flatMap((each) => promptsOf(each, templates)))];
  }

  #rejectedRows({ panel, which }: ClassifyOptions): Set<number> | undefined {
    if (panel !== "none" && which !== "none") return undefined;
    const { value } = noneOf(this);
    return value && this.#rejected([value], () => rejectedRows(value.result));
  }

  #rowsOf(entry: ResolvedClass): number[] {
    const dataset = this.study.dataset().value;
    const all = rowsOfClass(
      entry,
      this.#ofValue([dataset], () => rowsOfValues(dataset)),
    );
    const shown = this.study.shown();
    const here = all.filter((row) => shown?.has(row));
    // The example of an edit is an image that it made wrong or right, if there is one.
    const { baseline } = this.explorer;
    const before = baseline.scores(baseline.before.value);
    const now = this.study.scores().value;
    if (!before || !now) return here;
    const flips = this.#flips([before, now], () => flippedRows(before, now));
    const flipped = here.find((row) => flips.has(row));
    return flipped === undefined ? here : [flipped, ...here];
  }

  #focusClass(id: string): void {
    const row = this.explorer.pinned.peek();
    const pinned = row === undefined ? undefined : this.study.dataset().value?.keys[row];
    setOptions(spec, this, { focus: { kind: "class", id, ...(pinned !== undefined && { pinned }) } }, true);
  }

  #pick(row: number): void {
    setOptions(spec, this, { focus: null }, true);
    this.explorer.pin(row);
  }

  /** Looks for a class of the matrix in its image. */
  #onPair = (event: CustomEvent<{ row: number; own?: OwnImage; name: string }>) => {
    const { row, own, name } = event.detail;
    const entry = this.study.classes().find(({ names }) => names[0] === name);
    if (own) setOptions(spec, this, { focus: { kind: "own", key: own.key } }, true);
    else this.#pick(row);
    if (entry)
      setOptions(
        spec,
        this,
        { text: promptsOf(entry, this.study.templates())[0] ?? "", panel: "look" },
        true,
      );
  };

  #onPick = (event: Event) => {
    const input = event.target as HTMLInputElement;
    void this.explorer.own.add([...(input.files ?? [])]);
    input.value = "";
  };

  #classesCsv(): string {
    const rows = this.study
      .classes()
      .map(({ names, of, out }) => [names.join("; "), of.join("; "), out ? "left out" : ""]);
    return toCsv({ columns: ["name", "labels", "state"], rows });
  }
}

/** The rows that became right or wrong. */
const flippedRows = (before: Scores, now: Scores) =>
  new Set(flipsBetween(before, now).all.flatMap(({ row, kind }) => (kind === "other" ? [] : [row])));
