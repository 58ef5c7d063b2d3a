import { spawnSync } from "node:child_process";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { loadClip } from "@clipscope/core";
import { expect, test } from "vitest";
import { serveHub } from "../hub/server.mjs";
import { folderOf } from "./model-files.js";

const core = fileURLToPath(new URL("../../packages/core/dist/index.js", import.meta.url));
const FIRST = 'There is no file or folder "models/mimi" here';

test("a name that is no folder is said to be none before the hub is asked, and by whom it is asked", async () => {
  const hub = await serveHub({});
  const notices: string[] = [];
  const loading = loadClip("models/mimi", {
    hub: { endpoint: hub.endpoint, token: false },
    onNotice: (notice) => {
      expect(hub.requests).toHaveLength(0);
      notices.push(notice);
    },
  });
  await expect(loading).rejects.toThrow(
    `${FIRST}, so it was looked up as a model on the hub. There is no model models/mimi at ${hub.endpoint}`,
  );
  expect(notices).toEqual([`${FIRST}: looking for a model of that name at ${hub.endpoint}.`]);
  hub.close();
});

test("where no hub can be reached it is said at once, and not after some tries", async () => {
  const hub = { endpoint: "https://no-such-host.invalid", token: false as const, retryDelay: 1e9 };
  await expect(loadClip("models/mimi", { hub, onNotice: () => {} })).rejects.toThrow(
    expect.objectContaining({
      code: "network",
      message: expect.stringContaining(`${FIRST}, so it was looked up`),
    }),
  );
});

test("offline too", async () => {
  const cacheDir = await folderOf({});
  await expect(loadClip("models/mimi", { hub: { offline: true, cacheDir } })).rejects.toThrow(FIRST);
});

test("where a folder of the first part is there, and the name is likely mistyped, nobody need listen for it", async () => {
  const folder = await folderOf({});
  await mkdir(join(folder, "models"));
  const script = `
    import { loadClip } from ${JSON.stringify(core)};
    const error = await loadClip("models/mimi", { hub: { endpoint: "https://no-such-host.invalid" } }).catch((each) => each);
    console.log(error.code);`;
  const { stdout, stderr } = spawnSync(process.execPath, ["--input-type=module", "--eval", script], {
    cwd: folder,
    encoding: "utf8",
  });
  expect([stdout.trim(), stderr]).toEqual(["network", expect.stringContaining(FIRST)]);
});
