/** Where a command writes, and how it is told to stop. */
export interface Console {
  stdout: { write(text: string): unknown };
  stderr: { write(text: string): unknown; isTTY?: boolean };
  signal?: AbortSignal;
}

/** A console that can also be told things that a person may want to know, each a sentence on a line of its own. */
export interface Notebook extends Console {
  /** Only results, and what went wrong in a line. */
  quiet: boolean;
  note(sentence: string): void;
}

/** Notes on stderr, each once; none if `quiet`, which also leaves out progress. */
export function withNotes(io: Console, quiet = false): Notebook {
  const said = new Set<string>();
  const stderr = quiet ? { write: (text: string) => io.stderr.write(text) } : io.stderr;
  return {
    ...io,
    quiet,
    stderr,
    note(sentence) {
      if (quiet || said.has(sentence)) return;
      said.add(sentence);
      io.stderr.write(`${sentence}\n`);
    },
  };
}

/** A command: gets what follows its name and gives its exit code. */
export type Command = (args: readonly string[], io: Console) => Promise<number>;

/** The command line was not understood: exit code 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
