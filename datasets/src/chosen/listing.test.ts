import { expect, test } from "vitest";
import { openDataset } from "../open-dataset.js";
import { droppedFiles } from "./dropped-files.js";
import { handleFiles } from "./handle-files.js";

/** A folder's content: a name leads to a file's text, to a folder, or to an error on reading. */
interface Content {
  [name: string]: string | Content | Error;
}

const PETS: Content = {
  cat: { "1.jpg": "one", "2.jpg": new Error("no permission") },
  dog: { "3.jpg": "three", inner: { "4.jpg": "four" } },
  locked: new Error("no permission"),
  "notes.txt": "",
};

/** An entry as `webkitGetAsEntry` gives it; a folder gives two of its entries at a time. */
function entryOf(path: string, content: string | Content | Error): FileSystemEntry {
  const isDirectory = typeof content === "object" && !(content instanceof Error && /\.jpg$/.test(path));
  const entries = content instanceof Error ? [] : Object.entries(Object(content) as Content);
  let given = 0;
  return {
    isDirectory,
    isFile: !isDirectory,
    fullPath: `/${path}`,
    name: path.split("/").at(-1),
    file: (resolve: (file: File) => void, reject: (error: Error) => void) =>
      content instanceof Error ? reject(content) : resolve(new File([content as string], "x")),
    createReader: () => ({
      readEntries(resolve: (entries: FileSystemEntry[]) => void, reject: (error: Error) => void) {
        if (content instanceof Error) return reject(content);
        const part = entries.slice(given, given + 2);
        given += 2;
        resolve(part.map(([name, each]) => entryOf(`${path}/${name}`, each)));
      },
    }),
  } as unknown as FileSystemEntry;
}

function handleOf(name: string, content: string | Content | Error): FileSystemDirectoryHandle {
  const isFile = typeof content === "string" || /\.jpg$/.test(name);
  return {
    name,
    kind: isFile ? "file" : "directory",
    getFile: async () => {
      if (content instanceof Error) throw content;
      return new File([content as string], name);
    },
    async *values() {
      if (content instanceof Error) throw content;
      for (const [each, within] of Object.entries(content as Content)) yield handleOf(each, within);
    },
  } as unknown as FileSystemDirectoryHandle;
}

function dropOf(...tops: (FileSystemEntry | File | string)[]): Pick<DataTransfer, "items"> {
  const items = tops.map((top) => ({
    kind: typeof top === "string" ? "string" : "file",
    webkitGetAsEntry: () => (top instanceof File ? null : top),
    getAsFile: () => top,
  }));
  return { items: items as unknown as DataTransferItemList };
}

const PATHS = ["pets/cat/1.jpg", "pets/dog/3.jpg", "pets/dog/inner/4.jpg", "pets/notes.txt"];
const UNREAD = [
  { path: "pets/cat/2.jpg", message: "pets/cat/2.jpg can't be read (no permission)." },
  { path: "pets/locked", message: "pets/locked can't be read (no permission)." },
];

test.each([
  ["dropped", () => droppedFiles(dropOf(entryOf("pets", PETS)))],
  ["behind a handle", () => handleFiles(handleOf("pets", PETS))],
])("a folder %s gives its files with paths, and names what can't be read", async (_, list) => {
  const { files, unread } = await list();
  expect(files.map(({ path }) => path).sort()).toEqual(PATHS);
  expect(await files.find(({ path }) => path.endsWith("4.jpg"))?.file.text()).toBe("four");
  expect(unread.toSorted((a, b) => (a.path < b.path ? -1 : 1))).toEqual(UNREAD);
});

test("a folder behind a handle is opened, and its unread paths are the dataset's", async () => {
  const { rows, unread, roles } = await openDataset(handleOf("pets", PETS));
  expect([rows, roles.label]).toEqual([3, "label"]);
  expect(unread.map(({ path }) => path).sort()).toEqual(["cat/2.jpg", "locked"]);
});

test("several files and folders can be dropped together; text among them is passed over", async () => {
  const picture = new File(["x"], "a.png");
  const { files } = await droppedFiles(dropOf("https://example.org", picture, entryOf("pets", PETS)));
  expect(files.map(({ path }) => path).sort()).toEqual(["a.png", ...PATHS]);
});

test("a drop without files is refused, and a cancelled listing ends", async () => {
  await expect(droppedFiles(dropOf("text"))).rejects.toMatchObject({
    code: "bad-argument",
    message: expect.stringContaining("drop files or folders from your computer"),
  });
  const signal = AbortSignal.abort();
  const cancelled = { code: "cancelled" };
  await expect(droppedFiles(dropOf(entryOf("pets", PETS)), { signal })).rejects.toMatchObject(cancelled);
  await expect(handleFiles(handleOf("pets", PETS), { signal })).rejects.toMatchObject(cancelled);
});
