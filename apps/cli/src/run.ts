import { ClipscopeError } from "@clipscope/types";
import { type Command, type Console, UsageError } from "./command.js";
import { CANCELLED } from "./exit-codes.js";
import { nearest } from "./nearest.js";

export type { Console } from "./command.js";

/** Each command's module is loaded only when it is asked for: a model's code takes a while to load. */
const COMMANDS: Record<string, { summary: string; load: () => Promise<Command> }> = {
  embed: {
    summary: "images or texts to a matrix of embeddings, in a file",
    load: async () => (await import("./embed.js")).embed,
  },
  eval: {
    summary: "zero-shot accuracy with intervals, by class, by template; calibration",
    load: async () => (await import("./eval.js")).evaluate,
  },
  probe: {
    summary: "a linear probe, or nearest neighbors, that learns from labels",
    load: async () => (await import("./probe.js")).probe,
  },
  "few-shot": {
    summary: "how many labeled images a class zero-shot is worth",
    load: async () => (await import("./few-shot.js")).fewShot,
  },
  robustness: {
    summary: "accuracy from shift to shift, effective robustness, corruptions",
    load: async () => (await import("./robustness.js")).robustness,
  },
  search: {
    summary: "the images nearest to words or to an image",
    load: async () => (await import("./search.js")).search,
  },
  explore: {
    summary: "opens the explorer in the browser",
    load: async () => (await import("./explore.js")).explore,
  },
};

const HELP = `clipscope <command> [options]

${Object.entries(COMMANDS)
  .map(([name, { summary }]) => `  ${name.padEnd(12)}${summary}`)
  .join("\n")}

clipscope <command> --help lists a command's options. Exit codes: 0 all was done, 1 something could not be done or
read, 2 the command line was not understood, 130 it was stopped.
`;

/**
 * Runs one command line, without the program's name. Results go to stdout; progress, for a terminal only,
 * and sentences about what went wrong go to stderr. Returns the exit code and never rejects.
 */
export async function run(args: readonly string[], io: Console): Promise<number> {
  const [name, ...rest] = args;
  try {
    if (name === undefined || name === "--help" || name === "-h" || name === "help") {
      (name === undefined ? io.stderr : io.stdout).write(HELP);
      return name === undefined ? 2 : 0;
    }
    if (!Object.hasOwn(COMMANDS, name)) {
      const near = nearest(name, Object.keys(COMMANDS));
      throw new UsageError(
        `There is no command "${name}"${near ? `; did you mean ${near}?` : `. There are: ${Object.keys(COMMANDS).join(", ")}.`}`,
      );
    }
    const command = await COMMANDS[name].load();
    return await command(rest, io);
  } catch (error) {
    io.stderr.write(`${sentence(error)}\n`);
    if (error instanceof ClipscopeError && error.code === "cancelled") return CANCELLED;
    return isUsage(error) ? 2 : 1;
  }
}

function isUsage(error: unknown): boolean {
  const code = String((error as { code?: unknown })?.code ?? "");
  return error instanceof UsageError || code.startsWith("ERR_PARSE_ARGS");
}

/** What a person can use: our errors and the system's as sentences, a mistake of ours with its place. */
function sentence(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const expected = error instanceof ClipscopeError || isUsage(error) || "syscall" in error;
  return expected ? error.message : (error.stack ?? error.message);
}
