/** A file or row, and what is wrong with it. Messages that begin with the name are left as they are. */
export const problemLine = (name: string | undefined, message: string): string =>
  name === undefined || message.startsWith(name) ? message : `${name}: ${message}`;
