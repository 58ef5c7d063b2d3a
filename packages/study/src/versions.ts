/** Version of this package; a test compares it with package.json. */
const VERSION = "0.1.0";

/** Versions recorded in manifests: this package, and Node if it runs there. */
export function ownVersions(): Record<string, string> {
  const node = (globalThis as { process?: { versions?: { node?: string } } }).process?.versions?.node;
  return { "@clipscope/study": VERSION, ...(node ? { node } : {}) };
}
