import { readdir, stat, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { loadClip, readCheckpoint } from "@clipscope/core";
import { describe, expect, test } from "vitest";
import { commitOf, gitSha1, sha256, TOKEN } from "./server.mjs";
import { bodies, files, paths, REPO, total, useHub, WEIGHTS, watchProgress } from "./setup.js";

const place = useHub();
const size = files[WEIGHTS].length;
const partOf = () =>
  join(place.cacheDir, "models--someone--quick-gelu/blobs", `${sha256(files[WEIGHTS])}.clipscope.incomplete`);
/** Breaks the weights off when so many bytes of a request have been written. */
const cutAt = (cut: number, { headers }: { headers: { range?: string } }) => {
  const from = Number(/\d+/.exec(headers.range ?? "0")?.[0]);
  const arrived = () =>
    stat(partOf()).then(
      (part) => part.size >= from + cut,
      () => false,
    );
  return { cut, arrived };
};
const cdn = () => place.hub.requests.filter(({ server }) => server === "cdn");
const isWeights = ({ path, server }: { path: string; server: string }) =>
  server === "cdn" && path.endsWith(WEIGHTS);

describe("a model that is not there yet", () => {
  test("comes as it is, in the files that are needed and no others", async () => {
    const { hub, options } = place;
    expect(await readCheckpoint(REPO, { hub: options })).toEqual({
      ...(await readCheckpoint(files)),
      name: REPO,
    });
    const asked = bodies(hub).map(({ path }) => path.split("/").at(-1));
    expect(asked.sort()).toEqual([...Object.keys(files), WEIGHTS].sort()); // the weights at the hub and where they are
    for (const name of Object.keys(files)) expect(hub.sent(name)).toBe(files[name].length);
  });

  test("shows one figure for all of its bytes, which grows to the total", async () => {
    const { seen, onProgress } = watchProgress();
    await readCheckpoint(REPO, { hub: place.options, onProgress });
    expect(seen.length).toBeGreaterThan(10);
    expect(seen.at(-1)).toMatchObject({ done: total, total });
    const again = watchProgress();
    await readCheckpoint(REPO, { hub: place.options, onProgress: again.onProgress });
    expect(again.seen.at(-1)).toMatchObject({ done: total, total });
  });

  test("is loaded by loadClip", async () => {
    const clip = await loadClip(`${REPO}@main`, { backend: "cpu", hub: place.options });
    expect(clip.name).toBe(REPO);
    clip.dispose();
  });

  test("comes from a hub that lists names alone, by what the addresses say", async () => {
    place.hub.bare = true;
    const { seen, onProgress } = watchProgress();
    await readCheckpoint(REPO, { hub: place.options, onProgress });
    expect(seen.at(-1)).toMatchObject({ done: total, total });
    expect(place.hub.requests.filter(({ method }) => method === "HEAD").length).toBe(
      Object.keys(files).length,
    );
  });
});

describe("a connection that breaks", () => {
  test("is taken up where it broke, as often as it takes", async () => {
    let cuts = 0;
    place.hub.fault = (request) => (isWeights(request) && cuts++ < 8 ? cutAt(50_000, request) : undefined);
    const { seen, onProgress } = watchProgress();
    const { tensors } = await readCheckpoint(REPO, { hub: place.options, onProgress });
    expect(tensors).toEqual((await readCheckpoint(files)).tensors);
    expect(cdn().map(({ headers, sent, status }) => [headers.range, sent, status])).toEqual(
      Array.from({ length: 9 }, (_, i) => [
        i === 0 ? undefined : `bytes=${i * 50_000}-`,
        Math.min(50_000, size - i * 50_000),
        i === 0 ? 200 : 206,
      ]),
    );
    expect(seen.at(-1)).toMatchObject({ done: total, total });
  });

  test("is taken up only if the file is still the same", async () => {
    let asked = 0;
    place.hub.fault = (request) => {
      if (!isWeights(request)) return undefined;
      return asked++ === 0 ? cutAt(50_000, request) : { headers: { etag: '"changed"' } };
    };
    await readCheckpoint(REPO, { hub: place.options, onProgress: watchProgress().onProgress });
    expect(cdn().map(({ headers }) => headers["if-range"])).toEqual([
      undefined,
      `"storage-${sha256(files[WEIGHTS]).slice(0, 8)}"`,
    ]);
    expect(cdn().map(({ status, sent }) => [status, sent])).toEqual([
      [200, 50_000],
      [200, size],
    ]);
  });

  test("begins again with a server that knows no ranges", async () => {
    let asked = 0;
    place.hub.fault = (request) =>
      isWeights(request) ? (asked++ === 0 ? cutAt(50_000, request) : { whole: true }) : undefined;
    const { tensors } = await readCheckpoint(REPO, {
      hub: place.options,
      onProgress: watchProgress().onProgress,
    });
    expect(tensors.size).toBeGreaterThan(10);
    expect(cdn().map(({ sent }) => sent)).toEqual([50_000, size]);
  });

  test("is given up after the tries in a row that the options name, and what came is kept", async () => {
    place.hub.fault = (request) =>
      isWeights(request) ? cutAt(request.headers.range ? 0 : 100_000, request) : undefined;
    const loading = readCheckpoint(REPO, { hub: { ...place.options, retries: 2 } });
    await expect(loading).rejects.toMatchObject({
      code: "network",
      message: expect.stringContaining("3 times in a row"),
    });
    expect(cdn().length).toBe(3); // one that came some way, and two more that did not
    expect((await stat(partOf())).size).toBe(100_000);
    place.hub.fault = () => undefined;
    place.hub.requests.length = 0;
    await readCheckpoint(REPO, { hub: place.options });
    expect(cdn().map(({ headers, sent }) => [headers.range, sent])).toEqual([
      ["bytes=100000-", size - 100_000],
    ]);
  });

  test("is broken off when nothing comes, and taken up", async () => {
    let asked = 0;
    place.hub.fault = (request) => (isWeights(request) && asked++ === 0 ? { stall: 70_000 } : undefined);
    await readCheckpoint(REPO, { hub: { ...place.options, timeout: 1500 } });
    expect(cdn().map(({ sent }) => sent)).toEqual([70_000, size - 70_000]);
  });

  test("does not matter to a server that is busy for a while", async () => {
    const answers = [500, 503, 429];
    place.hub.fault = () => {
      const status = answers.shift();
      return status ? { status, headers: { "retry-after": "0" } } : undefined;
    };
    await readCheckpoint(REPO, { hub: place.options });
    expect(place.hub.requests.slice(0, 4).map(({ status }) => status)).toEqual([500, 503, 429, 200]);
  });
});

describe("cancelling", () => {
  test("leaves what has come, to be continued", async () => {
    const controller = new AbortController();
    place.hub.fault = (request) =>
      isWeights(request) && !request.headers.range ? { stall: 200_000 } : undefined;
    const small = total - size;
    const loading = readCheckpoint(REPO, {
      hub: place.options,
      signal: controller.signal,
      onProgress: ({ done }) => done >= small + 200_000 && controller.abort(),
    });
    await expect(loading).rejects.toMatchObject({ code: "cancelled" });
    const part = await stat(partOf());
    expect(part.size).toBe(200_000);
    expect(part.mtimeMs).toBe(0); // nobody's, so that the next need not wait
    await readCheckpoint(REPO, { hub: place.options });
    expect(cdn().map(({ sent }) => sent)).toEqual([200_000, size - 200_000]);
  });

  test("is heard while waiting for another try, and before anything is asked", async () => {
    const controller = new AbortController();
    place.hub.fault = () => ({ status: 503 });
    const loading = readCheckpoint(REPO, {
      hub: { ...place.options, retryDelay: 60_000 },
      signal: controller.signal,
    });
    setTimeout(() => controller.abort(), 200);
    await expect(loading).rejects.toMatchObject({ code: "cancelled" });
    const asked = place.hub.requests.length;
    const late = readCheckpoint(REPO, { hub: place.options, signal: AbortSignal.abort() });
    await expect(late).rejects.toMatchObject({ code: "cancelled" });
    expect(place.hub.requests.length).toBe(asked);
  });
});

describe("bytes that are not those of the file", () => {
  test.each([WEIGHTS, "config.json", "vocab.json"])("of %s are noticed and not kept", async (name) => {
    place.hub.fault = ({ path, server }) =>
      path.endsWith(name) && (server === "cdn" || name !== WEIGHTS) ? { damage: true } : undefined;
    const loading = readCheckpoint(REPO, { hub: place.options });
    await expect(loading).rejects.toMatchObject({
      code: "hash-mismatch",
      message: expect.stringMatching(
        new RegExp(`^${name} should have the (SHA-256|git SHA-1) [0-9a-f]+, got`),
      ),
    });
    // Other files, still on their way when this one failed, may be kept to be continued.
    const etag = (name === WEIGHTS ? sha256 : gitSha1)(files[name]);
    const blobs = await readdir(join(place.cacheDir, "models--someone--quick-gelu/blobs"));
    expect(blobs.filter((blob) => blob.startsWith(etag))).toEqual([]);
    place.hub.fault = () => undefined;
    await readCheckpoint(REPO, { hub: place.options });
  });

  test("that were left by an earlier download are noticed and not kept", async () => {
    place.hub.fault = (request) => (isWeights(request) ? { status: 403 } : undefined);
    await expect(readCheckpoint(REPO, { hub: place.options })).rejects.toMatchObject({
      code: "access-denied",
    });
    await writeFile(partOf(), new Uint8Array(1000));
    await utimes(partOf(), 0, 0);
    place.hub.fault = () => undefined;
    await expect(readCheckpoint(REPO, { hub: place.options })).rejects.toMatchObject({
      code: "hash-mismatch",
    });
    await readCheckpoint(REPO, { hub: place.options });
  });

  test("and beyond its size are refused", async () => {
    const longer = new Uint8Array([...files["vocab.json"], 32]);
    place.hub.fault = ({ path }) =>
      path.endsWith("vocab.json") ? { status: 200, body: new TextDecoder().decode(longer) } : undefined;
    const loading = readCheckpoint(REPO, { hub: place.options });
    await expect(loading).rejects.toMatchObject({
      code: "hash-mismatch",
      message: expect.stringContaining("longer"),
    });
  });

  test("are refused before they come, if the hub contradicts itself", async () => {
    place.hub.fault = ({ path, server }) =>
      server === "hub" && path.endsWith(WEIGHTS)
        ? { headers: { "x-linked-etag": `"${"0".repeat(64)}"` } }
        : undefined;
    await expect(readCheckpoint(REPO, { hub: place.options })).rejects.toMatchObject({
      code: "hash-mismatch",
    });
  });
});

describe("the token", () => {
  test("opens what is private, and stays with the hub", async () => {
    place.hub.models[REPO].isPrivate = true;
    await readCheckpoint(REPO, { hub: { ...place.options, token: TOKEN } });
    const { requests } = place.hub;
    expect(new Set(requests.map(({ server, headers }) => `${server}: ${headers.authorization}`))).toEqual(
      new Set([`hub: Bearer ${TOKEN}`, "cdn: undefined"]),
    );
  });

  test("goes along to a new name of the model at the same hub", async () => {
    place.hub.models["someone/renamed"] = { ...place.hub.models[REPO], isPrivate: true };
    place.hub.fault = ({ path }) =>
      path.includes(REPO)
        ? { status: 307, headers: { location: path.replace(REPO, "someone/renamed") } }
        : undefined;
    await readCheckpoint(REPO, { hub: { ...place.options, token: TOKEN } });
    expect(paths(place.hub)).toContain(`/someone/renamed/resolve/${commitOf("someone/renamed")}/config.json`);
  });
});
