import { ClipscopeError } from "@clipscope/types";
import { type Command, type Console, UsageError } from "./command.js";
import { CANCELLED } from "./exit-codes.js";
import { nearest } from "./nearest.js";

export type { Console } from "./command.js";

/** Commands; each module is loaded on demand, since model code takes a while to load. */
const COMMANDS: Record<string, { summary: string; load: () => Promise<Command> }> = {
  embed: {
    summary: "write embeddings of images or texts to a file",
    load: async () => (await import("./embed.js")).embed,
  },
  eval: {
    summary: "zero-shot accuracy with intervals, by class and template; calibration",
    load: async () => (await import("./eval.js")).evaluate,
  },
  probe: {
    summary: "linear probe or nearest neighbors, fitted to labels",
    load: async () => (await import("./probe.js")).probe,
  },
  "few-shot": {
    summary: "labeled images per class needed to match zero-shot",
    load: async () => (await import("./few-shot.js")).fewShot,
  },
  robustness: {
    summary: "accuracy under distribution shift and corruptions; effective robustness",
    load: async () => (await import("./robustness.js")).robustness,
  },
  search: {
    summary: "find the images nearest to a text or an image",
    load: async () => (await import("./search.js")).search,
  },
  run: {
    summary: "accuracy of a saved study, as the explorer and notebooks show it",
    load: async () => (await import("./run-study.js")).runStudy,
  },
  explore: {
    summary: "open the explorer in the browser",
    load: async () => (await import("./explore.js")).explore,
  },
};

const HELP = `clipscope <command> [options]

${Object.entries(COMMANDS)
  .map(([name, { summary }]) => `  ${name.padEnd(12)}${summary}`)
  .join("\n")}

clipscope <command> --help lists a command's options. Exit codes: 0 success, 1 an error or unreadable
rows, 2 invalid command line, 130 cancelled.
`;

/**
 * Runs one command line, given without the program's name. Results go to stdout; progress (on terminals only)
 * and errors go to stderr. Returns the exit code and never rejects.
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
        `Unknown command "${name}"${near ? `; did you mean ${near}?` : `. The commands are: ${Object.keys(COMMANDS).join(", ")}.`}`,
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

/** Formats an error for the user: known errors as sentences, bugs with their stack trace. */
function sentence(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const expected = error instanceof ClipscopeError || isUsage(error) || "syscall" in error;
  return expected ? error.message : (error.stack ?? error.message);
}
