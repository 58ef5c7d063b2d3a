import type { Compute } from "../compute/compute.js";
import { localCompute } from "../compute/local/local-compute.js";
import type { LocalComputeOptions } from "../compute/local/options.js";
import type { DatasetRef, ModelRef, StudyDocument } from "../document/document.js";
import { newDocument } from "../document/new-document.js";
import { parseModelSource } from "../encoder/model-source.js";
import { createStudy } from "./create-study.js";
import type { Run } from "./runs.js";
import type { Study } from "./study.js";
import { titleOf } from "./titles.js";

/** A study document; missing fields have the defaults of `newDocument`. */
export interface StudyStart extends Partial<Omit<StudyDocument, "data" | "model" | "compareWith">> {
  /** Data to open: a path, a URL, the name of built-in data, chosen files, or a reference. */
  data?: string | readonly File[] | DatasetRef | null;
  /** A model as typed: a built-in, a hub id, a path, a URL, "none"; chosen files; or a reference. Default: none. */
  model?: string | readonly File[] | ModelRef;
  compareWith?: string | readonly File[] | ModelRef;
}

export interface OpenStudyOptions extends LocalComputeOptions {
  /** Where computations run. Default: in this program, by `localCompute` with the other options. */
  compute?: Compute;
  /**
   * Chosen files, by the name of their folder or file: for the document's references of kind "files" and, in a
   * page, for its references to paths.
   */
  files?: Readonly<Record<string, readonly File[]>>;
  /** Runs saved with the study. */
  runs?: readonly Run[];
}

/**
 * Opens a study: `const study = await openStudy({ data: "photos", model: "openai/clip-vit-base-patch32" })`, then
 * `const { top1 } = await study.scores().done`. A saved study is opened by its document:
 * `openStudy(parseStudy(text).document, { files: { photos } })`. Resolves once data and models are open; everything
 * else is computed on demand. Throws the errors of opening data and models, and `bad-argument` that names an
 * invalid field.
 */
export async function openStudy(
  { data, model, compareWith, ...start }: StudyStart,
  { compute: given, files: chosen = {}, runs, ...options }: OpenStudyOptions = {},
): Promise<Study> {
  const compute = given ?? localCompute(options);
  const provided = new Map(Object.entries(chosen));
  const provide = (what: string, files: readonly File[]) => {
    const name = nameOf(files) ?? what;
    const unique = provided.has(name) ? `${what} ${name}` : name;
    provided.set(unique, files);
    return { kind: "files" as const, name: unique };
  };
  const dataRef = (): DatasetRef | null => {
    if (data === undefined || data === null) return null;
    if (typeof data === "string") return dataRefOf(data, options.builtins?.data);
    return isFiles(data) ? provide("data", data) : chosenFor(data, chosen);
  };
  const modelRef = (source: NonNullable<StudyStart["model"]>): ModelRef => {
    if (isFiles(source)) return provide("model", source);
    if (typeof source !== "string") return chosenFor(source, chosen);
    return parseModelSource(source, options.builtins?.models);
  };
  const document = newDocument({
    ...start,
    data: dataRef(),
    model: model === undefined ? { kind: "none" } : modelRef(model),
    ...(compareWith !== undefined && { compareWith: modelRef(compareWith) }),
  });
  const study = createStudy(document, { compute, restMs: 0, ...(runs && { runs }) });
  for (const [name, files] of provided) {
    study.provide(
      name,
      files.map((file) => ({ path: file.webkitRelativePath || file.name, file })),
    );
  }
  try {
    await Promise.all([
      ...(document.data ? [study.dataset().done] : []),
      study.model().done,
      ...(document.compareWith ? [study.model("compareWith").done] : []),
    ]);
  } catch (error) {
    study.dispose();
    throw error;
  }
  return study;
}

/** Parses a data reference: a built-in id, alone or with "/" and its parts ("id/a,b"); a URL; or a path. */
export function dataRefOf(text: string, builtins: Readonly<Record<string, unknown>> = {}): DatasetRef {
  const [id, parts, ...more] = text.split("/");
  if (Object.hasOwn(builtins, id) && more.length === 0) {
    return { kind: "builtin", id, ...(parts !== undefined && { parts: parts.split(",") }) };
  }
  return /^https?:\/\//.test(text) ? { kind: "url", url: text } : { kind: "path", path: text };
}

/** Replaces a path whose files were chosen by a reference to those files. */
function chosenFor<R extends DatasetRef | ModelRef>(ref: R, chosen: object): R | (R & { kind: "files" }) {
  const name = titleOf(ref);
  if (ref.kind !== "path" || !Object.hasOwn(chosen, name)) return ref;
  const { path: _, ...rest } = ref;
  return { ...rest, kind: "files", name } as unknown as R & { kind: "files" };
}

const isFiles = (source: unknown): source is readonly File[] => Array.isArray(source);

/** Name of the chosen folder or file. */
function nameOf([first, ...others]: readonly File[]): string | undefined {
  const folder = first?.webkitRelativePath?.split("/")[0];
  return folder || (others.length === 0 ? first?.name : undefined);
}
