import { droppedFiles, type NamedFile, whatIs } from "@clipscope/datasets";
import { parseStudy } from "@clipscope/study";
import type { OnProgress } from "@clipscope/types";
import { msg, str } from "@lit/localize";
import { addFiles } from "./add-dataset.js";
import type { Explorer } from "./explorer.js";

type How = { signal: AbortSignal; onProgress: OnProgress };

/** Opens what was dropped or pasted: data, a checkpoint, a study, or single images. */
export function dropFiles(explorer: Explorer, transfer: DataTransfer): Promise<void> {
  // Dropped items can be read only during the event: list them before the first `await`.
  const stop = new AbortController();
  const listing = droppedFiles(transfer, { signal: stop.signal });
  return openFiles(explorer, async ({ signal }) => {
    signal.addEventListener("abort", () => stop.abort());
    const { files, unread } = await listing;
    if (unread.length > 0) explorer.notify({ text: unread.map(({ message }) => message).join("\n") });
    return files;
  });
}

/** Opens files by their type. `as` sets the type, for files chosen in a dialog for data or a model. */
export async function openFiles(
  explorer: Explorer,
  list: (how: How) => Promise<readonly NamedFile[]>,
  as?: "data" | "model" | "compareWith" | "study" | "shift",
): Promise<void> {
  explorer.dismissTopic("opening");
  try {
    const found = await explorer.study.jobs.run({ title: msg("Reading the files") }, async (how) =>
      whatIs(await list(how), how),
    );
    if (found.kind === "unclear") throw new Error(found.message);
    if (found.kind === "study") return await openStudyFile(explorer, found.file, found.beside);
    if (as === "study")
      throw new Error(
        msg("This is not a study file: choose one saved by Clipscope, whose name ends in .clipscope.json."),
      );
    if (as === "model" || as === "compareWith" || found.kind === "model") {
      const title = found.kind === "images" ? msg("The chosen files") : found.title;
      explorer.openModel(title, found.files, as === "compareWith" ? as : "model");
    } else if (as === "shift") {
      addFiles(explorer, found.kind === "images" ? imagesTitle(found.files) : found.title, found.files);
    } else if (found.kind === "images" && as === undefined) addOwn(explorer, found.files);
    else explorer.openData(found.kind === "images" ? imagesTitle(found.files) : found.title, found.files);
  } catch (error) {
    explorer.notify({ text: (error as Error).message, topic: "opening" });
  }
}

/** Opens a saved study, and the data given along with it. */
async function openStudyFile(
  explorer: Explorer,
  { file }: NamedFile,
  beside: readonly NamedFile[],
): Promise<void> {
  const { document, runs } = parseStudy(await file.text());
  const { data } = document;
  if (data && (data.kind === "files" || data.kind === "path") && beside.length > 0) {
    const name = data.kind === "files" ? data.name : data.path;
    explorer.given.replace(name, beside);
    explorer.study.provide(name, beside);
    explorer.dispatch({ do: "replace", document: { ...document, data: { ...data, kind: "files", name } } });
  } else explorer.dispatch({ do: "replace", document });
  for (const run of runs) explorer.study.runs.add(run);
}

function addOwn(explorer: Explorer, files: readonly NamedFile[]): void {
  void explorer.own.add(
    files.map(({ file, path }) => (file instanceof File ? file : new File([file], path))),
  );
  explorer.dispatch({ do: "open-view", view: "classify" }, { quiet: true });
  const one = files.length === 1;
  explorer.notify({
    text: one
      ? msg("The image is classified here, separately from the data.")
      : msg("The images are classified here, separately from the data."),
    action: {
      title: msg("Open as data instead"),
      run: () => explorer.openData(imagesTitle(files), files),
    },
  });
}

const imagesTitle = (files: readonly NamedFile[]) =>
  files.length === 1 ? files[0].path : msg(str`${files.length} images`);
