/** Prefixes a message with the name of its file or row, unless it already begins with the name. */
export const problemLine = (name: string | undefined, message: string): string =>
  name === undefined || message.startsWith(name) ? message : `${name}: ${message}`;
