import { define } from "@clipscope/charts";
import type { PromptBoard, PromptEntry, PromptScore } from "@clipscope/charts/plots";
import type { Study } from "@clipscope/study";
import { effect } from "@preact/signals-core";
import { compareRuns } from "../own/tally.js";
import { type Predicted, scoreOf, within } from "./within.js";

/** Results of single templates by their sets' ids, and of the control. */
interface Results {
  alone: readonly { id: string; scores: Predicted }[];
  random: Predicted;
}

/** Where the guesses are kept from visit to visit. */
const KEPT = "clipscope-prompt-guesses";

/**
 * A board of templates for guesses, which shows results once `reveal` is called. The study has a set "t0", "t1", … for
 * each template, the first of which is the bare name, and a set "chosen" for the ensemble of the checked ones.
 */
export function promptBoard(
  study: Study,
  {
    templates,
    control,
    rows,
  }: { templates: readonly string[]; control: readonly string[]; rows: ReadonlySet<number> },
): HTMLElement & { reveal(results: Results): void } {
  define();
  const board = document.createElement("clip-prompt-board");
  const entries: PromptEntry[] = [
    ...templates.map((template, i) => ({
      id: `t${i}`,
      template: i === 0 ? "the bare name" : template,
      kind: i === 0 ? ("bare" as const) : ("template" as const),
    })),
    {
      id: "random",
      template: `${control.length} with random words, such as “${control[0]}”`,
      kind: "random" as const,
    },
  ];
  const out = new Set(["t0", "random"]);
  const results = new Map<string, PromptScore>();
  let ensemble: PromptScore = {};
  const show = () => {
    const all = entries.map((entry) => ({
      ...entry,
      included: !out.has(entry.id),
      ...results.get(entry.id),
    }));
    board.board = { entries: all, ensemble } satisfies PromptBoard;
  };
  board.guesses = {
    ensemble: undefined,
    ...Object.fromEntries(entries.map(({ id }) => [id, undefined])),
    ...kept(),
  };
  board.revealed = false;
  show();
  board.addEventListener("guess-change", ({ detail: { id, value } }) => {
    board.guesses = { ...board.guesses, [id]: value };
    keep(board.guesses);
  });
  board.addEventListener("include-change", ({ detail: { ids, included } }) => {
    for (const id of ids) included ? out.delete(id) : out.add(id);
    const chosen = templates.filter((_, i) => !out.has(`t${i}`));
    const words = out.has("random") ? chosen : [...chosen, ...control];
    if (words.length > 0) study.history.dispatch({ do: "set-templates", set: "chosen", templates: words });
    show();
  });
  let stop = () => {};
  return Object.assign(board, {
    reveal({ alone, random }: Results) {
      stop();
      const bare = alone[0].scores;
      const score = (scores: Predicted): PromptScore => {
        const gain = scores === bare ? undefined : compareRuns(bare, scores);
        return { accuracy: scoreOf(scores), ...(gain && { gain }) };
      };
      for (const { id, scores } of alone) results.set(id, score(scores));
      results.set("random", score(random));
      board.revealed = true;
      stop = effect(() => {
        const { value } = study.scores({ set: "chosen" });
        ensemble = value ? score(within(value, rows)) : {};
        show();
      });
    },
  });
}

function kept(): Record<string, number> {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(KEPT) ?? "{}");
    const numbers = Object.entries(stored as object).filter(([, value]) => value >= 0 && value <= 1);
    return Object.fromEntries(numbers);
  } catch {
    return {};
  }
}

function keep(guesses: object): void {
  try {
    localStorage.setItem(KEPT, JSON.stringify(guesses));
  } catch {
    // Without site data, guesses last until the page is left.
  }
}
