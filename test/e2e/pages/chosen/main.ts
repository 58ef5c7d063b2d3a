import { chosenFiles, droppedFiles, handleFiles, type NamedFile, whatIs } from "@clipscope/datasets";
import type { Asked, Source } from "./chosen.worker.js";

const worker = new Worker(new URL("./chosen.worker.ts", import.meta.url), { type: "module" });

function ask(message: Asked): Promise<unknown> {
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => ("error" in data ? reject(new Error(data.error)) : resolve(data.result));
    worker.onerror = (event) => reject(new Error(event.message));
    worker.postMessage(message);
  });
}

const picked = (id: "files" | "folder"): NamedFile[] =>
  chosenFiles(document.querySelector<HTMLInputElement>(`#${id}`)?.files ?? []);

/** A copy of the files behind a directory handle, as a folder that is dropped or picked in Chromium. */
async function handleOf(files: readonly NamedFile[]): Promise<FileSystemDirectoryHandle> {
  const top = await navigator.storage.getDirectory();
  for (const { path, file } of files) {
    const parts = path.split("/");
    let folder = top;
    for (const part of parts.slice(0, -1)) folder = await folder.getDirectoryHandle(part, { create: true });
    const writable = await (
      await folder.getFileHandle(parts.at(-1) as string, { create: true })
    ).createWritable();
    await writable.write(file);
    await writable.close();
  }
  return top.getDirectoryHandle(files[0].path.split("/")[0]);
}

let dropping: ReturnType<typeof droppedFiles> | undefined;
let turns = 0;

addEventListener("dragover", (event) => event.preventDefault());
addEventListener("drop", (event) => {
  event.preventDefault();
  if (event.dataTransfer) dropping = droppedFiles(event.dataTransfer);
});

/** Counts the turns that other work of the page gets. */
function countTurns(): void {
  turns++;
  setTimeout(countTurns);
}

async function dropped() {
  if (!dropping) return undefined;
  const { files, unread } = await dropping;
  return { ...(await described(files)), unread, turns };
}

async function described(files: readonly NamedFile[]) {
  const { kind, ...rest } = await whatIs(files);
  const title = "title" in rest ? rest.title : undefined;
  const message = "message" in rest ? rest.message : undefined;
  return { kind, title, message, paths: files.map(({ path }) => path).sort() };
}

const open = (source: Source) => ask({ open: source });

Object.assign(globalThis, {
  countTurns,
  dropped,
  openPicked: (id: "files" | "folder" = "folder") => open(picked(id)),
  openHandle: async () => open(await handleOf(picked("folder"))),
  behindHandle: async () => described((await handleFiles(await handleOf(picked("folder")))).files),
  openDropped: async () => open((await dropping)?.files ?? []),
  openUrl: (url: string) => open(url),
  tiles: (size: 32 | 64 | 128, decode?: object) => ask({ tiles: { size, decode } }),
});
