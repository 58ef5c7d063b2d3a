import type { Derived, Missing } from "@clipscope/study";
import { msg } from "@lit/localize";
import { html } from "lit";
import { askToOpen } from "./ask.js";
import "./contact-button.js";
import type { Explorer } from "./explorer.js";
import { lacksFiles } from "./missing-files.js";

/** Card to show instead of a view if something that it needs is missing or failed; undefined otherwise. */
export function lackOf(needs: readonly Missing[], explorer: Explorer) {
  const { study } = explorer;
  const dataset = study.dataset();
  if (dataset.status === "missing" || study.doc.value.data === null) return emptyStudy();
  const failed = failure(msg("The data could not be opened"), dataset, "data", explorer);
  if (failed) return failed;
  if (!dataset.value) return undefined;
  for (const need of needs) {
    const lack = lacks[need]?.(explorer);
    if (lack) return lack;
  }
  return undefined;
}

const lacks: Partial<Record<Missing, (explorer: Explorer) => unknown>> = {
  model: (explorer) =>
    explorer.study.doc.value.model.kind === "none"
      ? card(
          msg("No model is open"),
          msg("This view compares images with texts, which needs a model."),
          "model",
          msg("Open a model"),
        )
      : failure(msg("The model could not be opened"), explorer.study.model(), "model", explorer),
  labels: (explorer) => {
    const dataset = explorer.study.dataset().value;
    if (!dataset || dataset.roles.label !== undefined) return undefined;
    const columns = [...dataset.columns].filter(([, { kind }]) => kind === "category");
    return columns.length > 0
      ? labelChoice(explorer, columns)
      : card(msg("The data has no labels"), noColumn(), "data", msg("Open other data"));
  },
  images: ({ study }) =>
    study.dataset().value?.images
      ? undefined
      : card(
          msg("The data has no images"),
          msg("This view needs pixels, and the data contains only embeddings."),
          "data",
          msg("Open other data"),
        ),
};

const noColumn = () =>
  msg(
    "This view compares predictions with labels. Labels come from one folder per class, or from a column of a table.",
  );

/** Card to choose the label column. */
const labelChoice = (explorer: Explorer, columns: readonly [string, { title: string }][]) =>
  html`<message-card heading=${msg("Which column holds the labels?")} text=${msg("This view compares predictions with labels.")}>
    <select
      aria-label=${msg("Label column")}
      data-testid="choose-label"
      @change=${(event: Event) =>
        explorer.dispatch({
          do: "set-role",
          role: "label",
          column: (event.target as HTMLSelectElement).value,
        })}
    >
      <option value="" disabled selected>${msg("Choose a column")}</option>
      ${columns.map(([name, { title }]) => html`<option value=${name}>${title}</option>`)}
    </select>
  </message-card>`;

function failure(heading: string, derived: Derived<unknown>, what: "data" | "model", explorer: Explorer) {
  if (derived.status !== "failed" && derived.status !== "cancelled") return undefined;
  if (derived.value !== undefined) return undefined;
  const text = derived.status === "cancelled" ? msg("Opening was stopped.") : (derived.error?.message ?? "");
  if (lacksFiles(explorer.study.doc.value[what], derived)) {
    return html`<message-card heading=${what === "data" ? msg("The data must be chosen again") : msg("The model must be chosen again")} .text=${text}>
      ${opener(what, what === "data" ? msg("Choose the data") : msg("Choose the model"))}
    </message-card>`;
  }
  return html`<message-card heading=${heading} .text=${text}>
    ${
      derived.error?.code === "access-denied"
        ? html`<contact-button .explorer=${explorer} of=${what}></contact-button>`
        : html`<button class="link" data-testid="retry" @click=${() => derived.retry()}>${msg("Try again")}</button>`
    }
    ${opener(what, what === "data" ? msg("Open other data") : msg("Open another model"))}
  </message-card>`;
}

const card = (heading: string, text: string, what: "data" | "model", title: string) =>
  html`<message-card .heading=${heading} .text=${text}>${opener(what, title)}</message-card>`;

const emptyStudy = () =>
  html`<message-card
    heading=${msg("See what CLIP sees")}
    text=${msg("Open a folder of images, a table, or a file of embeddings: it is mapped by meaning, classified by your words, and never leaves this computer. Or drop it anywhere on this page.")}
    >${opener("data", msg("Open data"))}</message-card
  >`;

/** A button that opens the dialog for data or a model. */
const opener = (what: "data" | "model", title: string) =>
  html`<button
    class="link"
    data-testid="lack-${what}"
    @click=${(event: Event) => askToOpen(event.currentTarget as EventTarget, what)}
  >
    ${title}
  </button>`;
