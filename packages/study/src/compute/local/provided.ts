import { ClipscopeError } from "@clipscope/types";
import type { ProvidedFile } from "../compute.js";

/** Files that somebody chose, by the name of their reference. */
export class ProvidedFiles {
  readonly #files = new Map<string, { files: readonly ProvidedFile[]; version: number }>();
  #version = 0;

  set(name: string, files: readonly ProvidedFile[]): void {
    this.#files.set(name, { files, version: ++this.#version });
  }

  /** Throws `not-found` if the files were not given. `what` says what they are: "the data". */
  get(name: string, what: string): readonly ProvidedFile[] {
    const found = this.#files.get(name);
    if (found) return found.files;
    throw new ClipscopeError(
      "not-found",
      `The files of ${what} “${name}” are not open here: a program can't open chosen files again by itself. Choose ${name} again.`,
    );
  }

  /** Changes when the files are given again. */
  version(name: string): number {
    return this.#files.get(name)?.version ?? 0;
  }
}
