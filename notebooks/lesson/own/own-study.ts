import { chosenFiles, droppedFiles, type NamedFile, type UnreadPath, whatIs } from "@clipscope/datasets";
import { parseStudy, type Study, type StudyDocument } from "@clipscope/study";
import { type Signal, signal } from "@preact/signals-core";
import { openLessonStudy } from "../study.js";

/** The reader's study: their data and model, or the example's. */
export interface OwnStudy {
  study: Study;
  /** What files could not be opened, as the library says it. */
  problem: Signal<string | undefined>;
  /** Opens files by what they are; a checkpoint becomes the second model. */
  open(list: () => Promise<{ files: readonly NamedFile[]; unread?: readonly UnreadPath[] }>): Promise<void>;
  openData(name: string, files: readonly NamedFile[]): void;
  openSecond(name: string, files: readonly NamedFile[]): void;
}

/** The set of classes with names alone, which the lesson compares with the reader's template. */
export const BARE = "bare";

/** The changes to the explorer's study that make one of no data yet, with the built-in model. */
const emptyStudy = (): Partial<StudyDocument> => ({
  data: null,
  sample: undefined,
  texts: [
    { id: "classes", title: "Classes", base: "labels", classes: [], templates: ["a drawing of a {}"] },
    { id: BARE, title: "Bare names", base: "labels", classes: [], templates: ["{}"] },
  ],
});

export function openOwnStudy(name: string, files: readonly NamedFile[]): OwnStudy {
  const study = openLessonStudy(emptyStudy());
  const problem = signal<string | undefined>(undefined);
  const own: OwnStudy = {
    study,
    problem,
    openData(name, files) {
      study.provide(name, files);
      study.history.dispatch({ do: "open-data", data: { kind: "files", name } });
    },
    openSecond(name, files) {
      study.provide(name, files);
      study.history.dispatch({ do: "compare-with", model: { kind: "files", name } });
    },
    async open(list) {
      problem.value = undefined;
      try {
        const { files, unread = [] } = await list();
        if (unread.length > 0) problem.value = unread.map(({ message }) => message).join(" ");
        const found = await whatIs(files);
        if (found.kind === "unclear") problem.value = found.message;
        else if (found.kind === "model") own.openSecond(found.title, found.files);
        else if (found.kind === "study") await openSaved(study, found.file, found.beside);
        else own.openData(found.kind === "images" ? "images" : found.title, found.files);
      } catch (error) {
        problem.value = (error as Error).message;
      }
    },
  };
  own.openData(name, files);
  document.addEventListener("dragover", (event) => event.preventDefault());
  document.addEventListener("drop", (event) => {
    event.preventDefault();
    // Dropped items can be read only during the event: they are listed before anything is awaited.
    const listing = event.dataTransfer && droppedFiles(event.dataTransfer);
    if (listing) void own.open(() => listing);
  });
  return own;
}

/** Opens a saved study, with the data given along with it. */
async function openSaved(study: Study, { file }: NamedFile, beside: readonly NamedFile[]): Promise<void> {
  const { document, runs } = parseStudy(await file.text());
  if (document.data?.kind === "files" && beside.length > 0) study.provide(document.data.name, beside);
  study.history.dispatch({ do: "replace", document });
  for (const run of runs) study.runs.add(run);
}

/** A study of its own of some files, with the built-in model. */
export function openFilesStudy(name: string, files: readonly NamedFile[]): Study {
  const study = openLessonStudy({ ...emptyStudy(), data: { kind: "files", name } });
  study.provide(name, files);
  return study;
}

/** What a file input gives, listed for `open`. */
export const listed = async (files: FileList | null) => ({ files: chosenFiles(files ?? []) });
