/** A file that a person chose or dropped, with its path in the chosen folder. Can be sent to a worker. */
export interface NamedFile {
  /** Path with "/" as the separator, beginning with the chosen folder's name; a file's name alone if it was chosen itself. */
  path: string;
  file: Blob;
}

/** The files of an `<input type="file">`, with or without `webkitdirectory`. */
export const chosenFiles = (files: Iterable<File>): NamedFile[] =>
  Array.from(files, (file) => ({ path: file.webkitRelativePath || file.name, file }));
