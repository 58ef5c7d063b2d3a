import { once } from "node:events";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import type { OpenOptions } from "@clipscope/datasets";
import type { Browser } from "playwright";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { golden } from "../parity/goldens.js";
import { bundle } from "./bundle.mjs";
import { launch } from "./chromium.mjs";
import { describe } from "./pages/datasets/describe.js";
import { type Visit, visit } from "./visit.js";

let folder: string;
let built: Awaited<ReturnType<typeof bundle>>;
let browser: Browser;
let server: Awaited<ReturnType<typeof serveFiles>>;
let here: Visit;

/** Optional files requested beside a file at a URL, although the server lacks them. */
const ABSENT = [
  "none.png",
  "vectors.tsv.json",
  "vectors.npy.csv",
  "vectors.npy.json",
  "vectors.npy.names.txt",
  "train-labels-idx1-ubyte",
];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "datasets-in-a-page-"));
  await makeFolders();
  [built, browser] = await Promise.all([bundle(join(import.meta.dirname, "pages/datasets")), launch()]);
  server = await serveFiles({ "/": built.folder, "/goldens/": golden(""), "/made/": folder });
});
afterAll(async () => {
  await Promise.all([browser?.close(), server?.close(), built?.remove()]);
  await rm(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  here = await visit(browser, server.url, { absent: ABSENT });
  await here.page.waitForFunction("globalThis.ofPicked");
});
afterEach(() => here.leave());

/** Folders of images of the goldens: with classes, with a split, and beside tables of several kinds. */
async function makeFolders() {
  const pictures = ["grey.png", "palette.png", "landscape.png"];
  const put = async (path: string, i: number) => {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await cp(golden(`images/${pictures[i % pictures.length]}`), join(folder, path));
  };
  const classes = ["cat", "Dog", "tür 🦊"];
  for (const [i, name] of classes.entries()) {
    await put(`pets/${name}/1.png`, i);
    await put(`pets/${name}/b.png`, i + 1);
    await put(`splits/train/${name}/1.png`, i);
    await put(`splits/val/${name}/2.png`, i + 1);
    await put(`ids/train/${i}a.png`, i);
    await put(`wordnet/n0144076${i}/1.png`, i);
    for (const kind of ["csv", "jsonl", "tsv"]) await put(`table-${kind}/images/${i}.png`, i);
  }
  const rows = classes.map((name, i) => ({
    file: `images/${i}.png`,
    label: name,
    note: `a "${name}", and\nmore`,
  }));
  rows.push({ file: "images/none.png", label: "cat", note: "" });
  const quote = (text: string) => `"${text.replaceAll('"', '""')}"`;
  const separated = (mark: string) =>
    [["file", "label", "note"], ...rows.map((row) => Object.values(row))]
      .map((line) => `${line.map(quote).join(mark)}\r\n`)
      .join("");
  await writeFile(join(folder, "table-csv/labels.csv"), `\uFEFF${separated(",")}`);
  await writeFile(join(folder, "ids/labels.csv"), "id,label\n2a,cat\n0a,dog\n1a,cat\n");
  await writeFile(join(folder, "table-tsv/labels.tsv"), separated("\t"));
  await writeFile(
    join(folder, "table-jsonl/labels.jsonl"),
    rows.map((row) => `${JSON.stringify(row)}\n`).join(""),
  );
}

/** A request that the server answered: whether for a part of a file, and with how many bytes. */
interface Answer {
  path: string;
  part: boolean;
  bytes: number;
}

/** A server that sends parts of files, except of what is asked for below /whole/, and a large array below /large/. */
async function serveFiles(folders: Record<string, string>) {
  const answers: Answer[] = [];
  const prefixes = Object.keys(folders).sort((a, b) => b.length - a.length);
  const types: Record<string, string> = {
    html: "text/html",
    js: "text/javascript",
    wasm: "application/wasm",
  };
  const listening = createServer(async ({ url = "/", headers, method }, response) => {
    const asked = decodeURIComponent(new URL(url, "http://localhost").pathname);
    const whole = asked.startsWith("/whole/");
    const path = whole ? asked.slice("/whole".length) : asked;
    const prefix = prefixes.find((each) => path.startsWith(each)) as string;
    const file = join(folders[prefix], path.slice(prefix.length) || "index.html");
    const bytes = path === "/large/vectors.npy" ? largeArray() : await readFile(file).catch(() => undefined);
    if (!bytes) return response.writeHead(404).end();
    const range = whole ? undefined : /^bytes=(\d+)-(\d+)$/.exec(headers.range ?? "");
    const [start, end] = range
      ? [Number(range[1]), Math.min(Number(range[2]) + 1, bytes.length)]
      : [0, bytes.length];
    response.writeHead(range ? 206 : 200, {
      "content-type":
        types[path.split(".").at(-1) ?? ""] ?? (path === "/" ? "text/html" : "application/octet-stream"),
      "content-length": end - start,
      etag: `"${bytes.length}"`,
      ...(range ? { "content-range": `bytes ${start}-${end - 1}/${bytes.length}` } : {}),
    });
    answers.push({ path: asked, part: range !== undefined && range !== null, bytes: end - start });
    response.end(method === "HEAD" ? undefined : bytes.subarray(start, end));
  });
  await once(listening.listen(0, "127.0.0.1"), "listening");
  return {
    url: `http://127.0.0.1:${(listening.address() as AddressInfo).port}/`,
    answers,
    async close() {
      listening.closeAllConnections();
      listening.close();
      await once(listening, "close");
    },
  };
}

const LARGE = { rows: 17_000, width: 1024 };
let large: Uint8Array | undefined;

/** An NPY of 66 MiB, more than is read as a whole: row r holds r + 1 everywhere. */
function largeArray(): Uint8Array {
  if (large) return large;
  const { rows, width } = LARGE;
  const about = `{'descr': '<f4', 'fortran_order': False, 'shape': (${rows}, ${width}), }`;
  const header = Buffer.concat([
    Buffer.from("\x93NUMPY\x01\0\x76\0", "latin1"),
    Buffer.from(`${about.padEnd(117)}\n`),
  ]);
  const values = new Float32Array(rows * width);
  for (let row = 0; row < rows; row++) values.fill(row + 1, row * width, (row + 1) * width);
  large = Buffer.concat([header, new Uint8Array(values.buffer)]);
  return large;
}

const inPage = (call: string) => here.page.evaluate(call);
const pick = (id: "files" | "folder", paths: string | string[]) => here.page.setInputFiles(`#${id}`, paths);

/** Node's message about a path, reduced to the path's last part, which is all that a page knows. */
async function fromPath(path: string, how?: OpenOptions): Promise<unknown> {
  const found = JSON.stringify(await describe(path, how));
  return JSON.parse(found.replaceAll(JSON.stringify(path).slice(1, -1), basename(path)));
}

const FILES: [path: string, how?: OpenOptions][] = [
  ["data/parquet/row-groups.parquet", { key: "path", image: null }],
  ["data/parquet/ragged.parquet", { image: null }],
  ["data/parquet/brotli.parquet", { image: null }],
  ["data/hugging-face/train-00000-of-00002.parquet"],
  ["data/hugging-face.arrow"],
  ["data/arrow/lz4.arrow", { image: null }],
  ["data/arrow/stream.arrow", { image: null }],
  ["data-types/types.parquet"],
  ["data-types/types.feather"],
  ["data/npy/fortran.npy"],
  ["data/npy/big-f2.npy"],
  ["data/npy/objects.npy"],
  ["data/deflated.npz"],
  ["data/embeddings.safetensors"],
  ["data/lists.csv", { image: null }],
  ["models/quick-gelu/model.safetensors"],
  ["open-dataset/pets.zip"],
  ["open-dataset/pets-pax.tar"],
  ["open-dataset/links-gnu.tar"],
  ["open-dataset/samples.tar.gz"],
];

test("a picked file of each format is what Node reads from its path", async () => {
  for (const [path, how] of FILES) {
    await pick("files", golden(path));
    const found = await inPage(`ofPicked("files", ${JSON.stringify(how ?? {})})`);
    expect(found, path).toEqual(await fromPath(golden(path), how));
  }
});

const FOLDERS = [
  "goldens/data/hugging-face",
  "goldens/data-types/saved",
  "goldens/data/projector",
  "goldens/data/projector-bytes",
  "goldens/open-dataset/mnist",
  "goldens/open-dataset/cifar-100-binary",
  "made/pets",
  "made/splits",
  "made/wordnet",
  "made/ids",
  "made/table-csv",
  "made/table-jsonl",
  "made/table-tsv",
];
const placeOf = (path: string) => path.replace(/^goldens\//, golden("")).replace(/^made/, folder);

test("a picked folder is what Node reads from its path, and so is one behind a directory handle", async () => {
  for (const path of FOLDERS) {
    await pick("folder", placeOf(path));
    const expected = await fromPath(placeOf(path));
    expect(expected, path).toMatchObject({ hash: expect.any(String) });
    expect(await inPage(`ofPicked("folder")`), path).toEqual(expected);
    expect(await inPage("ofHandle()"), path).toEqual(expected);
  }
});

test("a table and its images, picked as files without their folder, find each other", async () => {
  const place = join(folder, "table-csv");
  const images = [0, 1, 2].map((i) => join(place, `images/${i}.png`));
  await pick("files", [join(place, "labels.csv"), ...images]);
  const { hash, notes, problems, ...expected } = (await fromPath(place)) as Awaited<
    ReturnType<typeof describe>
  > &
    Record<string, unknown>;
  expect(problems).toEqual([{ row: 3, message: "There is no file images/none.png." }]);
  expect(await inPage(`ofPicked("files")`)).toEqual({
    ...expected,
    title: "The chosen files",
    hash,
    notes,
    problems,
  });
});

const URLS: [path: string, how?: OpenOptions][] = [
  ["goldens/data/parquet/row-groups.parquet", { key: "path", image: null }],
  ["goldens/data/hugging-face/train-00000-of-00002.parquet"],
  ["goldens/data/stored.npz"],
  ["goldens/data/projector/vectors.tsv", { image: null }],
  ["goldens/open-dataset/pets.zip"],
  ["goldens/open-dataset/mnist/train-images-idx3-ubyte.gz"],
  ["made/table-csv/labels.csv"],
];

test("a URL is what Node reads from it, whether its server sends parts or not", async () => {
  for (const [path, how] of URLS) {
    for (const way of ["", "whole/"]) {
      const url = `${server.url}${way}${path}`;
      const expected = await describe(url, how);
      expect(expected, url).toHaveProperty("hash");
      expect(await inPage(`ofUrl(${JSON.stringify(url)}, ${JSON.stringify(how ?? {})})`), url).toEqual(
        JSON.parse(JSON.stringify(expected)),
      );
    }
  }
});

test("of a large file no more is asked for at a time than is needed", async () => {
  server.answers.length = 0;
  const found = await inPage(`ofUrl("large/vectors.npy")`);
  expect(found).toMatchObject({
    rows: LARGE.rows,
    vectors: {
      embedding: { width: LARGE.width, read: expect.arrayContaining(["1", "4251", "8501", "12751"]) },
    },
  });
  const answers = server.answers.filter(({ path }) => path === "/large/vectors.npy");
  expect(answers.every(({ part }) => part)).toBe(true);
  expect(Math.max(...answers.map(({ bytes }) => bytes))).toBeLessThan(20 * 2 ** 20);
});

test("formats are fetched when a file of theirs is opened, and nothing of Node's is in the page", async () => {
  const scripts = () => server.answers.map(({ path }) => path).filter((path) => path.endsWith(".js"));
  const has = (reader: string) =>
    scripts().some((path) => new RegExp(`^${reader}-[\\w-]{8}\\.js$`).test(basename(path)));
  server.answers.length = 0;
  await here.page.reload();
  await here.page.waitForFunction("globalThis.ofPicked");
  const READERS = [
    "read-parquet",
    "read-arrow",
    "read-npy",
    "archive",
    "csv",
    "idx",
    "cifar",
    "projector",
    "jsonl",
  ];
  expect(READERS.filter(has)).toEqual([]);
  await pick("files", golden("data/lists.csv"));
  await inPage(`ofPicked("files", { image: null })`);
  expect(READERS.filter(has)).toEqual(["csv"]);
  await pick("files", golden("data/parquet/snappy.parquet"));
  await inPage(`ofPicked("files", { image: null })`);
  expect(READERS.filter(has)).toEqual(["read-parquet", "csv"]);
  for (const path of await readdir(built.folder, { recursive: true })) {
    if (!path.endsWith(".js")) continue;
    const code = await readFile(join(built.folder, path), "utf8");
    expect(code, path).not.toMatch(/from ?["']node:|import\(["']node:|__vite-browser-external/);
  }
});
