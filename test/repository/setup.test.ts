import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { nodeTooOld } from "../../scripts/node-version.mjs";
import { withLock } from "../../scripts/setup/lock.mjs";
import { networkOrDisk } from "../../scripts/setup/run.mjs";
import { unlessStamped } from "../../scripts/setup/stamp.mjs";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "clipscope-setup-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe("the Node version", () => {
  test.each(["20.19.0", "22.12.0", "24.0.1"])("%s will do", (version) => {
    expect(nodeTooOld(version)).toBeUndefined();
  });
  test.each(["16.20.2", "20.18.3", "21.7.0", "22.11.0"])("%s is refused in a sentence", (version) => {
    expect(nodeTooOld(version)).toContain(`this is Node ${version}`);
  });
});

describe("the set-up lock", () => {
  test("lets processes in one after the other", async () => {
    const script = `
      import { appendFileSync } from "node:fs";
      import { withLock } from ${JSON.stringify(new URL("../../scripts/setup/lock.mjs", import.meta.url).href)};
      await withLock("many", async () => {
        appendFileSync("order", "in\\n");
        await new Promise((resolve) => setTimeout(resolve, 50));
        appendFileSync("order", "out\\n");
      }, { folder: "." });`;
    const runs = Array.from(
      { length: 4 },
      () =>
        new Promise((resolve) => {
          const child = spawn(process.execPath, ["--input-type=module", "-e", script], { cwd: folder });
          child.on("close", resolve);
        }),
    );
    expect(await Promise.all(runs)).toEqual([0, 0, 0, 0]);
    expect(await readFile(join(folder, "order"), "utf8")).toBe("in\nout\n".repeat(4));
  });

  test("is taken over from a process that has died", async () => {
    const dead = spawn(process.execPath, ["-e", ""]);
    await new Promise((resolve) => dead.on("close", resolve));
    await writeFile(join(folder, "left.lock"), String(dead.pid));
    expect(await withLock("left", async () => "done", { folder })).toBe("done");
  });

  test("is taken over when it has not been renewed for a minute", async () => {
    const path = join(folder, "old.lock");
    await writeFile(path, String(process.pid));
    const old = new Date(Date.now() - 90_000);
    await utimes(path, old, old);
    expect(await withLock("old", async () => "done", { folder })).toBe("done");
  });

  test("is given back when the work fails", async () => {
    const failing = withLock("failing", () => Promise.reject(new Error("no")), { folder });
    await expect(failing).rejects.toThrow("no");
    expect(await withLock("failing", async () => "done", { folder })).toBe("done");
  });
});

test("a stamp is only set when the work succeeded", async () => {
  const stamp = join(folder, "stamp");
  let runs = 0;
  const work = async () => {
    runs++;
    if (runs === 1) throw new Error("first");
  };
  await expect(unlessStamped(stamp, "a", work)).rejects.toThrow("first");
  await unlessStamped(stamp, "a", work);
  await unlessStamped(stamp, "a", work);
  expect(runs).toBe(2);
  await unlessStamped(stamp, "b", work);
  expect(runs).toBe(3);
});

test("trouble with the network or the disk is told in a sentence", () => {
  expect(networkOrDisk("getaddrinfo EAI_AGAIN registry.example", "The package registry")).toMatch(
    /^The package registry can't be reached: check the network/,
  );
  expect(networkOrDisk("ENOSPC: no space left on device", "The package registry")).toMatch(
    /^The disk is full/,
  );
  expect(networkOrDisk("TS2322: Type is not assignable", "The package registry")).toBeUndefined();
});
