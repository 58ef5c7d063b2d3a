import type { ProvidedFile } from "@clipscope/study";

/**
 * Names for files that the person gives. Two folders of one name, or data and a model of one name, are told apart by
 * a number: a reference always means the files that it was made for.
 */
export class GivenFiles {
  readonly #given = new Map<string, readonly ProvidedFile[]>();

  /** The name itself if it is free or was given to the same files; otherwise "name (2)", "name (3)", … */
  take(name: string, files: readonly ProvidedFile[]): string {
    let free = name;
    for (let n = 2; !this.#isFor(free, files); n++) free = `${name} (${n})`;
    this.#given.set(free, files);
    return free;
  }

  /** Gives files the name of a reference that lacks them. */
  replace(name: string, files: readonly ProvidedFile[]): void {
    this.#given.set(name, files);
  }

  has(name: string): boolean {
    return this.#given.has(name);
  }

  #isFor(name: string, files: readonly ProvidedFile[]): boolean {
    const known = this.#given.get(name);
    return known === undefined || sameFiles(known, files);
  }
}

/** Whether files asked for under a name are these: their own name, without the number that told them apart. */
export const isNamed = (asked: string, name: string): boolean =>
  asked === name || asked.replace(/ \(\d+\)$/, "") === name;

const sameFiles = (a: readonly ProvidedFile[], b: readonly ProvidedFile[]): boolean =>
  a.length === b.length && a.every((one, i) => sameFile(one, b[i]));

const sameFile = (a: ProvidedFile, b: ProvidedFile): boolean =>
  a.path === b.path && a.file.size === b.file.size && timeOf(a.file) === timeOf(b.file);

const timeOf = (file: Blob): number | undefined => (file instanceof File ? file.lastModified : undefined);
