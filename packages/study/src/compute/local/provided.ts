import { ClipscopeError } from "@clipscope/types";
import type { ProvidedFile } from "../compute.js";

/** Files chosen by the user, by the name of their reference. */
export class ProvidedFiles {
  readonly #files = new Map<string, { files: readonly ProvidedFile[]; version: number }>();
  #version = 0;

  set(name: string, files: readonly ProvidedFile[]): void {
    this.#files.set(name, { files, version: ++this.#version });
  }

  /**
   * The files with a name. Throws `not-found` if they were not provided. `what` names them in the error: "the
   * data".
   */
  get(name: string, what: string): readonly ProvidedFile[] {
    const found = this.#files.get(name);
    if (found) return found.files;
    throw new ClipscopeError(
      "not-found",
      `The files of ${what} “${name}” are not open here, and a program can't reopen chosen files by itself. Choose ${name} again.`,
    );
  }

  /** A number that changes when the files are provided again. */
  version(name: string): number {
    return this.#files.get(name)?.version ?? 0;
  }
}
