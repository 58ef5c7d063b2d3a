import { type Classified, type Compute, classListOf, type Study } from "@clipscope/study";
import { sha256 } from "@clipscope/types";
import { msg, str } from "@lit/localize";
import { computed, effect, type ReadonlySignal, signal } from "@preact/signals-core";
import { type Ground, grounds, type JudgedPicture, judgedPicture } from "./own-picture.js";

/** An entry of the document: which image, by content, and its name. */
export interface OwnEntry {
  key: string;
  name: string;
}

/** The model's predictions for an image. */
export interface OwnResult {
  /** The competing classes. */
  classes: Classified["classes"];
  /** Its best classes, cosines and picture, or why it could not be read. */
  found: Classified["images"][number];
  picture: JudgedPicture;
}

/**
 * An image that the user added, which is not part of the data. The document has its name; the file never leaves the tab
 * and is gone after a reload.
 */
export interface OwnImage extends OwnEntry {
  /** Absent after a reload: it must be added again. */
  file?: File;
  /** Under the active texts; undefined while computed. */
  result?: OwnResult;
}

/** Number of characters of a content hash that identify an image. */
const KEY = 16;

/** The user's own images: their list is in the document, so that adding and removing can be undone. */
export class OwnImages {
  readonly list: ReadonlySignal<readonly OwnImage[]>;
  readonly #files = signal<ReadonlyMap<string, File>>(new Map());
  readonly #results = signal<ReadonlyMap<string, OwnResult>>(new Map());
  #running: AbortController | undefined;

  constructor(
    private readonly study: Study,
    private readonly compute: Compute,
  ) {
    this.list = computed(() => {
      const [files, results] = [this.#files.value, this.#results.value];
      return entriesOf(study.doc.value.views.classify).map((entry) => ({
        ...entry,
        ...(files.has(entry.key) && { file: files.get(entry.key) as File }),
        ...(results.has(entry.key) && { result: results.get(entry.key) as OwnResult }),
      }));
    });
    let context = "";
    effect(() => {
      if (!study.model().value) return;
      const now = JSON.stringify([study.classes(), study.templates(), study.model().value?.id, this.ground]);
      if (now !== context && this.#results.peek().size > 0) this.#results.value = new Map();
      context = now;
      const due = this.list.value.filter(({ file, result }) => file && !result);
      if (due.length > 0) void this.#classify(due);
    });
  }

  /** What is placed behind transparent parts. */
  get ground(): Ground {
    const { ground } = (this.study.doc.value.views.classify ?? {}) as { ground?: Ground };
    return ground !== undefined && grounds.includes(ground) ? ground : "stored";
  }

  /** Adds images in front of the others, as one step; images already present move to the front. */
  async add(files: readonly File[]): Promise<readonly OwnEntry[]> {
    if (files.length === 0) return [];
    const added = await Promise.all(
      files.map(async (file) => {
        const hash = await sha256(new Uint8Array(await file.arrayBuffer()));
        return { key: hash.slice(0, KEY), name: file.name, file };
      }),
    );
    this.#files.value = new Map([
      ...this.#files.peek(),
      ...added.map(({ key, file }) => [key, file] as const),
    ]);
    const entries = [...new Map(added.map(({ key, name }) => [key, { key, name }])).values()];
    const keys = new Set(entries.map(({ key }) => key));
    const rest = this.#entries().filter(({ key }) => !keys.has(key));
    const [first] = entries;
    this.#set(
      [...entries, ...rest],
      entries.length === 1 ? msg(str`Add “${first?.name}”`) : msg(str`Add ${entries.length} images`),
      first ? { kind: "own", key: first.key } : undefined,
    );
    return entries;
  }

  remove({ key, name }: OwnEntry): void {
    this.#set(
      this.#entries().filter((entry) => entry.key !== key),
      msg(str`Remove “${name}”`),
    );
  }

  /** The best classes of a picture that is not in the list, such as a drawing in progress. */
  async judge(file: Blob, signal: AbortSignal): Promise<OwnResult | undefined> {
    const named = file instanceof File ? file : new File([file], "picture.png", { type: file.type });
    const picture = await judgedPicture(named, this.ground);
    const found = await this.#request([picture.file], signal);
    return found && { classes: found.classes, found: found.images[0], picture };
  }

  #entries(): readonly OwnEntry[] {
    return entriesOf(this.study.doc.peek().views.classify);
  }

  #set(own: readonly OwnEntry[], title: string, focus?: { kind: "own"; key: string }): void {
    const options = { own: own.length > 0 ? own : undefined, ...(focus && { focus }) };
    this.study.history.dispatch({ do: "set-view", view: "classify", options, title });
  }

  async #request(images: readonly Blob[], signal: AbortSignal): Promise<Classified | undefined> {
    const { study } = this;
    const doc = study.doc.peek();
    const set = doc.texts.find(({ id }) => id === doc.active);
    if (!set) return undefined;
    const request = {
      model: doc.model,
      images,
      classes: classListOf(study.classes(), set),
      templates: study.templates(),
    };
    return this.compute.classify(request, { signal }).catch((error: Error) => ({
      classes: [],
      images: images.map(() => ({ error: error.message })),
    }));
  }

  async #classify(due: readonly OwnImage[]): Promise<void> {
    this.#running?.abort();
    const stop = new AbortController();
    this.#running = stop;
    const pictures = await Promise.all(due.map(({ file }) => judgedPicture(file as File, this.ground)));
    if (stop.signal.aborted) return;
    const found = await this.#request(
      pictures.map(({ file }, i) => new File([file], due[i].name)),
      stop.signal,
    );
    if (stop.signal.aborted || !found) return;
    const results = due.map(
      ({ key }, i) =>
        [key, { classes: found.classes, found: found.images[i], picture: pictures[i] }] as const,
    );
    this.#results.value = new Map([...this.#results.peek(), ...results]);
  }
}

/** The valid entries in the options of the view "classify". */
export function entriesOf(options: unknown): readonly OwnEntry[] {
  const { own } = (options ?? {}) as { own?: unknown };
  if (!Array.isArray(own)) return [];
  return own.filter(
    (entry): entry is OwnEntry => typeof entry?.key === "string" && typeof entry?.name === "string",
  );
}
