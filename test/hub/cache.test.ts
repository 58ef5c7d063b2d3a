import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { lstat, mkdir, readdir, readFile, readlink, rm, symlink, utimes, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { readCheckpoint } from "@clipscope/core";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { commitOf, gitSha1, sha256, TOKEN } from "./server.mjs";
import { bodies, files, paths, REPO, total, useHub, WEIGHTS, watchProgress } from "./setup.js";

// What Python's huggingface_hub makes of the same model: see test/parity/reference/make_hub_cache.py.
type Tree = Record<string, { link?: string; text?: string; file?: string }>;
const golden: Tree = JSON.parse(
  await readFile(join(import.meta.dirname, "../parity/goldens/hub-cache.json"), "utf8"),
).tree;

const place = useHub();
const root = () => join(place.cacheDir, "models--someone--quick-gelu");
const fetched = () => bodies(place.hub).length;

const etags = Object.entries(files).map(([name, bytes]) => [
  name,
  name === WEIGHTS ? sha256(bytes) : gitSha1(bytes),
]);
/** With "{config.json}" for the ETag of that file, as in the golden, and back. */
const named = (path: string) => etags.reduce((all, [name, etag]) => all.replace(etag, `{${name}}`), path);
const tagged = (path: string) => etags.reduce((all, [name, etag]) => all.replace(`{${name}}`, etag), path);

/** A cache folder as the golden has it. */
async function treeOf(folder: string): Promise<Tree> {
  const tree: Tree = {};
  for (const name of (await readdir(folder, { recursive: true })).sort()) {
    const path = join(folder, name);
    const found = await lstat(path);
    if (found.isSymbolicLink()) tree[name] = { link: named(await readlink(path)) };
    else if (found.isFile() && name.startsWith("blobs/")) {
      const bytes = await readFile(path);
      const file = Object.keys(files).find((each) => bytes.equals(files[each]));
      tree[named(name)] = { file };
    } else if (found.isFile()) tree[name] = { text: await readFile(path, "utf8") };
  }
  return tree;
}

/** The cache that Python made, made again. */
async function asPython(names = Object.keys(golden)): Promise<void> {
  for (const name of names) {
    const path = join(root(), tagged(name));
    const { link, text, file } = golden[name];
    await mkdir(dirname(path), { recursive: true });
    if (link !== undefined) await symlink(tagged(link), path);
    else await writeFile(path, text ?? files[file ?? ""]);
  }
}

describe("the cache on disk", () => {
  test("is the one that Python makes, name for name and link for link", async () => {
    await readCheckpoint(REPO, { hub: place.options });
    await readCheckpoint(`${REPO}@refs/pr/1`, { hub: place.options });
    expect(await treeOf(root())).toEqual(golden);
  });

  test("that Python made serves us, with one look at what is new", async () => {
    await asPython();
    expect((await readCheckpoint(REPO, { hub: place.options })).tensors).toEqual(
      (await readCheckpoint(files)).tensors,
    );
    expect(paths(place.hub)).toEqual([`/api/models/${REPO}/revision/main`]);
  });

  test("makes a whole commit need no look at all", async () => {
    await asPython();
    const { seen, onProgress } = watchProgress();
    await readCheckpoint(`${REPO}@${commitOf(REPO)}`, { hub: place.options, onProgress });
    expect(place.hub.requests).toEqual([]);
    expect(seen.at(-1)).toMatchObject({ done: total, total });
  });

  test("lends files to another commit that has the same ones", async () => {
    await readCheckpoint(REPO, { hub: place.options });
    const commit = "1".repeat(40);
    const config = JSON.parse(new TextDecoder().decode(files["config.json"]));
    const changed = new TextEncoder().encode(JSON.stringify({ ...config, note: "a new commit" }));
    place.hub.models[REPO] = { commit, files: { ...files, "config.json": changed } };
    place.hub.requests.length = 0;
    await readCheckpoint(REPO, { hub: place.options });
    expect(paths(place.hub)).toEqual([
      `/api/models/${REPO}/revision/main`,
      `/${REPO}/resolve/${commit}/config.json`,
    ]);
    expect(await readFile(join(root(), "refs/main"), "utf8")).toBe(commit);
    expect((await readdir(join(root(), "blobs"))).length).toBe(Object.keys(files).length + 1);
  });

  test("gets again what was cut short in it", async () => {
    await asPython();
    const blob = join(root(), "blobs", sha256(files[WEIGHTS]));
    await writeFile(blob, files[WEIGHTS].subarray(0, 1000));
    await readCheckpoint(REPO, { hub: place.options });
    expect(place.hub.sent(WEIGHTS)).toBe(files[WEIGHTS].length);
    expect(await treeOf(root())).toEqual(golden);
  });

  test("holds files where there can be no links", async () => {
    // As Windows answers without developer mode.
    vi.doMock("node:fs/promises", async (load) => ({
      ...(await load<typeof import("node:fs/promises")>()),
      symlink: () => Promise.reject(Object.assign(new Error("operation not permitted"), { code: "EPERM" })),
    }));
    vi.resetModules();
    try {
      const { readCheckpoint } = await import("@clipscope/core");
      await readCheckpoint(REPO, { hub: place.options });
      place.hub.requests.length = 0;
      await readCheckpoint(REPO, { hub: { ...place.options, offline: true } });
      expect(fetched()).toBe(0);
      const tree = await treeOf(root());
      expect(Object.values(tree).some(({ link }) => link !== undefined)).toBe(false);
      expect(Object.keys(tree).filter((name) => name.startsWith("snapshots/"))).toEqual(
        Object.keys(golden).filter((name) => name.startsWith("snapshots/")),
      );
    } finally {
      vi.doUnmock("node:fs/promises");
      vi.resetModules();
    }
  });

  test("that can't be written says so", async () => {
    const cacheDir = join(place.cacheDir, "a file");
    await writeFile(cacheDir, "");
    const loading = readCheckpoint(REPO, { hub: { ...place.options, cacheDir } });
    await expect(loading).rejects.toMatchObject({
      code: "cache",
      message: expect.stringContaining("HF_HUB_CACHE"),
    });
  });
});

describe("offline", () => {
  test("a model that is there loads, and nobody is asked", async () => {
    await asPython();
    await readCheckpoint(REPO, { hub: { ...place.options, offline: true } });
    expect(place.hub.requests).toEqual([]);
  });

  test("what is missing is named", async () => {
    const loading = () => readCheckpoint(REPO, { hub: { ...place.options, offline: true } });
    await expect(loading()).rejects.toMatchObject({
      code: "offline",
      message: expect.stringContaining("all of it"),
    });
    await asPython(Object.keys(golden).filter((name) => !/safetensors|merges/.test(name)));
    await expect(loading()).rejects.toMatchObject({
      code: "offline",
      message: expect.stringMatching(
        /Missing in .*models--someone--quick-gelu: vocab.json and merges.txt.*; model.safetensors/,
      ),
    });
    expect(place.hub.requests).toEqual([]);
  });

  test("a hub that can't be reached is as if offline; one that refuses is not", async () => {
    await asPython();
    place.hub.fault = () => ({ status: 503 });
    await readCheckpoint(REPO, { hub: { ...place.options, retries: 1 } });
    place.hub.close();
    await readCheckpoint(REPO, { hub: { ...place.options, retries: 0 } });
    await rm(join(root(), "refs/main"));
    const loading = readCheckpoint(REPO, { hub: { ...place.options, retries: 0 } });
    await expect(loading).rejects.toMatchObject({ code: "network" });
  });

  test("a commit of which only a part has come does not take the place of the last whole one", async () => {
    await readCheckpoint(REPO, { hub: place.options });
    const weights = new Uint8Array([...files[WEIGHTS], 0]);
    place.hub.models[REPO] = { commit: "2".repeat(40), files: { ...files, [WEIGHTS]: weights } };
    place.hub.fault = ({ path }) => (path.endsWith(WEIGHTS) ? { status: 403 } : undefined);
    await expect(readCheckpoint(REPO, { hub: place.options })).rejects.toMatchObject({
      code: "access-denied",
    });
    await readCheckpoint(REPO, { hub: { ...place.options, offline: true } });
  });
});

describe("the environment", () => {
  beforeEach(() => {
    for (const name of [
      "HF_HOME",
      "HF_HUB_CACHE",
      "HUGGINGFACE_HUB_CACHE",
      "HF_TOKEN",
      "HUGGING_FACE_HUB_TOKEN",
    ]) {
      vi.stubEnv(name, undefined);
    }
    vi.stubEnv("HF_ENDPOINT", `${place.hub.endpoint}/`);
    vi.stubEnv("XDG_CACHE_HOME", place.cacheDir);
  });
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  test.each([
    [{ HF_HUB_CACHE: "$ROOT/a" }, "a"],
    [{ HUGGINGFACE_HUB_CACHE: "$ROOT/a" }, "a"],
    [{ HF_HOME: `\${ROOT}/b` }, "b/hub"],
    [{ HF_HOME: "$ROOT/b", HF_HUB_CACHE: "$ROOT/a" }, "a"],
    [{}, "huggingface/hub"],
  ])("%j puts the cache into %s", async (variables, folder) => {
    vi.stubEnv("ROOT", place.cacheDir);
    for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
    await readCheckpoint(REPO);
    expect(await treeOf(join(place.cacheDir, folder, "models--someone--quick-gelu"))).toMatchObject({
      "refs/main": golden["refs/main"],
    });
  });

  test("gives the token, by itself or in a file", async () => {
    place.hub.models[REPO].isPrivate = true;
    const load = (hub = {}) =>
      readCheckpoint(REPO, { hub: { cacheDir: join(place.cacheDir, `${Math.random()}`), ...hub } });
    await expect(load()).rejects.toMatchObject({ code: "not-found" });
    vi.stubEnv("HF_TOKEN", TOKEN);
    await load();
    await expect(load({ token: false })).rejects.toMatchObject({ code: "not-found" });
    vi.stubEnv("HF_TOKEN", undefined);
    await mkdir(join(place.cacheDir, "huggingface"));
    await writeFile(join(place.cacheDir, "huggingface/token"), `${TOKEN}\n`);
    await load();
    vi.stubEnv("HF_TOKEN_PATH", join(place.cacheDir, "nowhere"));
    await expect(load()).rejects.toMatchObject({ code: "not-found" });
  });

  test.each(["HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE"])("%s=1 is offline", async (name) => {
    vi.stubEnv(name, "1");
    await expect(readCheckpoint(REPO)).rejects.toMatchObject({ code: "offline" });
    expect(place.hub.requests).toEqual([]);
    await readCheckpoint(REPO, { hub: { offline: false } });
  });
});

describe("two at once", () => {
  /** Holds the weights back until so many have asked for the model, and a while longer. */
  function holdFor(count: number): void {
    const gate = (async () => {
      const asked = () => paths(place.hub).filter((path) => path.startsWith("/api/")).length;
      while (asked() < count) await new Promise((resolve) => setTimeout(resolve, 50));
      await new Promise((resolve) => setTimeout(resolve, 1000));
    })();
    place.hub.fault = ({ server }) => (server === "cdn" ? { gate } : undefined);
  }

  test("in one process download the model once", async () => {
    holdFor(2);
    const progress = [watchProgress(), watchProgress()];
    const [one, two] = await Promise.all(
      progress.map(({ onProgress }) => readCheckpoint(REPO, { hub: place.options, onProgress })),
    );
    expect(one.tensors).toEqual(two.tensors);
    for (const { seen } of progress) expect(seen.at(-1)).toMatchObject({ done: total, total });
    expect(place.hub.sent(WEIGHTS)).toBe(files[WEIGHTS].length);
  });

  test("in two processes download the weights once, and have them whole", async () => {
    holdFor(2);
    const script = `
      import { readCheckpoint } from "@clipscope/core";
      const { tensors } = await readCheckpoint(${JSON.stringify(REPO)}, { hub: ${JSON.stringify(place.options)} });
      const { createHash } = await import("node:crypto");
      const hash = createHash("sha256");
      for (const name of [...tensors.keys()].sort()) hash.update(tensors.get(name).data);
      console.log(hash.digest("hex"));`;
    const load = async () => {
      const cwd = join(import.meta.dirname, "..");
      const args = ["--input-type=module", "-e", script];
      return (await promisify(execFile)(process.execPath, args, { cwd })).stdout.trim();
    };
    const hash = createHash("sha256");
    const { tensors } = await readCheckpoint(files);
    for (const name of [...tensors.keys()].sort()) hash.update(tensors.get(name)?.data ?? "");
    const expected = hash.digest("hex");
    expect(await Promise.all([load(), load()])).toEqual([expected, expected]);
    expect(place.hub.sent(WEIGHTS)).toBe(files[WEIGHTS].length);
    const { "refs/refs/pr/1": _, ...tree } = golden;
    expect(await treeOf(root())).toEqual(tree);
  });

  test("are no harm even if each takes the other's part for abandoned", async () => {
    const part = join(root(), "blobs", `${sha256(files[WEIGHTS])}.clipscope.incomplete`);
    holdFor(2);
    const vanish = setInterval(() => utimes(part, 0, 0).catch(() => {}), 5);
    try {
      const { readCheckpoint: readElsewhere } = await anotherCore();
      const loads = [readCheckpoint, readElsewhere].map((read) => read(REPO, { hub: place.options }));
      const [one, two] = await Promise.all(loads);
      expect(one.tensors).toEqual(two.tensors);
      expect(place.hub.sent(WEIGHTS)).toBeGreaterThan(files[WEIGHTS].length);
      const { "refs/refs/pr/1": _, ...tree } = golden;
      expect(await treeOf(root())).toEqual(tree);
    } finally {
      clearInterval(vanish);
    }
  });
});

/** The library once more, with a memory of its own, as another process has it. */
async function anotherCore(): Promise<typeof import("@clipscope/core")> {
  vi.resetModules();
  return import("@clipscope/core");
}
