/** Output streams of a command, and its cancellation signal. */
export interface Console {
  stdout: { write(text: string): unknown };
  stderr: { write(text: string): unknown; isTTY?: boolean };
  signal?: AbortSignal;
}

/** A console that can also print notes for the user, each a sentence on its own line. */
export interface Notebook extends Console {
  /** Whether to print only results and errors. */
  quiet: boolean;
  note(sentence: string): void;
}

/** Prints notes to stderr, each once; none if `quiet`, which also disables progress. */
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

/** A command: takes the arguments after its name and returns its exit code. */
export type Command = (args: readonly string[], io: Console) => Promise<number>;

/** An invalid command line: exit code 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
