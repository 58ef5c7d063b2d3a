import type { OpenOptions } from "@clipscope/datasets";
import { describe } from "./describe.js";

const picked = (id: "files" | "folder") => [
  ...(document.querySelector<HTMLInputElement>(`#${id}`)?.files ?? []),
];

/** Files picked with one of the page's inputs; a single file is returned as itself. */
function ofPicked(id: "files" | "folder", how?: OpenOptions) {
  const files = picked(id);
  return describe(id === "files" && files.length === 1 ? files[0] : files, how);
}

/** The picked folder, through a directory handle, as `showDirectoryPicker` and a drop give it. */
async function ofHandle(how?: OpenOptions) {
  const top = await navigator.storage.getDirectory();
  const files = picked("folder");
  for (const file of files) {
    const parts = file.webkitRelativePath.split("/");
    let folder = top;
    for (const part of parts.slice(0, -1)) folder = await folder.getDirectoryHandle(part, { create: true });
    const handle = await folder.getFileHandle(parts.at(-1) as string, { create: true });
    const writable = await handle.createWritable();
    await writable.write(file);
    await writable.close();
  }
  return describe(await top.getDirectoryHandle(files[0].webkitRelativePath.split("/")[0]), how);
}

const ofUrl = (url: string, how?: OpenOptions) => describe(url, how);

Object.assign(globalThis, { ofPicked, ofHandle, ofUrl });
