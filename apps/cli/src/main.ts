#!/usr/bin/env node
import { run } from "./run.js";

const control = new AbortController();
process.once("SIGINT", () => control.abort());
// The reader may close the pipe early, as in `clipscope eval | head -3`.
process.stdout.on("error", (error: NodeJS.ErrnoException) => process.exit(error.code === "EPIPE" ? 0 : 1));
process.exitCode = await run(process.argv.slice(2), {
  stdout: process.stdout,
  stderr: process.stderr,
  signal: control.signal,
});
