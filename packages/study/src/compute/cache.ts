/** A key–value store of bytes that outlives the program: files, a browser's database, or memory. */
export interface Cache {
  read(key: string): Promise<Uint8Array | undefined>;
  /**
   * "kept"; "full" if there is no space left; "unavailable" if the browser or the file system denies storage.
   * Never throws: whatever is computed stays usable without a cache.
   */
  write(key: string, bytes: Uint8Array): Promise<"kept" | "full" | "unavailable">;
  /** Keys that begin with `prefix`. */
  keys(prefix: string): Promise<readonly string[]>;
  /** Deletes the keys that begin with `prefix`. */
  forget(prefix: string): Promise<void>;
  usage(): Promise<CacheUsage>;
}

export interface CacheUsage {
  /** Bytes stored by Clipscope. */
  bytes: number;
  /** Maximum number of bytes, if the platform reports it. */
  quota?: number;
  /** Storage location: "this browser", a folder's path, or "memory". */
  where: string;
  /** What the bytes are for: the first part of their keys, such as "vectors", and the content hash of their model. */
  parts: readonly CachePart[];
  /** Why the last write failed: a sentence that says what is kept and how to free space. */
  problem?: string;
}

/** The bytes of one kind and model in a cache. */
export interface CachePart {
  kind: string;
  /** Absent for entries that belong to no model. */
  model?: string;
  bytes: number;
}
