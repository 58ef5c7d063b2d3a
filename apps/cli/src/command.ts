/** Where a command writes, and how it is told to stop. */
export interface Console {
  stdout: { write(text: string): unknown };
  stderr: { write(text: string): unknown; isTTY?: boolean };
  signal?: AbortSignal;
}

/** A command: gets what follows its name and gives its exit code. */
export type Command = (args: readonly string[], io: Console) => Promise<number>;

/** The command line was not understood: exit code 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
