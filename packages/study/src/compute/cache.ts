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
  /** Bytes kept by Clipscope. */
  bytes: number;
  /** Bytes that the platform allows, if it says so. */
  quota?: number;
  /** Where: "this browser", a folder's path, "memory". */
  where: string;
  /** The last refusal to store, as a sentence that says what is kept and how to free space. */
  problem?: string;
}
