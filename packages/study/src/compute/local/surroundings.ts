/** Whether this program can open files by path, as Node can and a page can't. */
export const hasFiles: boolean =
  typeof process === "object" && typeof process.versions === "object" && "node" in process.versions;
