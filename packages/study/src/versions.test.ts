import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { ownVersions } from "./versions.js";

test("manifests record the version that is published", async () => {
  const { name, version } = JSON.parse(await readFile(new URL("../package.json", import.meta.url), "utf8"));
  expect(ownVersions()).toEqual({ [name]: version, node: process.versions.node });
});
