#!/usr/bin/env node
import { run } from "./run.js";

const control = new AbortController();
process.once("SIGINT", () => control.abort());
// Whoever reads may stop early, as `clipscope eval | head -3` does.
process.stdout.on("error", (error: NodeJS.ErrnoException) => process.exit(error.code === "EPIPE" ? 0 : 1));
process.exitCode = await run(process.argv.slice(2), {
  stdout: process.stdout,
  stderr: process.stderr,
  signal: control.signal,
});
