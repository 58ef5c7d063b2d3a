import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  interface ProvidedContext {
    /** A folder outside the repository, for the tarballs and installations that the tests of one run share. */
    installations: string;
  }
}

/** Runs once before all tests. The folder stays empty unless a test installs something. */
export default async function start(project: TestProject) {
  const folder = await mkdtemp(join(tmpdir(), "clipscope-installations-"));
  project.provide("installations", folder);
  return () => rm(folder, { recursive: true, force: true });
}
