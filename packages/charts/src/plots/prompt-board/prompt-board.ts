import { ClipscopeError, checkOneOf, checkOptions } from "@clipscope/types";
import { points } from "../../format.js";
import type { AccuracyBar } from "../accuracies/accuracy-bars.js";
import { drawBars } from "../accuracies/draw-bars.js";
import { type Chart, type ChartOptions, chartOf } from "../chart.js";
import { type ChartRow, codeOf, csvOf, numberIn, optionalNumberIn, textIn } from "../rows.js";
import {
  checkBoard,
  isIncluded,
  orderedEntries,
  type PromptBoard,
  type PromptEntry,
  type PromptOrder,
  type PromptScore,
  sayInterval,
  sayScore,
} from "./board.js";

export interface PromptBoardOptions extends ChartOptions {
  /** Order of the entries below the ensemble. Default "given". */
  order?: PromptOrder;
}

const COLUMNS = [
  "id",
  "template",
  "kind",
  "included",
  "accuracy",
  "low",
  "high",
  "n",
  "gain",
  "gain_low",
  "gain_high",
] as const;
/** The kind of the ensemble's row in the CSV. */
const ENSEMBLE = "ensemble";

/**
 * Templates by accuracy, with intervals, and with the gain over the bare names where the chart is wide enough; the
 * ensemble first. Entries that are not in the ensemble are hollow. Throws `bad-argument` for an empty board, a doubled
 * id and values that are not fractions.
 */
export function promptBoard(board: PromptBoard, options: PromptBoardOptions = {}): Chart<AccuracyBar> {
  checkOptions(options, ["order", "width", "theme", "title", "note", "source"], "promptBoard");
  const { order = "given", ...words } = options;
  checkOneOf("order", order, ["given", "accuracy", "gain", "template"]);
  checkBoard(board);
  const { ensemble } = board;
  if (board.entries.length === 0) {
    throw new ClipscopeError("bad-argument", "promptBoard needs at least one entry.");
  }
  const entries = orderedEntries(board.entries, order);
  const bars = [
    ...(ensemble ? [barOf(titleOf(board), ensemble, false)] : []),
    ...entries.map((entry) => barOf(entry.template, entry, !isIncluded(entry))),
  ];
  const bare = board.entries.find(({ kind }) => kind === "bare")?.accuracy?.value;
  const said = [
    ...(ensemble ? [sayScore(titleOf(board), ensemble)] : []),
    ...entries.map((e) => sayScore(e.template, e)),
  ];
  return chartOf(
    {
      drawing: drawBars(bars, {
        label: "Accuracy",
        mark: "dot",
        ...(bare !== undefined && { line: { value: bare, label: "bare names" } }),
        ...(words.width !== undefined && { width: words.width }),
      }),
      label: `Accuracy of prompts: ${said.join(". ")}`,
      csv: () => csvOf(COLUMNS, rowsOf({ ...board, entries })),
      code: () => codeOf("promptBoardFromRows", words),
    },
    options,
  );
}

/** `promptBoard` from the rows of its CSV. Throws `bad-argument` for other rows. */
export function promptBoardFromRows(
  rows: readonly ChartRow[],
  options: PromptBoardOptions = {},
): Chart<AccuracyBar> {
  const entries: PromptEntry[] = [];
  let ensemble: PromptScore | undefined;
  for (const row of rows) {
    const score = scoreOf(row);
    const kind = textIn(row, "kind");
    if (kind === ENSEMBLE) {
      ensemble = score;
      continue;
    }
    checkOneOf("kind", kind, ["template", "bare", "random"]);
    entries.push({
      id: textIn(row, "id"),
      template: textIn(row, "template"),
      kind: kind as NonNullable<PromptEntry["kind"]>,
      included: textIn(row, "included") === "true",
      ...score,
    });
  }
  return promptBoard({ entries, ...(ensemble && { ensemble }) }, options);
}

/** What the ensemble is called. */
export function titleOf({ entries }: PromptBoard): string {
  const n = entries.filter(isIncluded).length;
  return `Ensemble of ${n}`;
}

function barOf(title: string, { accuracy, gain }: PromptScore, hollow: boolean): AccuracyBar {
  return {
    title,
    ...accuracy,
    ...(gain && { note: `${points(gain.difference)} (${sayInterval(gain)})` }),
    ...(hollow && { hollow }),
  };
}

function* rowsOf(board: PromptBoard) {
  const { entries, ensemble } = board;
  if (ensemble) yield ["", titleOf(board), ENSEMBLE, true, ...figures(ensemble)];
  for (const entry of entries) {
    const { id, template, kind = "template" } = entry;
    yield [id, template, kind, isIncluded(entry), ...figures(entry)];
  }
}

const figures = ({ accuracy, gain }: PromptScore) => [
  accuracy?.value,
  accuracy?.low,
  accuracy?.high,
  accuracy?.n,
  gain?.difference,
  gain?.low,
  gain?.high,
];

function scoreOf(row: ChartRow): PromptScore {
  const [value, n, difference] = ["accuracy", "n", "gain"].map((column) => optionalNumberIn(row, column));
  return {
    ...(value !== undefined && {
      accuracy: {
        value,
        low: numberIn(row, "low"),
        high: numberIn(row, "high"),
        ...(n !== undefined && { n }),
      },
    }),
    ...(difference !== undefined && {
      gain: { difference, low: numberIn(row, "gain_low"), high: numberIn(row, "gain_high") },
    }),
  };
}
