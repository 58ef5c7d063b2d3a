import { spawn } from "node:child_process";
import { createWriteStream } from "node:fs";
import { mkdir, readFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { cache, root } from "./places.mjs";
import { Stop } from "./stop.mjs";

const windows = process.platform === "win32";

/** The exit code of a child process: 127 if it could not be started, 1 if a signal ended it. */
function ended(child) {
  return new Promise((resolve) => {
    child.once("error", () => resolve(127));
    child.once("close", (code) => resolve(code ?? 1));
  });
}

/** Runs a program with this terminal as its own, and returns its exit code. */
export function show(program, args, options = {}) {
  return ended(spawn(program, args, { cwd: root, stdio: "inherit", ...options }));
}

/** A program's standard output, or undefined if it fails or takes longer than `timeout` ms. */
export async function ask(program, args, { timeout = 20_000 } = {}) {
  const child = spawn(program, args, {
    cwd: root,
    stdio: ["ignore", "pipe", "ignore"],
    timeout,
    shell: windows,
  });
  let text = "";
  child.stdout.on("data", (bytes) => {
    text += bytes;
  });
  return (await ended(child)) === 0 ? text.trim() : undefined;
}

/**
 * Runs a program whose output goes to a log file, with one line on the terminal that says what is going on.
 * Throws a `Stop` with the sentence that `explain(log text)` finds, or else the given `failed` sentence.
 */
export async function quietly(title, program, args, { log, failed, explain, env, folder = root } = {}) {
  await mkdir(cache, { recursive: true });
  const path = join(cache, `${log}.log`);
  const file = createWriteStream(path);
  const child = spawn(program, args, {
    cwd: folder,
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
    shell: windows && !program.endsWith(".exe"),
  });
  child.stdout.pipe(file, { end: false });
  child.stderr.pipe(file, { end: false });
  const clock = tick(title);
  const code = await ended(child);
  clock.stop(code === 0);
  await new Promise((resolve) => file.end(resolve));
  if (code === 0) return;
  const text = await readFile(path, "utf8");
  const sentence = explain?.(text) ?? `${failed} (exit code ${code}).`;
  const last = text.trimEnd().split("\n").slice(-12).join("\n");
  throw new Stop(`${sentence}\n\nThe end of ${relative(root, path)}:\n${last}`);
}

/** A line such as "Building … 12 s" that counts on a terminal, and is printed once elsewhere. */
function tick(title) {
  const start = Date.now();
  const seconds = () => `${Math.round((Date.now() - start) / 1000)} s`;
  const live = process.stdout.isTTY && !process.env.CI;
  if (!live) console.log(`${title} …`);
  const timer = live && setInterval(() => process.stdout.write(`\r${title} … ${seconds()}`), 250);
  return {
    stop(succeeded) {
      if (!live) return;
      clearInterval(timer);
      process.stdout.write(`\r${title} ${succeeded ? "✓" : "✗"} ${seconds()}  \n`);
    },
  };
}

/** The sentence for trouble that any download can have, or undefined. */
export function networkOrDisk(text, what) {
  if (/ENOSPC|no space left/i.test(text)) {
    return `The disk is full: free at least 3 GB beside ${root}, and run the command again.`;
  }
  const network =
    /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|ERR_SOCKET|UND_ERR|getaddrinfo|Temporary failure resolving/;
  if (network.test(text)) {
    return `${what} can't be reached: check the network (and the proxy settings), and run the command again.`;
  }
  return undefined;
}
