import { ClipscopeError } from "@clipscope/core";

export async function listFiles(folder: string): Promise<string[]> {
  throw new ClipscopeError("bad-argument", `A page cannot read the folder ${folder}: use imageFiles.`);
}

export const joinPath = (folder: string, name: string) => `${folder}/${name}`;
export { openFiles, sha256 } from "./browser-files.js";
