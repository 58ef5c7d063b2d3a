import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

/**
 * A program that answers each line of JSON with one, and says a first one when it is ready. Undefined if it ends before
 * that, as Python does where a library is missing.
 */
export async function openChild(command, args, env = {}) {
  const child = spawn(command, args.map(String), {
    env: { ...process.env, ...env },
    stdio: ["pipe", "pipe", "ignore"],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const answer = async () => {
    const { value, done } = await lines.next();
    return done ? undefined : JSON.parse(value);
  };
  child.on("error", () => {});
  child.stdin.on("error", () => {});
  const ready = await answer();
  if (!ready) return undefined;
  return {
    ready,
    ask: (question) => {
      child.stdin.write(`${JSON.stringify(question)}\n`);
      return answer();
    },
    close: () => child.stdin.end(),
  };
}
