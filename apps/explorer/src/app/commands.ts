import { lessonOfView } from "@clipscope/notebooks/lessons";
import { msg, str } from "@lit/localize";
import { views } from "../views/views.js";
import type { KeyPress } from "./keys.js";
import { chooseLanguage, type Language, language, languages } from "./language.js";
import { allowsOpening } from "./locked.js";
import type { Page } from "./page.js";
import { copyLink, saveStudy } from "./share.js";

/** Something that the page can do, by menu, by key or from the command palette. */
export interface PageCommand {
  id: string;
  title: string;
  group: string;
  /** Keys that do it, outside of text fields; the first is shown. */
  keys?: readonly KeyPress[];
  /** Whether it can be done now. Default true. */
  possible?: boolean;
  run(): void;
}

/**
 * The commands of the page: the single list from which key bindings, the list of keys and the command palette are made.
 */
export function pageCommands(page: Page): PageCommand[] {
  const { explorer } = page;
  const { history } = explorer.study;
  const study = msg("Study");
  const around = msg("Page");
  const opening: PageCommand[] = allowsOpening()
    ? [
        { id: "open-data", title: msg("Open data…"), group: study, run: () => page.ask("data") },
        { id: "open-model", title: msg("Open a model…"), group: study, run: () => page.ask("model") },
        {
          id: "compare",
          title: msg("Compare with a second model…"),
          group: study,
          run: () => page.ask("compareWith"),
        },
        { id: "open-study", title: msg("Open a study file…"), group: study, run: () => page.ask("study") },
      ]
    : [];
  return [
    {
      id: "palette",
      title: msg("Search and commands"),
      group: around,
      keys: [{ key: "k", command: true }],
      run: () => page.open("palette"),
    },
    {
      id: "undo",
      title: withStep(msg("Undo"), history.undoTitle.peek()),
      group: study,
      keys: [{ key: "z", command: true }],
      possible: history.canUndo.peek(),
      run: () => history.undo(),
    },
    {
      id: "redo",
      title: withStep(msg("Redo"), history.redoTitle.peek()),
      group: study,
      keys: [
        { key: "z", command: true, shift: true },
        { key: "y", command: true },
      ],
      possible: history.canRedo.peek(),
      run: () => history.redo(),
    },
    { id: "history", title: msg("Steps and runs"), group: study, run: () => page.open("history") },
    ...opening,
    {
      id: "save",
      title: msg("Save study as a file"),
      group: study,
      run: () => saveStudy(explorer),
    },
    { id: "link", title: msg("Copy link"), group: study, run: () => void copyLink(explorer) },
    {
      id: "storage",
      title: msg("What is stored in this browser"),
      group: study,
      run: () => page.open("storage"),
    },
    ...views.map(({ id, title }) => ({
      id: `view-${id}`,
      title: msg(str`View: ${title}`),
      group: msg("Views"),
      run: () => page.showView(id),
    })),
    {
      id: "panels",
      title: msg("Hide or show the panels"),
      group: around,
      keys: [{ key: "\\" }],
      run: () => page.toggle(["study", "selection"]),
    },
    {
      id: "projector",
      title: msg("Only the view, for a projector"),
      group: around,
      keys: [{ key: "p" }],
      run: () => page.toggle(["header", "study", "selection", "toolbar", "status"]),
    },
    {
      id: "escape",
      title: msg("Clear the selection, unpin, close"),
      group: around,
      keys: [{ key: "Escape" }],
      run: () => page.escape(),
    },
    { id: "theme", title: msg("Change the theme"), group: around, run: () => page.nextTheme() },
    ...Object.entries(languages)
      .filter(([id]) => id !== language())
      .map(([id, title]) => ({
        id: `lang-${id}`,
        title,
        group: around,
        run: () => chooseLanguage(id as Language),
      })),
    {
      id: "keys",
      title: msg("Keys"),
      group: around,
      keys: [{ key: "?" }],
      run: () => page.open("keys"),
    },
    { id: "tour", title: msg("Take the tour"), group: around, run: () => page.open("tour") },
    { id: "lesson", title: msg("Lesson about this view"), group: around, run: () => openLesson(page) },
    {
      id: "about",
      title: msg("About Clipscope, credits and licenses"),
      group: around,
      run: () => page.open("about"),
    },
  ];
}

/** A command's title with the step that it applies to: "Undo: Rename “cat”". */
export const withStep = (title: string, step: string | undefined): string =>
  step === undefined ? title : `${title}: ${step}`;

function openLesson({ explorer }: Page): void {
  const lesson = lessonOfView(explorer.study.doc.peek().view);
  location.assign(`./notebooks/${lesson?.id ?? "index"}.html`);
}
