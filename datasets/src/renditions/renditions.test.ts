import { createReadStream } from "node:fs";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { prepareRenditions } from "./prepare.js";
import { openRenditions, type Renditions } from "./renditions.js";

let folder: string;
let renditions: Renditions;
beforeAll(async () => {
  folder = await prepareRenditions();
  renditions = await openRenditions(folder);
}, 600_000);

describe("the prepared dataset", () => {
  test("has twelve renditions and about 15,500 images of 1,652 concepts", () => {
    expect(renditions.concepts).toHaveLength(1652);
    const counts = Object.fromEntries(renditions.renditions.map(({ id, count }) => [id, count]));
    expect(counts).toEqual({
      twemoji: 1652,
      noto: 1652,
      "noto-v1": 1222,
      openmoji: 1651,
      "fluent-emoji": 1595,
      "fluent-emoji-flat": 1595,
      "fluent-emoji-high-contrast": 1595,
      fxemoji: 875,
      emojione: 1112,
      "emojione-v1": 950,
      "emojione-monotone": 1108,
      "streamline-emojis": 564,
    });
  });

  test("describes a concept as CLDR does, and knows no flags, skin tones and equal names", () => {
    expect(renditions.concepts[0]).toMatchObject({
      id: "1F600",
      name: "grinning face",
      group: "smileys-emotion",
      subgroup: "face-smiling",
    });
    expect(renditions.concepts.find(({ id }) => id === "1F355")?.keywords).toContain("slice");
    const names = renditions.concepts.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names.filter((name) => /skin tone|regional indicator|flag: /.test(name))).toEqual([]);
  });

  test("names author and license of every rendition", () => {
    for (const { author, license, version } of renditions.renditions) {
      expect(author).not.toBe("");
      expect(license.spdx).toMatch(/^(CC-BY-4\.0|CC-BY-SA-4\.0|Apache-2\.0|MIT)$/);
      expect(license.url).toMatch(/^https:/);
      expect(version).toMatch(/^\d+\.\d+\.\d+$/);
    }
  });

  test("gives each image its concept, in ascending order, and a view of its pixels", async () => {
    const images = await renditions.load("streamline-emojis");
    expect(images.concepts).toHaveLength(images.info.count);
    expect([...images.concepts]).toEqual([...new Set(images.concepts)].sort((a, b) => a - b));
    expect(images.pixels).toHaveLength(images.info.count * 64 * 64 * 3);
    expect(images.image(2)).toMatchObject({ width: 64, height: 64 });
    expect(images.image(2).data).toEqual(images.pixels.slice(2 * 12288, 3 * 12288));
    expect(() => images.image(564)).toThrow("image 564 is out of range");
  });

  test("refuses an unknown rendition with the names of those there are", async () => {
    await expect(renditions.load("emojitwo")).rejects.toThrow(/Unknown rendition "emojitwo".*twemoji, noto/);
  });

  test("stops reading when it is cancelled", async () => {
    const signal = AbortSignal.abort();
    await expect(renditions.load("fxemoji", { signal })).rejects.toMatchObject({ code: "cancelled" });
  });
});

describe("over HTTP, as a page reads it", () => {
  let server: Server;
  let url: string;
  beforeAll(async () => {
    server = createServer((request, response) => {
      createReadStream(join(folder, request.url ?? ""))
        .on("error", () => response.writeHead(404).end())
        .pipe(response);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => server.close());

  test("the dataset is the same as from the folder", async () => {
    const remote = await openRenditions(url);
    expect(remote.renditions).toEqual(renditions.renditions);
    expect(remote.concepts).toEqual(renditions.concepts);
    const progress: number[] = [];
    const onProgress = ({ done, total }: { done: number; total: number }) => progress.push(done / total);
    const there = await remote.load("fxemoji", { onProgress });
    const here = await renditions.load("fxemoji");
    expect(Buffer.compare(there.pixels, here.pixels)).toBe(0);
    expect(progress.at(-1)).toBe(1);
  });

  test("a URL without packs says how to prepare them", async () => {
    await expect(openRenditions(`${url}/nowhere`)).rejects.toThrow(/no index\.json.*prepare-cli\.js/);
  });

  test("a server that is not there is a network error", async () => {
    await expect(openRenditions("http://127.0.0.1:1")).rejects.toMatchObject({ code: "network" });
  });
});

describe("damaged packs", () => {
  let copy: string;
  const pack = () => join(copy, "streamline-emojis.rgb.gz");
  const load = async () => (await openRenditions(copy)).load("streamline-emojis");
  beforeAll(async () => {
    copy = await mkdtemp(join(tmpdir(), "renditions-"));
    await cp(join(folder, "index.json"), join(copy, "index.json"));
  });
  afterAll(() => rm(copy, { recursive: true }));

  test("a missing pack is named, with the command that makes it", async () => {
    const error = {
      code: "not-found",
      message: expect.stringMatching(/streamline-emojis\.rgb\.gz.*prepare-cli/),
    };
    await expect(load()).rejects.toMatchObject(error);
  });

  test.each([
    ["cut short", (packed: Buffer) => packed.subarray(0, packed.length / 2), "not a complete gzip file"],
    ["no gzip at all", () => Buffer.from("<!doctype html>"), "not a complete gzip file"],
    [
      "of another size",
      (packed: Buffer) => gzipSync(gunzipSync(packed).subarray(3)),
      /holds 6930429 bytes, expected 6930432/,
    ],
    [
      "with one pixel changed",
      (packed: Buffer) => gzipSync(gunzipSync(packed).fill(7, 0, 1)),
      "its checksum",
    ],
  ])("a pack %s is refused", async (_, damage, message) => {
    await writeFile(pack(), damage(await readFile(join(folder, "streamline-emojis.rgb.gz"))));
    await expect(load()).rejects.toMatchObject({ code: "bad-image" });
    await expect(load()).rejects.toThrow(message);
  });

  test("an index of another format or none is refused", async () => {
    await writeFile(join(copy, "index.json"), JSON.stringify({ format: 0 }));
    await expect(openRenditions(copy)).rejects.toThrow("have format 0");
    await writeFile(join(copy, "index.json"), "{");
    await expect(openRenditions(copy)).rejects.toThrow("is not JSON");
  });
});
