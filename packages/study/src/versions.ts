/** The version of this package; a test compares it with package.json. */
const VERSION = "0.1.0";

/** What manifests record of the program: this package, and Node where it runs there. */
export function ownVersions(): Record<string, string> {
  const node = (globalThis as { process?: { versions?: { node?: string } } }).process?.versions?.node;
  return { "@clipscope/study": VERSION, ...(node ? { node } : {}) };
}
